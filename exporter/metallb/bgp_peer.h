// A BGPPeer object: the ASN that the cluster uses as its own, and the name of a BFDProfile. Only
// the name of a BFDProfile object is read.
//
// Value types, pure. Source: BGPPeer of metallb.io/v1beta2 and v1beta1, which both have these
// fields; BFDProfile of metallb.io/v1beta1.

#ifndef EXPORTER_METALLB_BGP_PEER_H_
#define EXPORTER_METALLB_BGP_PEER_H_

#include <cstdint>
#include <span>
#include <string>

#include "exporter/metallb/reference.h"
#include "exporter/objects/json_reader.h"
#include "exporter/objects/value.h"
#include "exporter/result/result.h"

namespace exporter::metallb {

struct BgpPeer {
  std::string name;
  std::string name_space;
  // spec.myASN; 0 if it is missing. No ASN is 0, because 0 is reserved (RFC 7607).
  std::uint32_t local_asn = 0;
  // The line of myASN in the file, or of the object if myASN is missing. 0 if the peer is from an
  // API server.
  int line = 0;
  Reference bfd_profile = {};  // the name is empty if there is none; not read from an API server

  bool operator==(const BgpPeer&) const = default;
};

struct BfdProfile {
  std::string name;
  std::string name_space;
};

// The fields that DecodeBgpPeer reads from an API server's object.
std::span<const objects::WantedField> BgpPeerFields();

// Errors: kProtocol if a field has a wrong type, myASN does not fit into 32 bits, or the object has
// no name.
Result<BgpPeer> DecodeBgpPeer(const objects::Value& object);

// Errors: kProtocol if a field has a wrong type or the object has no name.
Result<BfdProfile> DecodeBfdProfile(const objects::Value& object);

}  // namespace exporter::metallb

#endif  // EXPORTER_METALLB_BGP_PEER_H_
