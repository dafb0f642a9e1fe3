// What a BGPPeer object tells of its cluster: the ASN that the cluster speaks for itself.
//
// Only the cluster's own side; the router's is of no concern here. A value type, pure.
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
  std::uint32_t own_asn = 0;  // spec.myASN; 0, which is no AS (RFC 7607), where none is given
  int line = 0;               // of myASN in its file, else of the object; 0 from a server

  bool operator==(const BgpPeer&) const = default;
};

// The fields that DecodeBgpPeer reads.
std::span<const objects::WantedField> BgpPeerFields();

// Errors: kProtocol, where a field is of another type than the API's, myASN is not of 32 bits, or
// the object has no name.
Result<BgpPeer> DecodeBgpPeer(const objects::Value& object);

}  // namespace exporter::metallb

#endif  // EXPORTER_METALLB_BGP_PEER_H_
