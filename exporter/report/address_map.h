// A pool's addresses of one family as a map of few cells: one for each address of a small pool, one
// for each block of equal size of a large one.
//
// A block is aligned to its size, a power of two, as a prefix is. What a map costs grows with the
// pool's ranges and held addresses, and never with its size. Pure.

#ifndef EXPORTER_REPORT_ADDRESS_MAP_H_
#define EXPORTER_REPORT_ADDRESS_MAP_H_

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "exporter/addresses/address_count.h"
#include "exporter/addresses/address_range.h"
#include "exporter/addresses/address_set.h"
#include "exporter/addresses/ip_address.h"
#include "exporter/fleet/cluster_snapshot.h"

namespace exporter::report {

// The most cells of a map.
inline constexpr std::size_t kMaxCells = 256;

enum class CellState {
  kAvailable,
  kPartlyAssigned,       // a block, some of whose addresses are held
  kAssigned,             // all that can be assigned
  kOverlapping,          // free, and in another pool too
  kOverlappingAssigned,  // the same, and some of it is held
  kDuplicate,            // held by another cluster too
  kExcluded,             // by avoidBuggyIPs
};

struct MapCell {
  addresses::IpAddress first;          // of the block, which the pool need not have
  addresses::AddressCount assignable;  // addresses of the pool that MetalLB can assign
  std::size_t assigned = 0;            // distinct addresses, excluded ones too
  bool overlapping = false;
  bool duplicate = false;

  CellState State() const;
};

struct AddressMap {
  int block_bits = 0;          // a cell stands for 2^block_bits addresses
  std::vector<MapCell> cells;  // from the lowest address up, at most kMaxCells
};

// What is drawn: a pool of a snapshot, in one family, and what other pools and clusters make of it.
struct MapSubject {
  const fleet::PoolUsage& pool;
  addresses::Family family;
  bool avoid_buggy_ips;
  std::span<const fleet::Assignment> assignments;  // of the pool in the family (AssignmentsOf)
  const addresses::AddressSet& overlapping;        // of the pool, what another pool has too
  const std::function<bool(const addresses::IpAddress&)>& is_duplicate;  // asked of held ones
};

// No cells where the pool has no address of the family.
AddressMap MapAddresses(const MapSubject& subject);

// Where the block behind that of `cell` begins; the lowest address where it is the last.
addresses::IpAddress FirstOfNext(const MapCell& cell, int block_bits);

// Who holds what of a pool in a family, from the lowest address up.
std::vector<fleet::Assignment> AssignmentsOf(const fleet::ClusterSnapshot& snapshot,
                                             const fleet::PoolUsage& pool,
                                             addresses::Family family);

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_ADDRESS_MAP_H_
