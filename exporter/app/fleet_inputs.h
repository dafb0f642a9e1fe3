// From options and files to the clusters that are polled and what they are held against.
//
// Reads files, through a WatchedFiles; `environment` is what the caller found there.

#ifndef EXPORTER_APP_FLEET_INPUTS_H_
#define EXPORTER_APP_FLEET_INPUTS_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "exporter/collector/collector.h"
#include "exporter/files/watched_files.h"
#include "exporter/fleet/fleet_policy.h"
#include "exporter/kubeconfig/clusters.h"
#include "exporter/result/result.h"

namespace exporter::app {

// Which clusters are polled, and what they are compared with.
struct FleetOptions {
  std::optional<std::string> kubeconfig;
  std::string in_cluster_name;
  std::vector<std::string> contexts;
  std::string metallb_class;  // empty: none
  std::optional<std::string> config_file;
  std::optional<std::string> plan_file;
  std::size_t max_conflict_series = 0;
  std::optional<std::size_t> max_address_series;  // nullopt: no address series
};

struct FleetInputs {
  std::vector<collector::ClusterConfig> clusters;
  fleet::FleetPolicy policy;
  // Clusters that a configuration lists are never taken for one.
  bool merge_contexts = true;
  std::vector<std::string> warnings;
};

// Errors: kConfig, one line: the configuration file, the plan, or the kubeconfigs.
Result<FleetInputs> LoadFleetInputs(const FleetOptions& options,
                                    const kubeconfig::Environment& environment,
                                    files::WatchedFiles& files);

// The configuration file, and the plan if there is one, as LoadFleetInputs reads them, and no more.
// REQUIRES: options.config_file.
Result<void> CheckConfiguration(const FleetOptions& options);

}  // namespace exporter::app

#endif  // EXPORTER_APP_FLEET_INPUTS_H_
