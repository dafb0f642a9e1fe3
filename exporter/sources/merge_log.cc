#include "exporter/sources/merge_log.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "exporter/addresses/address_range.h"
#include "exporter/text/list_text.h"

namespace exporter::sources {
namespace {

using addresses::AddressSet;

// This exporter is first.
std::vector<SourceNetwork> NetworksOf(const fleet::FleetView& fleet,
                                      const fleet::FleetPolicy& policy) {
  std::vector<SourceNetwork> networks;
  std::set<SourceNetwork> known;
  const auto add = [&](const std::string& source, const std::string& network) {
    if (known.emplace(source, network).second) networks.emplace_back(source, network);
  };
  for (const auto& [name, network] : policy.networks) add("", name);
  for (const fleet::ClusterView& cluster : fleet.clusters) add(cluster.source, cluster.network);
  return networks;
}

// "10.9.0.0-10.9.0.15, 10.9.1.5 and 3 more"
std::string ListText(const AddressSet& addresses) {
  constexpr std::size_t kMaxListed = 5;
  const auto ranges = addresses.ranges();
  std::vector<std::string> listed;
  for (const addresses::AddressRange& range : ranges.first(std::min(ranges.size(), kMaxListed))) {
    listed.push_back(range.ToString());
  }
  return text::List(listed, ranges.size() - listed.size());
}

}  // namespace

void MergeLog::Log(const MergedFleet& merged, const fleet::FleetPolicy& policy,
                   logging::Logger& logger) {
  LogConflicts(merged.conflicts, logger);
  LogNetworks(NetworksOf(merged.fleet, policy), logger);
}

void MergeLog::LogConflicts(const std::vector<NameConflict>& conflicts, logging::Logger& logger) {
  std::map<std::string, NameConflict> first;
  for (const NameConflict& conflict : conflicts) first.emplace(conflict.source, conflict);
  for (const auto& [source, conflict] : first) {
    if (conflicts_.contains(source)) continue;
    logger.Warn(
        conflict.has_prefix_of_owner
            ? "a cluster of the source is not used, because its name begins with the prefix of "
              "another source; set a prefix for this source in the configuration file"
            : "a cluster of the source is not used, because its name is in use; set a prefix for "
              "the source in the configuration file",
        {{"source", source},
         {"cluster", conflict.cluster},
         {conflict.has_prefix_of_owner ? "prefix_of" : "used_by",
          conflict.owner.empty() ? "this exporter" : conflict.owner}});
  }
  conflicts_ = std::move(first);
}

void MergeLog::LogShared(const std::vector<SourcePolicy>& sources, const fleet::FleetPolicy& own,
                         logging::Logger& logger) {
  std::map<SourceNetwork, AddressSet> shared;
  for (const SourcePolicy& source : sources) {
    for (const auto& [name, network] : source.policy->networks) {
      AddressSet only = Difference(network.shared_addresses, own.SettingsOf(name).shared_addresses);
      if (!only.empty()) shared.emplace(SourceNetwork(source.source, name), std::move(only));
    }
  }
  for (const auto& [network, only] : shared) {
    const auto logged = shared_.find(network);
    if (logged != shared_.end() && logged->second == only) continue;
    logger.Info(
        "the source has shared_addresses; conflicts in them are not reported if the exporter of "
        "each cluster that uses them lists them",
        {{"source", network.first},
         {"network", network.second},
         {"shared_addresses", ListText(only)}});
  }
  shared_ = std::move(shared);
}

void MergeLog::LogNetworks(std::vector<SourceNetwork> networks, logging::Logger& logger) {
  if (networks == networks_) return;
  networks_ = std::move(networks);
  std::set<SourceNetwork> similar;
  for (const SimilarNetwork& each : FindSimilarNetworks(networks_)) {
    similar.insert(each.network);
    if (similar_.contains(each.network)) continue;
    logger.Warn(
        "a network of the source has a similar name; conflicts between clusters of two networks "
        "are not reported",
        {{"source", each.network.first},
         {"network", each.network.second},
         {"similar_to", each.other}});
  }
  similar_ = std::move(similar);
}

}  // namespace exporter::sources
