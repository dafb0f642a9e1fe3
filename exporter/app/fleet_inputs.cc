#include "exporter/app/fleet_inputs.h"

#include <filesystem>
#include <map>
#include <set>
#include <utility>

#include "exporter/app/source_inputs.h"
#include "exporter/config/fleet_config.h"
#include "exporter/config/ip_plan.h"
#include "exporter/config/known_macs.h"

namespace exporter::app {
namespace {

using config::ConfiguredCluster;
using config::FleetConfig;

Result<FleetConfig> ReadConfig(const FleetOptions& options, files::WatchedFiles& files) {
  if (!options.config_file) return FleetConfig{};
  const auto text = files.Read(*options.config_file);
  if (!text) return Fail(ErrorKind::kConfig, "--config.file " + text.error().message);
  auto config = config::ParseFleetConfig(*text, *options.config_file);
  if (!config) return config;
  if (auto valid = config::CheckContexts(*config, *options.config_file); !valid) {
    return tl::unexpected(valid.error());
  }
  const bool has_sources =
      options.reads_sources && !(options.source_urls.empty() && config->sources.empty());
  if (auto valid = config::CheckNotEmpty(*config, *options.config_file); !valid && !has_sources) {
    return tl::unexpected(valid.error());
  }
  const bool lists_clusters = config->clusters || config->empty_clusters_line > 0;
  if (lists_clusters && !options.contexts.empty()) {
    return Fail(ErrorKind::kConfig, *options.config_file +
                                        ": \"clusters\" and --context both select clusters; keep "
                                        "one of them");
  }
  return config;
}

Result<fleet::FleetPolicy> ReadPolicy(const FleetOptions& options, const FleetConfig& config,
                                      files::WatchedFiles& files) {
  fleet::FleetPolicy policy;
  policy.max_conflict_series = options.max_conflict_series;
  policy.max_address_series = options.max_address_series;
  policy.address_holders = options.address_holders;
  for (const config::ConfiguredNetwork& network : config.networks) {
    fleet::NetworkPolicy& settings = policy.networks[network.name];
    settings.shared_addresses = network.shared_addresses;
    for (const config::Prefix& prefix : network.prefixes) settings.prefixes.push_back(prefix.range);
  }
  for (const config::KnownMac& known : config.known_macs) {
    policy.known_macs.push_back({known.mac, known.name});
  }
  if (!options.plan_file) return policy;
  const auto text = files.Read(*options.plan_file);
  if (!text) return Fail(ErrorKind::kConfig, "--plan " + text.error().message);
  const auto plan = config::ParseIpPlan(*text, *options.plan_file);
  if (!plan) return tl::unexpected(plan.error());
  policy.plan.emplace();
  for (const config::PlanEntry& entry : plan->entries) {
    if (entry.reserved) {
      policy.reserved.push_back({entry.name, entry.purpose, entry.Addresses()});
    } else {
      policy.plan->emplace(entry.name, fleet::PlannedCluster{entry.location, entry.Addresses()});
    }
  }
  return policy;
}

// Relative paths are relative to the folder of the configuration file, as in Prometheus.
std::vector<kubeconfig::ListedCluster> ListedClusters(
    const std::vector<ConfiguredCluster>& clusters, const std::string& config_file) {
  const auto folder = std::filesystem::path(config_file).parent_path();
  std::vector<kubeconfig::ListedCluster> listed;
  for (const ConfiguredCluster& cluster : clusters) {
    auto& entry = listed.emplace_back();
    entry = {.name = cluster.name,
             .context = cluster.context,
             .kubeconfig = cluster.kubeconfig,
             .in_cluster = cluster.in_cluster};
    if (entry.kubeconfig) entry.kubeconfig = (folder / *entry.kubeconfig).string();
  }
  return listed;
}

kubeconfig::ClusterSelection SelectionOf(const FleetOptions& options) {
  return {.kubeconfig = options.kubeconfig,
          .contexts = options.contexts,
          .in_cluster_name = options.in_cluster_name};
}

collector::ClusterConfig ToConfig(kubeconfig::ClusterSource source, std::string network,
                                  std::string metallb_class) {
  return {
      .identity = {.name = source.name, .context = source.context, .network = std::move(network)},
      .access = std::move(source.access),
      .metallb_class = std::move(metallb_class),
      .metallb_expected = source.named_exactly};
}

// The sources, if the command reads them.
Result<std::vector<sources::SourceConfig>> ReadSources(const FleetOptions& options,
                                                       const FleetConfig& config,
                                                       const kubeconfig::Environment& environment,
                                                       files::WatchedFiles& files) {
  if (!options.reads_sources) return std::vector<sources::SourceConfig>();
  return LoadSources(options.source_urls, config.sources, options.config_file.value_or(""),
                     environment, files);
}

Result<kubeconfig::LoadedClusters> ReadClusters(const FleetOptions& options,
                                                const FleetConfig& config, bool has_sources,
                                                const kubeconfig::Environment& environment,
                                                files::WatchedFiles& files) {
  if (config.clusters) {
    return kubeconfig::LoadListedClusters(ListedClusters(*config.clusters, *options.config_file),
                                          options.kubeconfig, environment, files);
  }
  if (config.empty_clusters_line > 0) return kubeconfig::LoadedClusters{};
  const bool is_default = !options.kubeconfig && options.contexts.empty();
  if (has_sources && is_default && !options.requires_default_clusters &&
      !kubeconfig::HasDefaultCluster(environment)) {
    return kubeconfig::LoadedClusters{};
  }
  return kubeconfig::LoadClusters(SelectionOf(options), environment, files);
}

template <typename Clusters>
std::vector<std::string> Names(const Clusters& clusters) {
  std::vector<std::string> names;
  names.reserve(clusters.size());
  for (const auto& cluster : clusters) names.push_back(cluster.name);
  return names;
}

// The names of the clusters of sources are unknown, so call it only if there are none.
void AddUnknownMacs(const FleetConfig& config, const std::vector<std::string>& clusters,
                    const FleetOptions& options, std::vector<std::string>& warnings) {
  const auto unknown =
      config::MacsOfUnknownClusters(config.known_macs, clusters, options.config_file.value_or(""));
  warnings.insert(warnings.end(), unknown.begin(), unknown.end());
}

// Returns the number of contexts whose kubeconfig does not exist.
Result<std::size_t> CheckListed(const FleetOptions& options,
                                const std::vector<ConfiguredCluster>& clusters,
                                const kubeconfig::Environment& environment,
                                files::WatchedFiles& files) {
  std::vector<kubeconfig::ListedCluster> present;
  std::vector<int> lines;  // of `present`
  std::map<std::optional<std::string>, bool> exists;
  std::size_t missing = 0;
  const auto listed = ListedClusters(clusters, *options.config_file);
  for (std::size_t i = 0; i < listed.size(); ++i) {
    if (listed[i].in_cluster) continue;
    const auto& path = listed[i].kubeconfig ? listed[i].kubeconfig : options.kubeconfig;
    const auto [known, is_new] = exists.try_emplace(path);
    if (is_new) known->second = kubeconfig::KubeconfigExists(path, environment);
    if (!known->second) {
      ++missing;
      continue;
    }
    present.push_back(listed[i]);
    lines.push_back(clusters[i].line);
  }
  const auto resolved =
      kubeconfig::ResolveListedClusters(present, options.kubeconfig, environment, files);
  for (std::size_t i = 0; i < present.size(); ++i) {
    const auto& access = resolved.clusters[i].access;
    if (access) continue;
    return Fail(ErrorKind::kConfig, *options.config_file + ':' + std::to_string(lines[i]) + ": " +
                                        access.error().message);
  }
  return missing;
}

// Returns a text that says which contexts were not checked; empty if all were checked.
Result<std::string> CheckNamedContexts(const FleetOptions& options, const FleetConfig& config,
                                       const kubeconfig::Environment& environment,
                                       files::WatchedFiles& files) {
  // A path on the command line is a path of this machine.
  if (options.kubeconfig && !kubeconfig::KubeconfigExists(options.kubeconfig, environment)) {
    return Fail(ErrorKind::kConfig,
                "kubeconfig " + *options.kubeconfig + ": No such file or directory");
  }
  if (config.clusters) {
    const auto missing = CheckListed(options, *config.clusters, environment, files);
    if (!missing) return tl::unexpected(missing.error());
    if (*missing == 0) return std::string();
    return std::to_string(*missing) + (*missing == 1 ? " context" : " contexts") +
           " not checked: kubeconfig not found";
  }
  if (config.empty_clusters_line > 0) return std::string();
  if (!options.config_file && options.contexts.empty()) return std::string("contexts not checked");
  if (!kubeconfig::KubeconfigExists(options.kubeconfig, environment)) {
    return std::string("contexts not checked: kubeconfig not found");
  }
  const auto loaded = kubeconfig::LoadClusters(SelectionOf(options), environment, files);
  if (!loaded) return tl::unexpected(loaded.error());
  return std::string();
}

}  // namespace

Result<FleetInputs> LoadFleetInputs(const FleetOptions& options,
                                    const kubeconfig::Environment& environment,
                                    files::WatchedFiles& files) {
  const auto config = ReadConfig(options, files);
  if (!config) return tl::unexpected(config.error());
  auto policy = ReadPolicy(options, *config, files);
  if (!policy) return tl::unexpected(policy.error());
  auto sources = ReadSources(options, *config, environment, files);
  if (!sources) return tl::unexpected(sources.error());
  auto loaded = ReadClusters(options, *config, !sources->empty(), environment, files);
  if (!loaded) return tl::unexpected(loaded.error());

  FleetInputs inputs;
  inputs.sources = *std::move(sources);
  inputs.policy = *std::move(policy);
  inputs.merge_contexts = !config->clusters;
  inputs.has_default_clusters = !config->clusters && !options.kubeconfig &&
                                options.contexts.empty() && !loaded->clusters.empty();
  inputs.warnings = config->warnings;
  if (!options.reads_sources && !config->sources.empty()) {
    inputs.warnings.push_back(*options.config_file + ':' +
                              std::to_string(config->sources.front().line) +
                              ": only serve reads \"fleets\"; the sources are ignored");
  }
  inputs.warnings.insert(inputs.warnings.end(), loaded->warnings.begin(), loaded->warnings.end());
  if (inputs.sources.empty()) {
    AddUnknownMacs(*config, Names(loaded->clusters), options, inputs.warnings);
  }
  for (std::size_t i = 0; i < loaded->clusters.size(); ++i) {
    const ConfiguredCluster listed =
        config->clusters ? config->clusters->at(i) : ConfiguredCluster{};
    inputs.clusters.push_back(ToConfig(std::move(loaded->clusters[i]), listed.network,
                                       listed.lb_class.value_or(options.metallb_class)));
  }
  return inputs;
}

Result<ConfigurationCheck> CheckConfiguration(const FleetOptions& options,
                                              const kubeconfig::Environment& environment) {
  files::WatchedFiles files;
  const auto config = ReadConfig(options, files);
  if (!config) return tl::unexpected(config.error());
  const auto policy = ReadPolicy(options, *config, files);
  if (!policy) return tl::unexpected(policy.error());
  const auto sources = ReadSources(options, *config, environment, files);
  if (!sources) return tl::unexpected(sources.error());
  ConfigurationCheck check{.warnings = config->warnings};
  check.sources = sources->size();
  if (config->empty_clusters_line > 0) check.clusters = 0;
  std::set<std::string> networks;
  for (const auto& [name, settings] : policy->networks) networks.insert(name);
  if (config->clusters) {
    check.clusters = config->clusters->size();
    for (const ConfiguredCluster& cluster : *config->clusters) networks.insert(cluster.network);
    if (sources->empty()) {
      AddUnknownMacs(*config, Names(*config->clusters), options, check.warnings);
    }
  }
  check.networks = networks.size();
  if (policy->plan) check.planned_clusters = policy->plan->size();
  auto unchecked = CheckNamedContexts(options, *config, environment, files);
  if (!unchecked) return tl::unexpected(unchecked.error());
  check.unchecked = *std::move(unchecked);
  return check;
}

}  // namespace exporter::app
