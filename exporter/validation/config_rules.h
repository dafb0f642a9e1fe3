// The rule `unlisted-cluster`: the configuration file must list each cluster that has manifests.
// The file itself is checked when it is read (config/fleet_config.h). Pure.

#ifndef EXPORTER_VALIDATION_CONFIG_RULES_H_
#define EXPORTER_VALIDATION_CONFIG_RULES_H_

#include <string>
#include <vector>

#include "exporter/config/fleet_config.h"
#include "exporter/metallb/declared_cluster.h"
#include "exporter/validation/finding.h"

namespace exporter::validation {

// A cluster that is not listed is in the network "default", perhaps because of a typo. The finding
// also names a listed cluster that has no manifests. A listed cluster without manifests is not a
// finding of its own, because a run may check one cluster of many.
void FindUnlistedClusters(const config::FleetConfig& config, const std::string& file,
                          const std::vector<metallb::DeclaredCluster>& clusters,
                          std::vector<Finding>& findings);

}  // namespace exporter::validation

#endif  // EXPORTER_VALIDATION_CONFIG_RULES_H_
