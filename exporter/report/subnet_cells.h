// The map of a subnet: the same cells as the map of a pool (address_map.h), with all pools of the
// subnet and the addresses between them. Does not draw the map (page_networks.cc). Pure.

#ifndef EXPORTER_REPORT_SUBNET_CELLS_H_
#define EXPORTER_REPORT_SUBNET_CELLS_H_

#include <cstddef>
#include <optional>

#include "exporter/fleet/network_map.h"
#include "exporter/report/address_map.h"

namespace exporter::report {

// An IPv4 subnet has cells for all of its addresses. An IPv6 subnet has cells only for pools and
// entries of the plan.
AddressMap MapSubnet(const fleet::SubnetMap& subnet, const fleet::NetworkAddresses& addresses);

// The cells that an area covers, from the first to the last.
struct CellSpan {
  std::size_t first = 0;
  std::size_t last = 0;
};

// nullopt if the map has no cell for the range.
std::optional<CellSpan> CellsOf(const AddressMap& map, const addresses::AddressRange& range);

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_SUBNET_CELLS_H_
