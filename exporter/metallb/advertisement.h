// An L2Advertisement or BGPAdvertisement, which makes MetalLB announce the addresses of pools.
//
// MetalLB assigns the addresses of a pool without an advertisement, but the addresses are
// unreachable. Selectors of nodes and interfaces are not read. A value type, pure.
// Source: metallb.io/v1beta1; MetalLB's internal/config.

#ifndef EXPORTER_METALLB_ADVERTISEMENT_H_
#define EXPORTER_METALLB_ADVERTISEMENT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/addresses/ip_address.h"
#include "exporter/metallb/address_pool.h"
#include "exporter/metallb/label_selector.h"
#include "exporter/metallb/reference.h"
#include "exporter/objects/field_reader.h"
#include "exporter/objects/value.h"
#include "exporter/result/result.h"

namespace exporter::metallb {

// An aggregation length that an object sets. MetalLB announces the prefix of this length that
// contains an assigned address.
struct AggregationLength {
  addresses::Family family = addresses::Family::kIpv4;
  std::int64_t length = 0;
  int line = 0;

  bool operator==(const AggregationLength&) const = default;
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
  std::vector<Reference> peers;        // names of BGPPeers; only of kBgp
  std::vector<AggregationLength> aggregation_lengths;  // only lengths that are set
  bool selects_services = false;                       // spec.serviceSelectors is not empty
  bool is_partial = false;  // a value is not known; it may be the name of a pool or a selector

  // True if the advertisement applies to `pool`. REQUIRES: IsReadWith is true for the namespaces of
  // the advertisement and the pool.
  bool Covers(const AddressPool& pool) const;
};

// "L2Advertisement", "BGPAdvertisement", "AddressPool".
std::string_view Name(Advertisement::Kind kind);

// Reads the aggregation length in the field `key`, if the object has it.
void ReadAggregationLength(objects::FieldReader& fields, std::string_view key,
                           addresses::Family family, std::vector<AggregationLength>& lengths);

// REQUIRES: `kind` is kLayer2 or kBgp. Errors: kProtocol if a field has a wrong type, a selector
// has an unknown operator, or the object has no name.
Result<Advertisement> DecodeAdvertisement(const objects::Value& object, Advertisement::Kind kind);

}  // namespace exporter::metallb

#endif  // EXPORTER_METALLB_ADVERTISEMENT_H_
