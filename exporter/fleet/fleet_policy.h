// The settings for the analysis in fleet_facts.h: networks, plan and bounds. They are from the
// configuration file, the IP plan and the command line. Does not read files. Plain values.

#ifndef EXPORTER_FLEET_FLEET_POLICY_H_
#define EXPORTER_FLEET_FLEET_POLICY_H_

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/addresses/address_set.h"

namespace exporter::fleet {

// A cluster's entry in the plan.
struct PlannedCluster {
  std::string location;
  addresses::AddressSet addresses;

  bool operator==(const PlannedCluster&) const = default;
};

// An entry of the plan that no cluster may use.
struct ReservedRange {
  std::string name;
  std::string purpose;  // empty: none
  addresses::AddressSet addresses;

  bool operator==(const ReservedRange&) const = default;
};

// The holders of an assigned address that are listed: its Services, or only their clusters.
enum class ListedHolders { kServices, kClusters };

// The settings of a network.
struct NetworkPolicy {
  addresses::AddressSet shared_addresses;         // its clusters share them on purpose
  std::vector<addresses::AddressRange> prefixes;  // its subnets, sorted and disjoint
  // By source (cluster_view.h): addresses that the clusters of the source share on purpose. They
  // count as far as shared_addresses.h says.
  std::map<std::string, addresses::AddressSet, std::less<>> shared_by_source = {};

  bool operator==(const NetworkPolicy&) const = default;
};

// A host, such as a router, whose answers to a scan are named. The name "cluster/node" says that
// the MAC address belongs to the node.
struct KnownMac {
  std::string mac;  // "02:00:00:00:00:01": lower case with colons
  std::string name;

  bool operator==(const KnownMac&) const = default;
};

struct FleetPolicy {
  std::map<std::string, NetworkPolicy, std::less<>> networks;  // of the configuration

  // The entries of the plan by cluster name; nullopt if there is no plan.
  std::optional<std::map<std::string, PlannedCluster, std::less<>>> plan;

  // The sources (cluster_view.h) from which the plan is. It does not apply to other clusters.
  // nullopt: the plan applies to every cluster.
  std::optional<std::set<std::string, std::less<>>> planned_sources;

  // The reserved entries of the plan, in the order of the file.
  std::vector<ReservedRange> reserved;

  // In the order of the configuration. No MAC occurs twice.
  std::vector<KnownMac> known_macs;

  // The settings of a network; the default ones if it is not configured.
  const NetworkPolicy& SettingsOf(std::string_view network) const {
    static const NetworkPolicy kDefault;
    const auto found = networks.find(network);
    return found == networks.end() ? kDefault : found->second;
  }

  // The location of a cluster in the plan; empty if it is unknown.
  std::string_view LocationOf(std::string_view cluster) const {
    if (!plan) return {};
    const auto planned = plan->find(cluster);
    return planned == plan->end() ? std::string_view() : planned->second.location;
  }

  // Whether there is a plan that applies to the clusters of the source; empty: this exporter.
  bool HasPlanFor(std::string_view source) const {
    return plan.has_value() && (!planned_sources || planned_sources->contains(source));
  }

  // The maximum number, for each network, of series of duplicate addresses. The same limit applies
  // to the listed pairs of overlapping pools, which only the metrics use.
  std::size_t max_conflict_series = 1000;

  // The maximum number, for each network, of listed holders of assigned addresses. If it is
  // nullopt, there is no list.
  std::optional<std::size_t> max_address_series;
  ListedHolders address_holders = ListedHolders::kServices;  // in that list

  bool operator==(const FleetPolicy&) const = default;
};

}  // namespace exporter::fleet

#endif  // EXPORTER_FLEET_FLEET_POLICY_H_
