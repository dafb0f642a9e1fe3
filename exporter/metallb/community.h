// BGP communities and the names that Community objects give them.
//
// A BGPAdvertisement contains literals ("64501:100", "large:64501:1:2") or names of aliases.
// Aliases are defined in the spec.communities of any Community object. MetalLB ignores the name of
// the Community object itself. Value types, pure.
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
  std::string value;
  int line = 0;  // of the value

  bool operator==(const CommunityAlias&) const = default;
};

struct Community {
  std::string name;  // of the object
  std::string name_space;
  std::vector<CommunityAlias> aliases;
};

enum class CommunityForm {
  kLiteral,     // two numbers of 16 bits, or "large" and three numbers of 32 bits
  kBadLiteral,  // two or four parts between colons, but not a literal
  kName,        // anything else: the name of an alias
};

CommunityForm FormOf(std::string_view text);

// Errors: kProtocol if a field has a wrong type or the object has no name.
Result<Community> DecodeCommunity(const objects::Value& object);

}  // namespace exporter::metallb

#endif  // EXPORTER_METALLB_COMMUNITY_H_
