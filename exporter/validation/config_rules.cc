#include "exporter/validation/config_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace exporter::validation {
namespace {

template <typename Named>
bool HasName(const std::vector<Named>& all, const std::string& name) {
  return std::any_of(all.begin(), all.end(), [&](const Named& each) { return each.name == name; });
}

// `; "x" there has no manifests`, of many the first.
std::string WithoutManifests(const std::vector<config::ConfiguredCluster>& listed,
                             const std::vector<metallb::DeclaredCluster>& clusters) {
  std::string first;
  std::size_t count = 0;
  for (const config::ConfiguredCluster& each : listed) {
    if (HasName(clusters, each.name)) continue;
    if (++count == 1) first = fmt::format("\"{}\" (line {})", each.name, each.line);
  }
  if (count == 0) return {};
  if (count == 1) return "; " + first + " there has no manifests";
  return fmt::format("; {} and {} more there have no manifests", first, count - 1);
}

}  // namespace

void FindUnlistedClusters(const config::FleetConfig& config, const std::string& file,
                          const std::vector<metallb::DeclaredCluster>& clusters,
                          std::vector<Finding>& findings) {
  if (!config.clusters) return;
  const std::string others = WithoutManifests(*config.clusters, clusters);
  for (const metallb::DeclaredCluster& cluster : clusters) {
    if (HasName(*config.clusters, cluster.name)) continue;
    findings.push_back({file, config.clusters->front().line, Rule::kUnlistedCluster,
                        fmt::format("cluster \"{}\" is not among the configuration's clusters, and "
                                    "so in the network \"{}\"{}",
                                    cluster.name, config::kDefaultNetwork, others)});
  }
}

}  // namespace exporter::validation
