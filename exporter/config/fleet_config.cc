#include "exporter/config/fleet_config.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <tuple>
#include <utility>
#include <variant>

#include "exporter/config/address_text.h"
#include "exporter/config/known_macs.h"
#include "exporter/config/strict_mapping.h"
#include "exporter/text/suggestion.h"
#include "exporter/text/visible_text.h"

namespace exporter::config {
namespace {

using objects::Value;

ConfiguredCluster ReadCluster(const Value& value, Faults& faults) {
  StrictMapping fields(value, "an entry of clusters",
                       {"name", "context", "kubeconfig", "network", "lb_class", "in_cluster"},
                       faults);
  ConfiguredCluster cluster;
  cluster.line = value.line;
  cluster.context = fields.String("context").value_or("");
  cluster.name = fields.String("name").value_or(cluster.context);
  cluster.kubeconfig = fields.String("kubeconfig");
  cluster.network = fields.String("network").value_or(std::string(kDefaultNetwork));
  if (fields.Has("network")) cluster.network_line = fields.LineOf("network");
  cluster.lb_class = fields.String("lb_class");
  cluster.in_cluster = fields.Bool("in_cluster", false);
  if (cluster.in_cluster && (!cluster.context.empty() || cluster.kubeconfig)) {
    fields.Reject(fields.LineOf("in_cluster"),
                  fmt::format("in_cluster and {} are both set; remove one",
                              cluster.context.empty() ? "kubeconfig" : "context"));
  }
  if (cluster.name.empty()) fields.Reject(value.line, "a cluster needs a context or a name");
  return cluster;
}

ConfiguredNetwork ReadNetwork(const Value& value, Faults& faults) {
  StrictMapping fields(value, "an entry of networks", {"name", "shared_addresses", "prefixes"},
                       faults);
  ConfiguredNetwork network;
  network.line = value.line;
  network.name = fields.String("name").value_or("");
  if (network.name.empty()) fields.Reject(value.line, "a network needs a name");
  std::vector<addresses::AddressRange> shared;
  for (const Value* const element : fields.OneOrMore("shared_addresses")) {
    const auto& text = std::get<std::string>(element->data);
    const auto range = ParseAddresses(text);
    if (range) {
      shared.push_back(*range);
    } else {
      fields.Reject(element->line, DescribeEntry("shared_addresses", text, range.error()));
    }
  }
  network.shared_addresses = addresses::AddressSet::FromRanges(std::move(shared));
  network.prefixes = ReadPrefixes(fields);
  return network;
}

std::string ReadPrefix(StrictMapping& fields) {
  constexpr std::size_t kMaxBytes = 200;
  std::string prefix = fields.String("prefix").value_or("");
  if (text::HasControlCharacter(prefix)) {
    fields.Reject(fields.LineOf("prefix"),
                  fmt::format("prefix \"{}\" must not contain a control character",
                              text::Visible(text::Excerpt(prefix))));
  } else if (prefix.size() > kMaxBytes) {
    fields.Reject(
        fields.LineOf("prefix"),
        fmt::format("prefix must have at most {} bytes, found {}", kMaxBytes, prefix.size()));
  }
  return prefix;
}

ConfiguredSource ReadSource(const Value& value, Faults& faults) {
  StrictMapping fields(value, "an entry of fleets",
                       {"url", "prefix", "ca_file", "username", "password_file"}, faults);
  ConfiguredSource source;
  source.line = value.line;
  source.url = fields.String("url").value_or("");
  if (!fields.Has("url")) fields.Reject(value.line, "an entry of fleets needs a url");
  source.prefix = ReadPrefix(fields);
  source.ca_file = fields.String("ca_file");
  source.username = fields.String("username");
  source.password_file = fields.String("password_file");
  if (source.username.has_value() != source.password_file.has_value()) {
    fields.Reject(
        fields.LineOf(source.username ? "username" : "password_file"),
        source.username ? "username needs a password_file" : "password_file needs a username");
  }
  return source;
}

// Reads each element of a list. Two elements must not have the same name.
template <typename Named>
std::vector<Named> ReadEntries(const std::vector<const Value*>& elements,
                               Named (*read)(const Value&, Faults&), std::string_view kind,
                               Faults& faults) {
  std::vector<Named> entries;
  std::map<std::string, int> lines;  // by name
  for (const Value* const element : elements) {
    const Named& entry = entries.emplace_back(read(*element, faults));
    const auto [first, inserted] = lines.emplace(entry.name, element->line);
    if (inserted) continue;
    faults.Add(element->line, fmt::format("duplicate {} \"{}\", first in line {}", kind, entry.name,
                                          first->second));
  }
  return entries;
}

FleetConfig ReadConfig(const Value& root, Faults& faults) {
  StrictMapping fields(root, "the configuration", {"clusters", "networks", "scan", "fleets"},
                       faults);
  const auto clusters = fields.List("clusters");
  const auto networks = fields.List("networks");
  FleetConfig config;
  if (fields.Has("clusters") && clusters.empty()) {
    config.empty_clusters_line = fields.LineOf("clusters");
  }
  if (!clusters.empty()) config.clusters = ReadEntries(clusters, ReadCluster, "cluster", faults);
  config.networks = ReadEntries(networks, ReadNetwork, "network", faults);
  for (const Value* const element : fields.List("fleets")) {
    config.sources.push_back(ReadSource(*element, faults));
  }
  const Value* const scan = root.Find("scan");
  if (scan != nullptr && !scan->IsNull()) config.known_macs = ReadKnownMacs(*scan, faults);
  return config;
}

Error ErrorIn(const std::string& file, int line, std::string_view what) {
  return InFile(file, Fail(ErrorKind::kConfig, what, line).value());
}

// Rejects a listed network without clusters that is probably a misspelled default network.
Result<void> CheckDefaultNetwork(const FleetConfig& config, const std::string& file) {
  std::set<std::string_view> used;
  if (!config.clusters) used.insert(kDefaultNetwork);
  if (config.clusters) {
    for (const ConfiguredCluster& cluster : *config.clusters) used.insert(cluster.network);
  }
  if (!used.contains(kDefaultNetwork)) return {};
  for (const ConfiguredNetwork& network : config.networks) {
    if (used.contains(network.name)) continue;
    const std::string suggestion = text::DidYouMean(network.name, {kDefaultNetwork});
    if (suggestion.empty()) continue;
    return tl::unexpected(
        ErrorIn(file, network.line,
                fmt::format(R"(network "{}" has no cluster{})", network.name, suggestion)));
  }
  return {};
}

// Reports networks that are not listed. A misspelled network would hide conflicts between clusters.
Result<void> CheckNetworks(FleetConfig& config, const std::string& file) {
  std::vector<std::string_view> names;
  for (const ConfiguredNetwork& network : config.networks) names.push_back(network.name);
  const bool lists_default = std::find(names.begin(), names.end(), kDefaultNetwork) != names.end();
  if (!lists_default) {
    if (auto valid = CheckDefaultNetwork(config, file); !valid) return valid;
  }
  if (!config.clusters || names.empty()) return {};
  for (const ConfiguredCluster& cluster : *config.clusters) {
    if (cluster.network_line == 0) continue;
    if (std::find(names.begin(), names.end(), cluster.network) != names.end()) continue;
    const std::string suggestion = text::DidYouMean(cluster.network, names);
    const Error unlisted = ErrorIn(file, cluster.network_line,
                                   fmt::format(R"(network "{}" is not listed under "networks"{})",
                                               cluster.network, suggestion));
    if (!suggestion.empty()) return tl::unexpected(unlisted);
    config.warnings.push_back(unlisted.message);
  }
  return {};
}

// Reports prefixes that are in two networks. Isolated sites may use the same addresses, but
// clusters that share a subnet must be in one network: their conflicts would be hidden.
void CheckPrefixes(FleetConfig& config, const std::string& file) {
  std::vector<std::pair<const Prefix*, const ConfiguredNetwork*>> prefixes;
  for (const ConfiguredNetwork& network : config.networks) {
    for (const Prefix& prefix : network.prefixes) prefixes.emplace_back(&prefix, &network);
  }
  std::stable_sort(prefixes.begin(), prefixes.end(), [](const auto& a, const auto& b) {
    return std::tie(a.first->range.first, b.first->range.last) <
           std::tie(b.first->range.first, a.first->range.last);
  });
  const std::pair<const Prefix*, const ConfiguredNetwork*>* widest = nullptr;  // reaches furthest
  for (const auto& each : prefixes) {
    const auto& [prefix, network] = each;
    if (widest != nullptr && widest->first->range.Overlaps(prefix->range)) {
      const Error error = ErrorIn(
          file, prefix->line,
          fmt::format(R"(prefix {} of network "{}" overlaps {} of network "{}" in line {}; )"
                      "conflicts between clusters of two networks are not reported",
                      prefix->text, network->name, widest->first->text, widest->second->name,
                      widest->first->line));
      config.warnings.push_back(error.message);
    } else {
      widest = &each;
    }
  }
}

}  // namespace

Result<FleetConfig> ParseFleetConfig(std::string_view text, const std::string& file) {
  const auto document = ReadDocument(text, file);
  if (!document) return tl::unexpected(document.error());
  if (document->IsNull()) {
    FleetConfig config;
    config.warnings.push_back(file + " is empty; every context is read");
    return config;
  }
  Faults faults;
  FleetConfig config = ReadConfig(*document, faults);
  if (faults.first()) return tl::unexpected(InFile(file, *faults.first()));
  if (auto valid = CheckNetworks(config, file); !valid) return tl::unexpected(valid.error());
  CheckPrefixes(config, file);
  return config;
}

Result<void> CheckNotEmpty(const FleetConfig& config, const std::string& file) {
  if (config.empty_clusters_line == 0) return {};
  return tl::unexpected(
      ErrorIn(file, config.empty_clusters_line,
              "\"clusters\" is empty; list clusters, or omit it to read every context"));
}

Result<void> CheckContexts(const FleetConfig& config, const std::string& file) {
  if (!config.clusters) return {};
  for (const ConfiguredCluster& cluster : *config.clusters) {
    if (cluster.in_cluster || !cluster.context.empty()) continue;
    return tl::unexpected(ErrorIn(
        file, cluster.line,
        fmt::format(R"(cluster "{}" needs a context of its kubeconfig, or in_cluster: true)",
                    cluster.name)));
  }
  return {};
}

}  // namespace exporter::config
