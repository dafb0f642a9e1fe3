// The meaning of an IPAddressPool object: the addresses that MetalLB can assign from it.
//
// A value type, pure. Source: metallb.io/v1beta1 IPAddressPool; MetalLB's internal/config.
// MetalLB rejects its whole configuration if one entry is invalid. Here the valid entries still
// count, and the invalid entries are reported.

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
  int line = 0;  // in its file; 0 if it is from an API server

  // The text for messages; of more than 100 bytes the beginning and "…".
  std::string Quote() const;

  bool operator==(const PoolEntry&) const = default;
};

// Why MetalLB rejects a pool, and its whole configuration with it.
struct Rejection {
  const PoolEntry* entry;  // of the pool; nullptr: the pool has no entries
  std::string reason;      // follows a colon
};

// Two entries of a pool that share addresses.
struct EntryOverlap {
  const PoolEntry* earlier;  // of the pool
  const PoolEntry* later;    // of the pool
  addresses::AddressRange shared;
};

struct AddressPool {
  std::string name;
  std::string name_space;
  std::vector<PoolEntry> entries;  // in the order of the object
  bool auto_assign = true;
  bool avoid_buggy_ips = false;  // exclude IPv4 addresses that end in .0 or .255
  int line = 0;                  // of the name in its file; 0 if it is from an API server
  std::vector<Label> labels;     // only if it is from a file

  // The addresses of the valid entries; avoid_buggy_ips is ignored.
  addresses::AddressSet Addresses() const;
  std::size_t InvalidEntries() const;
  // Entries that overlap an earlier entry of this pool. MetalLB rejects these as well.
  std::size_t OverlappingEntries() const;
  // All invalid and overlapping entries, in order. Points into the pool.
  std::vector<Rejection> Rejections() const;
  // The first `max_count` overlapping entries, each with the first entry that it overlaps. The cost
  // is n log n + n * max_count. Points into the pool.
  std::vector<EntryOverlap> EntryOverlaps(std::size_t max_count) const;

  bool operator==(const AddressPool&) const = default;
};

// Reads the field `addresses`. An entry that is not a string is invalid.
std::vector<PoolEntry> ReadPoolEntries(objects::FieldReader& spec);

// The fields that DecodeAddressPool reads from an API server's object.
std::span<const objects::WantedField> AddressPoolFields();

// Errors: kProtocol if a field has a wrong type or the object has no name.
Result<AddressPool> DecodeAddressPool(const objects::Value& object);

}  // namespace exporter::metallb

#endif  // EXPORTER_METALLB_ADDRESS_POOL_H_
