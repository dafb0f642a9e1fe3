#include "exporter/config/fleet_config.h"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

#include "exporter/config/address_text.h"
#include "exporter/config/strict_mapping.h"
#include "exporter/yaml/yaml_reader.h"

namespace exporter::config {
namespace {

using objects::Value;

tl::unexpected<Error> InFile(const std::string& file, const std::string& what) {
  return Fail(ErrorKind::kConfig, "configuration " + file + ": " + what);
}

Result<ConfiguredCluster> ReadCluster(const Value& value) {
  StrictMapping fields(value, "an entry of clusters",
                       {"name", "context", "kubeconfig", "network", "lb_class", "in_cluster"});
  ConfiguredCluster cluster;
  cluster.line = value.line;
  cluster.context = fields.String("context").value_or("");
  cluster.name = fields.String("name").value_or(cluster.context);
  cluster.kubeconfig = fields.String("kubeconfig");
  cluster.network = fields.String("network").value_or(std::string(kDefaultNetwork));
  cluster.lb_class = fields.String("lb_class");
  cluster.in_cluster = fields.Bool("in_cluster", false);
  if (cluster.in_cluster && (!cluster.context.empty() || cluster.kubeconfig)) {
    fields.Complain(fields.LineOf("in_cluster"),
                    "in_cluster and a context or kubeconfig are both given; keep one");
  }
  if (cluster.name.empty()) fields.Complain(value.line, "a cluster without a name and a context");
  if (fields.error()) return tl::unexpected(*fields.error());
  return cluster;
}

Result<ConfiguredNetwork> ReadNetwork(const Value& value) {
  StrictMapping fields(value, "an entry of networks", {"name", "shared_addresses"});
  ConfiguredNetwork network;
  network.name = fields.String("name").value_or("");
  if (network.name.empty()) fields.Complain(value.line, "a network without a name");
  std::vector<addresses::AddressRange> shared;
  for (const Value* const element : fields.OneOrMore("shared_addresses")) {
    const auto& text = std::get<std::string>(element->data);
    const auto range = ParseAddresses(text);
    if (range) {
      shared.push_back(*range);
    } else {
      fields.Complain(element->line, fmt::format("shared_addresses \"{}\": {}", text,
                                                 addresses::Describe(range.error())));
    }
  }
  if (fields.error()) return tl::unexpected(*fields.error());
  network.shared_addresses = addresses::AddressSet::FromRanges(std::move(shared));
  return network;
}

// Reads each element of a list; no two may have one name.
template <typename Named>
Result<std::vector<Named>> ReadEntries(const std::vector<const Value*>& elements,
                                       Result<Named> (*read)(const Value&), std::string_view kind) {
  std::vector<Named> entries;
  for (const Value* const element : elements) {
    auto entry = read(*element);
    if (!entry) return tl::unexpected(entry.error());
    const bool known = std::any_of(entries.begin(), entries.end(),
                                   [&](const Named& other) { return other.name == entry->name; });
    if (known) {
      return Fail(ErrorKind::kConfig, fmt::format("line {}: a second {} with name \"{}\"; give it "
                                                  "another",
                                                  element->line, kind, entry->name));
    }
    entries.push_back(*std::move(entry));
  }
  return entries;
}

Result<FleetConfig> ReadConfig(const Value& root) {
  StrictMapping fields(root, "the configuration", {"clusters", "networks"});
  const auto cluster_values = fields.List("clusters");
  const auto network_values = fields.List("networks");
  if (fields.Has("clusters") && cluster_values.empty()) {
    fields.Complain(fields.LineOf("clusters"),
                    "clusters is empty; list some, or leave it out to read every context");
  }
  if (fields.error()) return tl::unexpected(*fields.error());

  FleetConfig config;
  if (!cluster_values.empty()) {
    auto clusters = ReadEntries<ConfiguredCluster>(cluster_values, ReadCluster, "cluster");
    if (!clusters) return tl::unexpected(clusters.error());
    config.clusters = *std::move(clusters);
  }
  auto networks = ReadEntries<ConfiguredNetwork>(network_values, ReadNetwork, "network");
  if (!networks) return tl::unexpected(networks.error());
  config.networks = *std::move(networks);
  return config;
}

}  // namespace

Result<FleetConfig> ParseFleetConfig(std::string_view text, const std::string& file) {
  const auto documents = yaml::ReadDocuments(text);
  if (!documents) return InFile(file, documents.error().message);
  if (documents->size() > 1) {
    return InFile(file, fmt::format("{} documents where one should be", documents->size()));
  }
  if (documents->empty() || documents->front().IsNull()) return FleetConfig{};
  auto config = ReadConfig(documents->front());
  if (!config) return InFile(file, config.error().message);
  return config;
}

Result<void> CheckReachable(const FleetConfig& config, const std::string& file) {
  if (!config.clusters) return {};
  for (const ConfiguredCluster& cluster : *config.clusters) {
    if (cluster.in_cluster || !cluster.context.empty()) continue;
    return InFile(file, fmt::format("line {}: cluster \"{}\" has no context; name one of its "
                                    "kubeconfig, or set in_cluster: true",
                                    cluster.line, cluster.name));
  }
  return {};
}

}  // namespace exporter::config
