#include "exporter/sources/merge_log.h"

#include <optional>
#include <utility>

#include "exporter/addresses/address_set.h"

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

bool IsWide(const addresses::AddressRange& range) {
  constexpr int kBitsOfIpv4 = 8;
  constexpr int kBitsOfIpv6 = 64;
  const bool is_ipv4 = range.family() == addresses::Family::kIpv4;
  const auto block = BlockOf(range.first, is_ipv4 ? kBitsOfIpv4 : kBitsOfIpv6);
  return range.Size() > block.Size();
}

const AddressSet& SharedIn(const fleet::FleetPolicy& policy, const std::string& network) {
  static const AddressSet kNone;
  const auto found = policy.networks.find(network);
  return found == policy.networks.end() ? kNone : found->second.shared_addresses;
}

// The first wide range of the policy that is not in the shared addresses of `own`.
std::optional<std::pair<std::string, addresses::AddressRange>> FindWideRange(
    const fleet::FleetPolicy& policy, const fleet::FleetPolicy& own) {
  for (const auto& [name, network] : policy.networks) {
    for (const addresses::AddressRange& range : network.shared_addresses.ranges()) {
      if (IsWide(range) && SharedIn(own, name).SizeIn(range) < range.Size()) {
        return std::pair(name, range);
      }
    }
  }
  return std::nullopt;
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
  std::map<std::string, SharedRange> shared;
  for (const SourcePolicy& source : sources) {
    const auto wide = FindWideRange(*source.policy, own);
    if (!wide) continue;
    shared.emplace(source.source, *wide);
    if (const auto logged = shared_.find(source.source);
        logged != shared_.end() && logged->second == *wide) {
      continue;
    }
    logger.Warn(
        "shared_addresses of the source have a wide range; conflicts in it are not reported, also "
        "those between clusters of other exporters",
        {{"source", source.source}, {"network", wide->first}, {"range", wide->second.ToString()}});
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
