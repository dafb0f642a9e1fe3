// The inputs of the analysis from the configuration file, the plan and the command line. Plain
// values.

#ifndef EXPORTER_FLEET_FLEET_POLICY_H_
#define EXPORTER_FLEET_FLEET_POLICY_H_

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "exporter/addresses/address_set.h"

namespace exporter::fleet {

// A cluster's entry in the plan.
struct PlannedCluster {
  std::string location;
  addresses::AddressSet addresses;
};

struct FleetPolicy {
  // The networks of the configuration, with the addresses that their clusters share on purpose.
  std::map<std::string, addresses::AddressSet, std::less<>> networks;

  // By cluster name; nullopt without a plan.
  std::optional<std::map<std::string, PlannedCluster, std::less<>>> plan;

  // The bound, for each network, on the listed holders of duplicate addresses and on the listed
  // pairs of overlapping pools.
  std::size_t max_conflict_series = 1000;

  // The bound, for each network, on the listed holders of addresses; nullopt: no list.
  std::optional<std::size_t> max_address_series;
};

}  // namespace exporter::fleet

#endif  // EXPORTER_FLEET_FLEET_POLICY_H_
