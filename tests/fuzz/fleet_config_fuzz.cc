// The configuration file. Any text is a configuration or an error that names the file and the line
// (told_error.h); of a configuration:
// - clusters, where they are listed, are some; clusters and networks have names, none twice;
// - nobody is in_cluster and has a context or kubeconfig; every text is UTF-8;
// - what is held against the API (CheckContexts) is told in the same way.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "exporter/config/fleet_config.h"
#include "exporter/text/utf8.h"
#include "tests/fuzz/promise.h"
#include "tests/fuzz/told_error.h"

namespace exporter::fuzz {
namespace {

using config::FleetConfig;

void CheckSound(const FleetConfig& config) {
  std::set<std::string> names;
  Promise(!config.clusters || !config.clusters->empty(), "listed clusters are some");
  for (const auto& cluster : config.clusters.value_or(std::vector<config::ConfiguredCluster>())) {
    Promise(!cluster.name.empty() && names.insert(cluster.name).second, "a cluster has its name",
            cluster.name);
    Promise(!cluster.in_cluster || (cluster.context.empty() && !cluster.kubeconfig),
            "the Pod's own cluster has no context");
    Promise(!cluster.network.empty(), "a cluster has a network");
    Promise(cluster.line > 0, "a cluster has a line");
    Promise(text::IsUtf8(cluster.name + cluster.context + cluster.network), "a name is UTF-8",
            cluster.name);
  }
  names.clear();
  for (const auto& network : config.networks) {
    Promise(!network.name.empty() && names.insert(network.name).second, "a network has its name",
            network.name);
  }
}

std::optional<std::string> Read(std::string_view text) {
  const auto config = config::ParseFleetConfig(text, "f");
  if (!config) return config.error().message;
  CheckSound(*config);
  const auto valid = config::CheckContexts(*config, "f");
  return valid ? std::nullopt : std::optional(valid.error().message);
}

}  // namespace
}  // namespace exporter::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  exporter::fuzz::CheckLines(exporter::fuzz::TextOf(data, size),
                             "f:", {"not UTF-8", "must be one YAML document"},
                             exporter::fuzz::Read);
  return 0;
}
