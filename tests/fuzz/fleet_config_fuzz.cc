// The configuration file. Any text is a configuration or an error that names the file and the line
// (located_error.h). In a configuration:
// - a list of clusters is not empty; clusters and networks have unique names;
// - in_cluster excludes a context and a kubeconfig; every text is UTF-8;
// - errors of CheckContexts name the file and the line.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "exporter/config/fleet_config.h"
#include "exporter/text/utf8.h"
#include "tests/fuzz/located_error.h"
#include "tests/fuzz/require.h"

namespace exporter::fuzz {
namespace {

using config::FleetConfig;

void CheckValid(const FleetConfig& config) {
  std::set<std::string> names;
  Require(!config.clusters || !config.clusters->empty(), "a list of clusters is not empty");
  for (const auto& cluster : config.clusters.value_or(std::vector<config::ConfiguredCluster>())) {
    Require(!cluster.name.empty() && names.insert(cluster.name).second,
            "a cluster has a unique name", cluster.name);
    Require(!cluster.in_cluster || (cluster.context.empty() && !cluster.kubeconfig),
            "the Pod's own cluster has no context");
    Require(!cluster.network.empty(), "a cluster has a network");
    Require(cluster.line > 0, "a cluster has a line");
    Require(text::IsUtf8(cluster.name + cluster.context + cluster.network), "a name is UTF-8",
            cluster.name);
  }
  names.clear();
  for (const auto& network : config.networks) {
    Require(!network.name.empty() && names.insert(network.name).second,
            "a network has a unique name", network.name);
  }
}

std::optional<std::string> Read(std::string_view text) {
  const auto config = config::ParseFleetConfig(text, "f");
  if (!config) return config.error().message;
  CheckValid(*config);
  const auto valid = config::CheckContexts(*config, "f");
  return valid ? std::nullopt : std::optional(valid.error().message);
}

}  // namespace
}  // namespace exporter::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  exporter::fuzz::CheckLines(exporter::fuzz::TextOf(data, size),
                             "f:", {"must be one YAML document"}, exporter::fuzz::Read);
  return 0;
}
