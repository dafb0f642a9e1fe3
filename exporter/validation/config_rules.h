// The rule about the configuration: does it list the clusters whose manifests are checked? Pure.

#ifndef EXPORTER_VALIDATION_CONFIG_RULES_H_
#define EXPORTER_VALIDATION_CONFIG_RULES_H_

#include <string>
#include <vector>

#include "exporter/config/fleet_config.h"
#include "exporter/metallb/declared_cluster.h"
#include "exporter/validation/finding.h"

namespace exporter::validation {

// `unlisted-cluster`: a cluster that is not in the list is in the network "default", perhaps
// because of a typo. The finding names listed clusters that have no manifests. These alone are not
// a finding, because a run may check one cluster of many.
void FindUnlistedClusters(const config::FleetConfig& config, const std::string& file,
                          const std::vector<metallb::DeclaredCluster>& clusters,
                          std::vector<Finding>& findings);

}  // namespace exporter::validation

#endif  // EXPORTER_VALIDATION_CONFIG_RULES_H_
