// What the fleet is held against, and how much of what is found is told one by one: values that
// come from the configuration file, the plan and the command line. Plain values.

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
  // Networks that the configuration names, with the addresses that several clusters of it may hold
  // on purpose. Networks that only clusters name have none.
  std::map<std::string, addresses::AddressSet, std::less<>> networks;

  // By the clusters' names; nullopt where there is no plan.
  std::optional<std::map<std::string, PlannedCluster, std::less<>>> plan;

  // The bound, for each network, on the holders of duplicate addresses and on the pairs of
  // overlapping pools that are told. Counts are exact whatever it is.
  std::size_t max_conflict_series = 1000;

  // The bound, for each network, on the holders of any address; nullopt: none of them are told.
  std::optional<std::size_t> max_address_series;
};

}  // namespace exporter::fleet

#endif  // EXPORTER_FLEET_FLEET_POLICY_H_
