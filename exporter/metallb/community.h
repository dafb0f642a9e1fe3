// BGP communities, and the names that Community objects give them.
//
// A BGPAdvertisement writes a community as it is ("64501:100", "large:64501:1:2"), or by the name
// of an alias in some Community's spec.communities. The name of the Community object itself means
// nothing to MetalLB. Value types, pure.
// Source: metallb.io/v1beta1 Community; MetalLB's internal/bgp/community, New.

#ifndef EXPORTER_METALLB_COMMUNITY_H_
#define EXPORTER_METALLB_COMMUNITY_H_

#include <string>
#include <string_view>
#include <vector>

#include "exporter/objects/value.h"
#include "exporter/result/result.h"

namespace exporter::metallb {

struct CommunityAlias {
  std::string name;
  std::string value;  // as it is written
  int line = 0;       // of the value

  bool operator==(const CommunityAlias&) const = default;
};

struct Community {
  std::string name;  // of the object
  std::string name_space;
  std::vector<CommunityAlias> aliases;
};

enum class CommunityForm {
  kLiteral,     // two numbers of 16 bits, or "large" and three of 32
  kBadLiteral,  // meant as one: two or four parts, and not that
  kName,        // anything else, which only an alias can make sense of
};

CommunityForm FormOf(std::string_view text);

// Errors: kProtocol, where a field is of another type than the API's, or the object has no name.
Result<Community> DecodeCommunity(const objects::Value& object);

}  // namespace exporter::metallb

#endif  // EXPORTER_METALLB_COMMUNITY_H_
