// An L2Advertisement or BGPAdvertisement, which makes MetalLB announce the addresses of pools.
//
// MetalLB assigns the addresses of a pool without an advertisement, but the addresses are
// unreachable. Selectors of nodes, interfaces and peers are not read. A value type, pure.
// Source: metallb.io/v1beta1; MetalLB's internal/config.

#ifndef EXPORTER_METALLB_ADVERTISEMENT_H_
#define EXPORTER_METALLB_ADVERTISEMENT_H_

#include <string>
#include <string_view>
#include <vector>

#include "exporter/metallb/address_pool.h"
#include "exporter/metallb/label_selector.h"
#include "exporter/objects/field_reader.h"
#include "exporter/objects/value.h"
#include "exporter/result/result.h"

namespace exporter::metallb {

// The name of another object, or a BGP community, and its line in the file.
struct Reference {
  std::string name;
  int line = 0;

  bool operator==(const Reference&) const = default;
};

struct Advertisement {
  // kPool: a legacy pool (legacy.h), which advertises only itself.
  enum class Kind { kLayer2, kBgp, kPool };

  Kind kind = Kind::kLayer2;
  std::string name;
  std::string name_space;
  int line = 0;  // of the name
  // The pools that are named or that match at least one selector. If both lists are empty: all
  // pools.
  std::vector<Reference> pools;
  std::vector<LabelSelector> selectors;
  std::vector<Reference> communities;  // literals or names of aliases; empty for kLayer2

  // True if the advertisement applies to `pool`. REQUIRES: IsReadWith is true for the namespaces of
  // the advertisement and the pool.
  bool Covers(const AddressPool& pool) const;
};

// "L2Advertisement", "BGPAdvertisement", "AddressPool".
std::string_view Name(Advertisement::Kind kind);

// True if one MetalLB may read objects of both namespaces. MetalLB reads only one namespace. A
// manifest without a namespace (empty) may be applied to any namespace (kubectl -n, kustomize).
inline bool IsReadWith(std::string_view name_space, std::string_view other) {
  return name_space.empty() || other.empty() || name_space == other;
}

// The strings of the list `key`, with their lines.
std::vector<Reference> ReadReferences(objects::FieldReader& fields, std::string_view key);

// REQUIRES: `kind` is kLayer2 or kBgp. Errors: kProtocol if a field has a wrong type, a selector
// has an unknown operator, or the object has no name.
Result<Advertisement> DecodeAdvertisement(const objects::Value& object, Advertisement::Kind kind);

}  // namespace exporter::metallb

#endif  // EXPORTER_METALLB_ADVERTISEMENT_H_
