// The configuration file: which clusters there are, and which of them share a network.
//
//   clusters:
//     - {name: cluster-a, context: prod-a, kubeconfig: /etc/kube/a, network: rack-1}
//     - {name: here, in_cluster: true}
//   networks:
//     - {name: rack-1, shared_addresses: [10.9.0.0/28]}
//
// Both lists may be left out. A value type, pure.

#ifndef EXPORTER_CONFIG_FLEET_CONFIG_H_
#define EXPORTER_CONFIG_FLEET_CONFIG_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/addresses/address_set.h"
#include "exporter/result/result.h"

namespace exporter::config {

inline constexpr std::string_view kDefaultNetwork = "default";

struct ConfiguredCluster {
  std::string name;                       // unique
  std::string context;                    // empty where none is given
  std::optional<std::string> kubeconfig;  // as it is written; a relative one is to the file
  std::string network = std::string(kDefaultNetwork);
  std::optional<std::string> lb_class;
  bool in_cluster = false;  // the Pod's own service account, and then no context or kubeconfig
  int line = 0;
};

struct ConfiguredNetwork {
  std::string name;                        // unique
  addresses::AddressSet shared_addresses;  // held by several clusters on purpose
};

struct FleetConfig {
  // nullopt where the file has no `clusters`; a list is never empty.
  std::optional<std::vector<ConfiguredCluster>> clusters;
  std::vector<ConfiguredNetwork> networks;
};

// Errors: kConfig, "configuration /etc/exporter.yaml: line 7: …": no YAML, a key that is not known,
// a value of another type, two clusters or networks of one name, addresses that are none.
Result<FleetConfig> ParseFleetConfig(std::string_view text, const std::string& file);

// What reading from API servers wants beyond that: a context, or in_cluster, for each cluster.
Result<void> CheckReachable(const FleetConfig& config, const std::string& file);

}  // namespace exporter::config

#endif  // EXPORTER_CONFIG_FLEET_CONFIG_H_
