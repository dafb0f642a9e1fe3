// The rule about the configuration: does it know the clusters whose manifests are checked? Pure.

#ifndef EXPORTER_VALIDATION_CONFIG_RULES_H_
#define EXPORTER_VALIDATION_CONFIG_RULES_H_

#include <string>
#include <vector>

#include "exporter/config/fleet_config.h"
#include "exporter/metallb/declared_cluster.h"
#include "exporter/validation/finding.h"

namespace exporter::validation {

// `unlisted-cluster`: one that a list of clusters leaves out is in the network "default", away from
// its neighbours; maybe its name is misspelt on one side, so names without manifests are told.
// These by themselves are no fault: a run may check one cluster of many.
void FindUnlistedClusters(const config::FleetConfig& config, const std::string& file,
                          const std::vector<metallb::DeclaredCluster>& clusters,
                          std::vector<Finding>& findings);

}  // namespace exporter::validation

#endif  // EXPORTER_VALIDATION_CONFIG_RULES_H_
