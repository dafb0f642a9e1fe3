#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

#include "exporter/text/list_text.h"
#include "exporter/validation/rules.h"

namespace exporter::validation {
namespace {

template <typename Named>
bool HasName(const std::vector<Named>& all, const std::string& name) {
  return std::any_of(all.begin(), all.end(), [&](const Named& each) { return each.name == name; });
}

// `; "x" (line 3) is listed, but has no manifests`; empty if each listed cluster has manifests.
std::string WithoutManifests(const std::vector<config::ConfiguredCluster>& listed,
                             const std::vector<metallb::DeclaredCluster>& clusters) {
  std::string first;
  std::size_t count = 0;
  for (const config::ConfiguredCluster& each : listed) {
    if (HasName(clusters, each.name)) continue;
    if (++count == 1) first = fmt::format("\"{}\" (line {})", each.name, each.line);
  }
  if (count == 0) return {};
  return fmt::format("; {}{} {} listed, but {} no manifests", first, text::AndMore(count - 1),
                     count == 1 ? "is" : "are", count == 1 ? "has" : "have");
}

}  // namespace

void CheckConfig(const Subject& subject, std::vector<Finding>& findings) {
  const config::FleetConfig& config = *subject.config;
  if (!config.clusters) return;
  const std::string others = WithoutManifests(*config.clusters, subject.clusters);
  for (const metallb::DeclaredCluster& cluster : subject.clusters) {
    if (HasName(*config.clusters, cluster.name)) continue;
    findings.push_back(
        {subject.config_file, config.clusters->front().line, Rule::kUnlistedCluster,
         fmt::format("cluster \"{}\" is not listed in the configuration, so it is in "
                     "the network \"{}\"{}",
                     cluster.name, config::kDefaultNetwork, others)});
  }
}

}  // namespace exporter::validation
