// The addresses of a network by use, as sets, and how many addresses of a range have which use.
// Does not compute the sets (network_map.h). Pure.

#ifndef EXPORTER_FLEET_NETWORK_ADDRESSES_H_
#define EXPORTER_FLEET_NETWORK_ADDRESSES_H_

#include "exporter/addresses/address_count.h"
#include "exporter/addresses/address_range.h"
#include "exporter/addresses/address_set.h"

namespace exporter::fleet {

// How many addresses of a range have which use. An address may have several uses.
struct AddressUse {
  addresses::AddressCount pools;           // in a pool
  addresses::AddressCount capacity;        // MetalLB can assign them, after avoidBuggyIPs
  addresses::AddressCount available;       // of `capacity`, not assigned
  addresses::AddressCount assigned;        // to Services, in a pool or not
  addresses::AddressCount duplicate;       // assigned by two clusters, not on purpose
  addresses::AddressCount overlapping;     // in two pools, not on purpose
  addresses::AddressCount nodes;           // of nodes
  addresses::AddressCount node_conflicts;  // of nodes and in a pool, except intended ones
  addresses::AddressCount planned;         // for a cluster, by the plan
  addresses::AddressCount reserved;        // by the plan
  addresses::AddressCount unknown;         // in no pool, and planned for a cluster without data
  addresses::AddressCount free;            // in a subnet, and without any use

  bool operator==(const AddressUse&) const = default;
};

struct NetworkAddresses {
  addresses::AddressSet pools;
  addresses::AddressSet careful;            // of `pools`, only in pools with avoidBuggyIPs
  addresses::AddressSet assigned;           // in a pool or not
  addresses::AddressSet assigned_capacity;  // assigned ones that MetalLB can assign
  addresses::AddressSet duplicate;
  addresses::AddressSet overlapping;
  addresses::AddressSet nodes;
  addresses::AddressSet node_conflicts;
  addresses::AddressSet planned;
  addresses::AddressSet reserved;
  addresses::AddressSet unknown;
  addresses::AddressSet free;

  // Time: log n, plus the ranges of the sets in `range`.
  AddressUse UseIn(const addresses::AddressRange& range) const;
};

}  // namespace exporter::fleet

#endif  // EXPORTER_FLEET_NETWORK_ADDRESSES_H_
