// A BGPPeer object: the ASN that the cluster uses as its own. A value type, pure.
//
// Source: metallb.io/v1beta2 BGPPeer, and v1beta1, which has the same fields.

#ifndef EXPORTER_METALLB_BGP_PEER_H_
#define EXPORTER_METALLB_BGP_PEER_H_

#include <cstdint>
#include <span>
#include <string>

#include "exporter/objects/json_reader.h"
#include "exporter/objects/value.h"
#include "exporter/result/result.h"

namespace exporter::metallb {

struct BgpPeer {
  std::string name;
  std::string name_space;
  std::uint32_t local_asn = 0;  // spec.myASN; 0, which is reserved (RFC 7607): missing
  int line = 0;                 // of myASN or the object in its file; 0 if it is from an API server

  bool operator==(const BgpPeer&) const = default;
};

// The fields that DecodeBgpPeer reads.
std::span<const objects::WantedField> BgpPeerFields();

// Errors: kProtocol if a field has a wrong type, myASN does not fit into 32 bits, or the object has
// no name.
Result<BgpPeer> DecodeBgpPeer(const objects::Value& object);

}  // namespace exporter::metallb

#endif  // EXPORTER_METALLB_BGP_PEER_H_
