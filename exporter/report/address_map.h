// The addresses of a pool in one family, or of a subnet, as a map of at most 256 cells. In a small
// map a cell is one address, in a large map a block. All blocks of a map have the same size. Does
// not draw the map (page_map.cc).
//
// A block is aligned to its size, a power of two, as a prefix is. The cost grows with the number of
// ranges and assigned addresses, not with their size. Pure.

#ifndef EXPORTER_REPORT_ADDRESS_MAP_H_
#define EXPORTER_REPORT_ADDRESS_MAP_H_

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "exporter/addresses/address_count.h"
#include "exporter/addresses/address_range.h"
#include "exporter/addresses/address_set.h"
#include "exporter/addresses/ip_address.h"
#include "exporter/fleet/cluster_snapshot.h"

namespace exporter::report {

inline constexpr std::size_t kMaxCells = 256;

enum class CellState {
  kAvailable,
  kPartlyAssigned,       // a block in which some addresses are assigned
  kAssigned,             // all assignable addresses are assigned
  kOverlapping,          // also in another pool, no address assigned
  kOverlappingAssigned,  // also in another pool, some addresses assigned
  kDuplicate,            // also assigned by another cluster
  kExcluded,             // excluded by avoidBuggyIPs
  // Only in the map of a subnet:
  kNodeConflict,  // the address of a node, in a pool
  kUnpooled,      // assigned, in no pool. This state and the following ones are in no pool.
  kUnknown,       // planned for a cluster without data
  kReserved,
  kPlanned,
  kNode,
  kUnused,
};

// A finding of a wire scan, from the worst to the best (wire_answers.h).
enum class WireMark {
  kContested,  // answered by two nodes, or by the wrong node
  kForeign,    // answered by a host that is not a node
  kSquatted,   // unassigned, and answered by a host
  kSilent,     // assigned, without an answer
};
inline constexpr std::size_t kWireMarks = 4;

// The assignments of one address; never empty.
using AddressAssignments = std::span<const fleet::Assignment>;

struct MapCell {
  addresses::AddressRange block;       // parts of the block may be outside the pool
  addresses::AddressCount assignable;  // addresses of the pool that MetalLB can assign
  std::size_t assigned = 0;            // distinct addresses, including excluded addresses
  bool overlapping = false;
  bool duplicate = false;
  bool node_conflict = false;
  std::optional<CellState> outside;   // if no address of the block is in a pool
  std::optional<WireMark> wire_mark;  // only in the map of a subnet

  CellState State() const;
};

struct AddressMap {
  int block_bits = 0;          // a cell is a block of 2^block_bits addresses
  std::vector<MapCell> cells;  // from the lowest address up, at most kMaxCells
};

// The input of a map: a pool of a snapshot in one family, with its conflicts.
struct MapSubject {
  const fleet::PoolUsage& pool;
  addresses::Family family;
  bool avoid_buggy_ips;
  const std::vector<AddressAssignments>& assignments;  // AssignmentsOf the pool in the family
  const addresses::AddressSet& overlapping;  // addresses of the pool that another pool contains
  const std::function<bool(const addresses::IpAddress&)>&
      is_duplicate;  // called with assigned addresses
};

// The cells of all blocks that contain a part of the ranges, without counts. REQUIRES: the ranges
// are sorted, disjoint and of one family.
AddressMap MapBlocks(const std::vector<addresses::AddressRange>& ranges);

// No cells if the pool has no address of the family.
AddressMap MapAddresses(const MapSubject& subject);

// Groups assignments that are sorted by address. Refers to the assignments.
std::vector<AddressAssignments> ByAddress(std::span<const fleet::Assignment> assignments);

// The assigned addresses of a pool in a family, the lowest first. Refers to the snapshot.
std::vector<AddressAssignments> AssignmentsOf(const fleet::ClusterSnapshot& snapshot,
                                              const fleet::PoolUsage& pool,
                                              addresses::Family family);

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_ADDRESS_MAP_H_
