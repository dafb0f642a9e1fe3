// The configuration file: the clusters, and which of them share a network.
//
//   clusters:
//     - {name: cluster-a, context: prod-a, kubeconfig: /etc/kube/a, network: rack-1}
//     - {name: here, in_cluster: true}
//   networks:
//     - {name: rack-1, shared_addresses: [10.9.0.0/28]}
//
// Both lists are optional. A value type, pure.

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
  std::string context;                    // empty: none
  std::optional<std::string> kubeconfig;  // unchanged; a relative path is relative to the file
  std::string network = std::string(kDefaultNetwork);
  std::optional<std::string> lb_class;
  bool in_cluster = false;  // the Pod's own service account; excludes context and kubeconfig
  int line = 0;
  int network_line = 0;  // 0: no network is given
};

struct ConfiguredNetwork {
  std::string name;                        // unique
  addresses::AddressSet shared_addresses;  // assigned by several clusters on purpose
};

struct FleetConfig {
  // nullopt if the file has no `clusters`; a list is never empty.
  std::optional<std::vector<ConfiguredCluster>> clusters;
  std::vector<ConfiguredNetwork> networks;
  std::vector<std::string> warnings;  // "file:line: what"
};

// Errors: kConfig, "/etc/exporter.yaml:7: …": text that is not YAML, an unknown key, a value of
// another type, a duplicate name, an invalid address, a network that looks like a misspelling of
// one under `networks`.
Result<FleetConfig> ParseFleetConfig(std::string_view text, const std::string& file);

// Errors: kConfig, if a cluster has neither a context nor in_cluster. `validate` needs neither;
// everything that polls clusters does.
Result<void> CheckContexts(const FleetConfig& config, const std::string& file);

}  // namespace exporter::config

#endif  // EXPORTER_CONFIG_FLEET_CONFIG_H_
