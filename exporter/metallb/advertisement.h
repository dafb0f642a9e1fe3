// An L2Advertisement or BGPAdvertisement: it makes MetalLB announce the addresses of pools.
//
// Addresses of a pool without an advertisement are assigned, but unreachable. A value type, pure.
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

// The name of another object.
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
  int line = 0;                          // of its name
  std::vector<Reference> pools;          // empty, like `selectors`: all pools
  std::vector<LabelSelector> selectors;  // the pools that match at least one selector
  std::vector<Reference> communities;    // not of kLayer2; literals or names of aliases

  // REQUIRES: IsReadWith of both namespaces.
  bool Covers(const AddressPool& pool) const;
};

// "L2Advertisement", "BGPAdvertisement", "AddressPool".
std::string_view Name(Advertisement::Kind kind);

// May MetalLB read objects of both namespaces? It reads one namespace. An object without a
// namespace gets one when it is applied (kubectl -n, kustomize).
inline bool IsReadWith(std::string_view name_space, std::string_view other) {
  return name_space.empty() || other.empty() || name_space == other;
}

std::vector<Reference> ReadReferences(objects::FieldReader& fields, std::string_view key);

// REQUIRES: `kind` is kLayer2 or kBgp. Errors: kProtocol if a field has a wrong type, a selector
// has an unknown operator, or the object has no name.
Result<Advertisement> DecodeAdvertisement(const objects::Value& object, Advertisement::Kind kind);

}  // namespace exporter::metallb

#endif  // EXPORTER_METALLB_ADVERTISEMENT_H_
