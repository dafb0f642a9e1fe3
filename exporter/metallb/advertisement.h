// What makes MetalLB announce the addresses of a pool: an L2Advertisement or a BGPAdvertisement.
// A pool that none of them covers hands out addresses that nobody can reach. A value type, pure.
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

// A name by which an object means another.
struct Reference {
  std::string name;
  int line = 0;

  bool operator==(const Reference&) const = default;
};

struct Advertisement {
  // kPool: a legacy pool (legacy.h), which advertises itself and nothing else.
  enum class Kind { kLayer2, kBgp, kPool };

  Kind kind = Kind::kLayer2;
  std::string name;
  std::string name_space;
  int line = 0;                          // of its name
  std::vector<Reference> pools;          // with no pools and no selectors either, all of them
  std::vector<LabelSelector> selectors;  // a pool that one of them matches
  std::vector<Reference> communities;    // of kBgp and kPool: literals, or names of aliases

  // REQUIRES: MetalLB reads both (IsReadWith).
  bool Covers(const AddressPool& pool) const;
};

// "L2Advertisement", "BGPAdvertisement", "AddressPool".
std::string_view Name(Advertisement::Kind kind);

// MetalLB reads one namespace. An object without one gets it where it is applied (kubectl -n,
// kustomize), so it may be read with any other.
inline bool IsReadWith(std::string_view name_space, std::string_view other) {
  return name_space.empty() || other.empty() || name_space == other;
}

// A list of names.
std::vector<Reference> ReadReferences(objects::FieldReader& fields, std::string_view key);

// REQUIRES: `kind` is kLayer2 or kBgp. Errors: kProtocol, where a field is of another type than the
// API's, a selector has an operator that there is not, or the object has no name.
Result<Advertisement> DecodeAdvertisement(const objects::Value& object, Advertisement::Kind kind);

}  // namespace exporter::metallb

#endif  // EXPORTER_METALLB_ADVERTISEMENT_H_
