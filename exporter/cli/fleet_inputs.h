// From options and files to the clusters that are polled and what they are held against.
//
// Reads files, through a WatchedFiles; `environment` is what the caller found there.

#ifndef EXPORTER_CLI_FLEET_INPUTS_H_
#define EXPORTER_CLI_FLEET_INPUTS_H_

#include <string>
#include <vector>

#include "exporter/cli/options.h"
#include "exporter/collector/collector.h"
#include "exporter/files/watched_files.h"
#include "exporter/fleet/fleet_policy.h"
#include "exporter/kubernetes/clusters.h"
#include "exporter/result/result.h"

namespace exporter::cli {

struct FleetInputs {
  std::vector<collector::ClusterConfig> clusters;
  fleet::FleetPolicy policy;
  // Clusters that a configuration lists are never taken for one.
  bool merge_contexts = true;
  std::vector<std::string> warnings;
};

// Errors: kConfig, one line: the configuration file, the plan, or the kubeconfigs.
Result<FleetInputs> LoadFleetInputs(const Options& options,
                                    const kubernetes::Environment& environment,
                                    files::WatchedFiles& files);

// The configuration file, and the plan if there is one, as LoadFleetInputs reads them, and no more.
// REQUIRES: options.config_file.
Result<void> CheckConfiguration(const Options& options);

}  // namespace exporter::cli

#endif  // EXPORTER_CLI_FLEET_INPUTS_H_
