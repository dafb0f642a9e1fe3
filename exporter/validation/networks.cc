#include "exporter/validation/networks.h"

namespace exporter::validation {

Networks::Networks(const config::FleetConfig& config) {
  if (config.clusters) {
    for (const config::ConfiguredCluster& cluster : *config.clusters) {
      network_by_cluster_.emplace(cluster.name, cluster.network);
    }
  }
  for (const config::ConfiguredNetwork& network : config.networks) {
    shared_by_network_.emplace(network.name, network.shared_addresses);
  }
}

std::string_view Networks::NetworkOf(std::string_view cluster) const {
  const auto found = network_by_cluster_.find(cluster);
  if (found == network_by_cluster_.end()) return config::kDefaultNetwork;
  return found->second;
}

const addresses::AddressSet& Networks::SharedIn(std::string_view network) const {
  static const addresses::AddressSet kNone;
  const auto found = shared_by_network_.find(network);
  return found == shared_by_network_.end() ? kNone : found->second;
}

}  // namespace exporter::validation
