// An IPAddressPool object: its entries, their ranges, and the reasons why MetalLB rejects an entry.
//
// MetalLB rejects its whole configuration if one entry is invalid. Here, valid entries still count,
// and invalid entries are reported. Capacity and assigned addresses are computed in fleet/.
// A value type, pure. Source: metallb.io/v1beta1 IPAddressPool; MetalLB's internal/config.

#ifndef EXPORTER_METALLB_ADDRESS_POOL_H_
#define EXPORTER_METALLB_ADDRESS_POOL_H_

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "exporter/addresses/address_range.h"
#include "exporter/addresses/address_set.h"
#include "exporter/metallb/object_reader.h"
#include "exporter/objects/json_reader.h"
#include "exporter/objects/value.h"
#include "exporter/result/result.h"

namespace exporter::metallb {

// One entry of spec.addresses: its range, or the reason why MetalLB rejects it.
struct PoolEntry {
  std::string text;
  tl::expected<addresses::AddressRange, addresses::RangeError> range;
  int line = 0;  // in the file; 0 if the entry is from an API server

  // `text` for messages. If it has more than 100 bytes, it is truncated and ends with "…".
  std::string Quote() const;

  bool operator==(const PoolEntry&) const = default;
};

// Why MetalLB rejects an entry or an empty pool, and therefore its whole configuration.
struct Rejection {
  const PoolEntry* entry;  // points into the pool; nullptr if the pool has no entries
  std::string reason;      // follows a colon in messages
};

// Two entries of a pool that share addresses.
struct EntryOverlap {
  const PoolEntry* earlier;  // points into the pool
  const PoolEntry* later;    // points into the pool
  addresses::AddressRange shared;
};

struct AddressPool {
  std::string name;
  std::string name_space;
  std::vector<PoolEntry> entries;  // in the order of the object
  bool auto_assign = true;
  bool avoid_buggy_ips = false;  // exclude IPv4 addresses that end in .0 or .255
  // False if the annotation metallb-pool-exporter/capacity-alerts is "off": full by design.
  bool capacity_alerts = true;
  int line = 0;               // of the name in the file; 0 if the pool is from an API server
  std::vector<Label> labels;  // empty if the pool is from an API server

  // All addresses of the valid entries. avoid_buggy_ips is ignored.
  addresses::AddressSet Addresses() const;
  std::size_t InvalidEntries() const;
  // The number of valid entries that overlap an earlier entry of this pool. MetalLB rejects them.
  std::size_t OverlappingEntries() const;
  // All invalid and overlapping entries, in order. The result points into the pool.
  std::vector<Rejection> Rejections() const;
  // The first `max_count` overlapping entries, each with the first entry that it overlaps. The
  // result points into the pool. Time: n log n + n * max_count.
  std::vector<EntryOverlap> EntryOverlaps(std::size_t max_count) const;

  bool operator==(const AddressPool&) const = default;
};

// Reads the field `addresses` of `spec`. An entry that is not a string is invalid (kNotText).
std::vector<PoolEntry> ReadPoolEntries(objects::FieldReader& spec);

// The fields that DecodeAddressPool reads from an API server's object.
std::span<const objects::WantedField> AddressPoolFields();

// Errors: kProtocol if a field has a wrong type or the object has no name.
Result<AddressPool> DecodeAddressPool(const objects::Value& object);

}  // namespace exporter::metallb

#endif  // EXPORTER_METALLB_ADDRESS_POOL_H_
