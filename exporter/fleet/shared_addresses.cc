#include "exporter/fleet/shared_addresses.h"

#include <algorithm>
#include <utility>

namespace exporter::fleet {
namespace {

using addresses::AddressRange;
using addresses::AddressSet;
using addresses::IpAddress;

void Append(const AddressSet& addresses, std::vector<AddressRange>& ranges) {
  ranges.insert(ranges.end(), addresses.ranges().begin(), addresses.ranges().end());
}

}  // namespace

bool SharesOnPurpose(const NetworkPolicy& network, const std::string& source,
                     const IpAddress& address) {
  if (network.shared_addresses.Contains(address)) return true;
  const auto found = network.shared_by_source.find(source);
  return found != network.shared_by_source.end() && found->second.Contains(address);
}

std::vector<std::string> SourcesThatShare(const NetworkPolicy& network, const AddressRange& range) {
  std::vector<std::string> sources;
  for (const auto& [source, addresses] : network.shared_by_source) {
    if (addresses.Overlaps(range)) sources.push_back(source);
  }
  return sources;
}

SharedAddresses::SharedAddresses(const NetworkPolicy& network,
                                 std::vector<const ClusterView*> clusters)
    : network_(network), clusters_(std::move(clusters)) {
  if (network.shared_by_source.empty()) return;
  std::vector<AddressRange> all;
  for (const auto& [source, addresses] : network.shared_by_source) Append(addresses, all);
  by_sources_ = Difference(AddressSet::FromRanges(std::move(all)), network.shared_addresses);
  for (const ClusterView* const cluster : clusters_) {
    const auto [known, is_new] = not_shared_.try_emplace(cluster->source);
    if (!is_new) continue;
    const auto found = network.shared_by_source.find(cluster->source);
    known->second = found == network.shared_by_source.end()
                        ? by_sources_
                        : Difference(by_sources_, found->second);
  }
}

AddressSet SharedAddresses::Listed() const { return Without({}); }

AddressSet SharedAddresses::InPools() const { return Without(UsedByPools()); }

AddressSet SharedAddresses::InPoolsAndNodes() const {
  std::vector<AddressRange> used = UsedByPools();
  for (const ClusterView* const cluster : clusters_) {
    if (cluster->snapshot == nullptr || !cluster->snapshot->objects().nodes) continue;
    const AddressSet& not_shared = NotSharedBy(*cluster);
    for (const metallb::Node& node : *cluster->snapshot->objects().nodes) {
      for (const IpAddress& address : node.addresses) {
        if (not_shared.Contains(address)) used.push_back({address, address});
      }
    }
  }
  return Without(std::move(used));
}

AddressSet SharedAddresses::Assigned(const AddressUses& uses) const {
  std::vector<AddressRange> used;
  for (const AddressRange& range : by_sources_.ranges()) {
    auto use = std::lower_bound(uses.sorted().begin(), uses.sorted().end(), range.first,
                                [](const AddressUses::Use& each, const IpAddress& sought) {
                                  return each.address < sought;
                                });
    for (; use != uses.sorted().end() && use->address <= range.last; ++use) {
      if (!NotSharedBy(*clusters_[use->cluster]).Contains(use->address)) continue;
      used.push_back({use->address, use->address});
    }
  }
  return Without(std::move(used));
}

const AddressSet& SharedAddresses::NotSharedBy(const ClusterView& cluster) const {
  static const AddressSet kNone;
  const auto found = not_shared_.find(cluster.source);
  return found == not_shared_.end() ? kNone : found->second;
}

std::vector<AddressRange> SharedAddresses::UsedByPools() const {
  std::vector<AddressRange> used;
  for (const ClusterView* const cluster : clusters_) {
    if (cluster->snapshot == nullptr || NotSharedBy(*cluster).empty()) continue;
    for (const PoolUsage& pool : cluster->snapshot->pools()) {
      Append(Intersection(pool.addresses, NotSharedBy(*cluster)), used);
    }
  }
  return used;
}

AddressSet SharedAddresses::Without(std::vector<AddressRange> used) const {
  if (by_sources_.empty()) return network_.shared_addresses;
  std::vector<AddressRange> shared;
  Append(network_.shared_addresses, shared);
  Append(Difference(by_sources_, AddressSet::FromRanges(std::move(used))), shared);
  return AddressSet::FromRanges(std::move(shared));
}

}  // namespace exporter::fleet
