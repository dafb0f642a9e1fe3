#include "exporter/fleet/network_addresses.h"

#include "exporter/addresses/buggy_addresses.h"

namespace exporter::fleet {

using addresses::AddressRange;
using addresses::AddressSet;

AddressUse NetworkAddresses::UseIn(const AddressRange& range) const {
  AddressUse use;
  use.pools = pools.SizeIn(range);
  use.capacity = use.pools;
  const AddressSet excluding = Intersection(AddressSet::FromRanges({range}), careful);
  use.capacity -= CountBuggy(excluding, range.family());
  use.available = use.capacity - assigned_capacity.SizeIn(range);
  use.assigned = assigned.SizeIn(range);
  use.duplicate = duplicate.SizeIn(range);
  use.overlapping = overlapping.SizeIn(range);
  use.nodes = nodes.SizeIn(range);
  use.node_conflicts = node_conflicts.SizeIn(range);
  use.planned = planned.SizeIn(range);
  use.reserved = reserved.SizeIn(range);
  use.unknown = unknown.SizeIn(range);
  use.free = free.SizeIn(range);
  return use;
}

}  // namespace exporter::fleet
