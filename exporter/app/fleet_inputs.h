// Loads the clusters to poll and the policy to compare them with, from options and files. Does not
// connect to any cluster.
//
// Reads files through a WatchedFiles. The caller reads the environment.

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
#include "exporter/sources/source_config.h"

namespace exporter::app {

// Select the clusters to poll, and the files to compare them with.
struct FleetOptions {
  std::optional<std::string> kubeconfig;
  std::string in_cluster_name;
  std::vector<std::string> contexts;
  std::string metallb_class;  // empty: none
  std::optional<std::string> config_file;
  std::optional<std::string> plan_file;
  std::vector<std::string> source_urls;    // of other exporters
  bool reads_sources = false;              // if false, the sources of the configuration are ignored
  bool requires_default_clusters = false;  // set it if the last load had default clusters
  std::size_t max_conflict_series = 1000;
  std::optional<std::size_t> max_address_series;  // nullopt: no address series
  fleet::ListedHolders address_holders = fleet::ListedHolders::kServices;
};

struct FleetInputs {
  std::vector<collector::ClusterConfig> clusters;
  std::vector<sources::SourceConfig> sources;
  fleet::FleetPolicy policy;
  bool merge_contexts = true;  // false: clusters that a configuration file lists are never merged
  bool has_default_clusters = false;  // neither options nor the configuration file select them
  std::vector<std::string> warnings;
};

// If there are sources, and neither the options nor the configuration file select clusters, a
// missing kubeconfig is not an error. Then there are no clusters. It is an error if the options
// require the default clusters. An empty list of clusters in the configuration file has the same
// effect as a missing kubeconfig. It is an error if there are no sources.
// Errors: kConfig, for the configuration file, the IP plan, the sources or the kubeconfigs.
Result<FleetInputs> LoadFleetInputs(const FleetOptions& options,
                                    const kubeconfig::Environment& environment,
                                    files::WatchedFiles& files);

// The result of --config.check.
struct ConfigurationCheck {
  std::optional<std::size_t> clusters;  // nullopt: every context
  std::size_t networks = 0;
  std::size_t sources = 0;
  std::optional<std::size_t> planned_clusters;  // nullopt: no plan
  std::string unchecked;  // "2 contexts not checked: kubeconfig not found"; empty: nothing
  std::vector<std::string> warnings;
};

// Reads the configuration file and the IP plan as LoadFleetInputs does, and the contexts that these
// options name, if their kubeconfig exists.
Result<ConfigurationCheck> CheckConfiguration(const FleetOptions& options,
                                              const kubeconfig::Environment& environment);

}  // namespace exporter::app

#endif  // EXPORTER_APP_FLEET_INPUTS_H_
