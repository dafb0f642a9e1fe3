// What an IPAddressPool object means: which addresses MetalLB can assign from it.
//
// From the object's fields alone; what Services hold is for fleet/ to say. A value type, pure.
// Source: metallb.io/v1beta1 IPAddressPool; MetalLB's internal/config (see addresses/ for its
// address strings). MetalLB rejects its whole configuration for one bad entry; here the sound
// entries still count, and the others are told.

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

// One entry of spec.addresses, and the range that it stands for or why MetalLB rejects it.
struct PoolEntry {
  std::string text;
  tl::expected<addresses::AddressRange, addresses::RangeError> range;
  int line = 0;  // in its file; 0 where it came from a server

  // As much of the text as people are shown: of more than 100 bytes the beginning, and "…".
  std::string Quote() const;

  bool operator==(const PoolEntry&) const = default;
};

// Why MetalLB rejects a pool, and its whole configuration with it.
struct Rejection {
  const PoolEntry* entry;  // of the pool; nullptr where what is wrong is that it has none
  std::string reason;      // follows a colon
};

// Two entries of a pool that share addresses.
struct EntryOverlap {
  const PoolEntry* earlier;  // of the pool
  const PoolEntry* later;    // too
  addresses::AddressRange shared;
};

struct AddressPool {
  std::string name;
  std::string name_space;
  std::vector<PoolEntry> entries;  // in the order of the object
  bool auto_assign = true;
  bool avoid_buggy_ips = false;  // leave out IPv4 addresses that end in .0 or .255
  int line = 0;                  // of its name in its file; 0 where it came from a server
  std::vector<Label> labels;     // of a file; not among the fields that are read from a server

  // Every address of the sound entries, each once, whatever avoid_buggy_ips says.
  addresses::AddressSet Addresses() const;
  std::size_t InvalidEntries() const;
  // Entries that overlap an earlier one of this pool, which MetalLB rejects too.
  std::size_t OverlappingEntries() const;
  // All of these in the order of the entries. Points into the pool.
  std::vector<Rejection> Rejections() const;
  // The first `most` of the overlapping entries, each with the first that it overlaps, in n log n
  // and `most` looks at all entries. Points into the pool.
  std::vector<EntryOverlap> EntryOverlaps(std::size_t most) const;

  bool operator==(const AddressPool&) const = default;
};

// A list as spec.addresses. An entry that is no string at all is one that MetalLB rejects.
std::vector<PoolEntry> ReadPoolEntries(objects::FieldReader& spec);

// The fields that DecodeAddressPool reads of a server's pool.
std::span<const objects::WantedField> AddressPoolFields();

// Errors: kProtocol, where a field is of another type than the API's, or the object has no name.
Result<AddressPool> DecodeAddressPool(const objects::Value& object);

}  // namespace exporter::metallb

#endif  // EXPORTER_METALLB_ADDRESS_POOL_H_
