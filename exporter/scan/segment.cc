#include "exporter/scan/segment.h"

#include <algorithm>
#include <map>
#include <span>
#include <utility>

#include "exporter/addresses/address_set.h"
#include "exporter/addresses/buggy_addresses.h"
#include "exporter/fleet/shared_addresses.h"

namespace exporter::scan {
namespace {

using addresses::AddressRange;
using addresses::AddressSet;
using addresses::Family;
using addresses::IpAddress;
using fleet::ClusterView;

AddressSet PrefixesOf(const Interface& interface) {
  std::vector<AddressRange> prefixes;
  for (const InterfaceAddress& own : interface.addresses) {
    const bool can_ask = own.address.family == Family::kIpv4 || interface.link_local;
    if (can_ask) prefixes.push_back(own.Prefix());
  }
  return AddressSet::FromRanges(std::move(prefixes));
}

// The addresses of pools in `prefixes`, for each network.
std::map<std::string, AddressSet> PoolsOfNetworks(const fleet::FleetView& fleet,
                                                  const AddressSet& prefixes) {
  std::map<std::string, std::vector<AddressRange>> ranges;
  for (const ClusterView& cluster : fleet.clusters) {
    if (cluster.snapshot == nullptr || cluster.from_another_server) continue;
    for (const fleet::PoolUsage& pool : cluster.snapshot->pools()) {
      const AddressSet reached = Intersection(pool.addresses, prefixes);
      auto& list = ranges[cluster.network];
      list.insert(list.end(), reached.ranges().begin(), reached.ranges().end());
    }
  }
  std::map<std::string, AddressSet> pools;
  for (auto& [network, list] : ranges) {
    if (!list.empty()) pools.emplace(network, AddressSet::FromRanges(std::move(list)));
  }
  return pools;
}

// The addresses of the pools of one network.
struct PoolAddresses {
  AddressSet all;
  AddressSet with_buggy;  // of pools without avoidBuggyIPs

  bool CanAssign(const IpAddress& address) const {
    return !addresses::IsBuggy(address) || with_buggy.Contains(address);
  }
};

PoolAddresses FindPoolAddresses(const fleet::FleetView& fleet) {
  std::vector<AddressRange> all;
  std::vector<AddressRange> with_buggy;
  for (const ClusterView& cluster : fleet.clusters) {
    if (cluster.snapshot == nullptr) continue;
    for (std::size_t i = 0; i < cluster.snapshot->pools().size(); ++i) {
      const auto ranges = cluster.snapshot->pools()[i].addresses.ranges();
      all.insert(all.end(), ranges.begin(), ranges.end());
      if (cluster.snapshot->objects().pools[i].avoid_buggy_ips) continue;
      with_buggy.insert(with_buggy.end(), ranges.begin(), ranges.end());
    }
  }
  return {AddressSet::FromRanges(std::move(all)), AddressSet::FromRanges(std::move(with_buggy))};
}

// The addresses of pools that the interface reaches, without large IPv6 ranges.
struct SmallRanges {
  AddressSet addresses;
  bool omits_ranges = false;
};

SmallRanges FindSmallRanges(const fleet::FleetView& fleet, const AddressSet& prefixes,
                            std::size_t max_ipv6) {
  SmallRanges found;
  std::vector<AddressRange> small;
  for (const ClusterView& cluster : fleet.clusters) {
    if (cluster.snapshot == nullptr) continue;
    for (const fleet::PoolUsage& pool : cluster.snapshot->pools()) {
      const AddressSet reached = Intersection(pool.addresses, prefixes);
      for (const AddressRange& range : reached.ranges()) {
        const bool is_large =
            range.family() == Family::kIpv6 && range.Size() > addresses::AddressCount(max_ipv6);
        if (!is_large) small.push_back(range);
        found.omits_ranges = found.omits_ranges || is_large;
      }
    }
  }
  found.addresses = AddressSet::FromRanges(std::move(small));
  return found;
}

// The addresses of a set as one list that is not stored.
class AddressList {
 public:
  explicit AddressList(const AddressSet& addresses)
      : ranges_(addresses.ranges().begin(), addresses.ranges().end()) {
    for (const AddressRange& range : ranges_) {
      starts_.push_back(count_);
      count_ += range.Size().ToUint64();
    }
  }

  std::size_t count() const { return count_; }

  // REQUIRES: place < count(). Time: log n.
  IpAddress At(std::size_t place) const {
    const auto next = std::upper_bound(starts_.begin(), starts_.end(), place);
    const auto index = static_cast<std::size_t>(next - starts_.begin()) - 1;
    const IpAddress& first = ranges_[index].first;
    const std::uint64_t lo = first.lo + (place - starts_[index]);
    return {first.family, first.hi + (lo < first.lo ? 1 : 0), lo};
  }

 private:
  std::vector<AddressRange> ranges_;
  std::vector<std::size_t> starts_;  // the place of the first address of each range
  std::size_t count_ = 0;
};

bool Follows(const IpAddress& address, const AddressRange& range) {
  return range.family() == address.family && range.last < address &&
         addresses::Predecessor(address) == range.last;
}

// Adjacent addresses become one range at once: a /16 as single ranges needs 3 MiB.
AddressSet SetOf(std::span<const IpAddress> addresses) {
  std::vector<AddressRange> ranges;
  for (const IpAddress& address : addresses) {
    if (!ranges.empty() && Follows(address, ranges.back())) {
      ranges.back().last = address;
    } else {
      ranges.push_back({address, address});
    }
  }
  return AddressSet::FromRanges(std::move(ranges));
}

// Assigned addresses of pools, and addresses of nodes. Also addresses that MetalLB assigned from a
// pool that does not contain them any more.
std::vector<IpAddress> KnownAddresses(const fleet::FleetView& fleet, const AddressSet& pools) {
  std::vector<IpAddress> known = NodeAddresses(fleet);
  for (const ClusterView& cluster : fleet.clusters) {
    if (cluster.snapshot == nullptr) continue;
    for (const fleet::Assignment& each : cluster.snapshot->assignments()) {
      if (pools.Contains(each.address)) known.push_back(each.address);
    }
    for (const fleet::Assignment& each : cluster.snapshot->unpooled()) {
      known.push_back(each.address);
    }
  }
  return known;
}

void AddUnassigned(const Segment& segment, const PoolAddresses& pools,
                   const AddressList& unassigned, const TargetOptions& options,
                   ScanTargets& targets) {
  targets.addresses.reserve(targets.addresses.size() +
                            std::min(unassigned.count(), options.max_unassigned));
  std::size_t added = 0;
  for (std::size_t i = 0; i < unassigned.count(); ++i) {
    const std::size_t place = (options.first_unassigned + i) % unassigned.count();
    if (added == options.max_unassigned) {
      targets.omits_unassigned = true;
      targets.next_unassigned = place;
      return;
    }
    const IpAddress address = unassigned.At(place);
    if (!segment.interface.CanAsk(address) || !pools.CanAssign(address)) continue;
    targets.addresses.push_back(address);
    ++added;
  }
}

}  // namespace

std::vector<std::string> ReachableNetworks(const fleet::FleetView& fleet,
                                           const Interface& interface) {
  std::vector<std::string> names;
  for (const auto& [network, pools] : PoolsOfNetworks(fleet, PrefixesOf(interface))) {
    names.push_back(network);
  }
  return names;
}

Result<std::vector<std::string>> NetworksToScan(const fleet::FleetView& fleet,
                                                const Interface& interface,
                                                const std::vector<std::string>& wanted) {
  for (const std::string& each : wanted) {
    const bool exists =
        std::any_of(fleet.clusters.begin(), fleet.clusters.end(),
                    [&each](const ClusterView& cluster) { return cluster.network == each; });
    if (exists) continue;
    return Fail(ErrorKind::kConfig,
                "interface " + interface.name + ": no cluster is in the network \"" + each + '"');
  }
  if (!wanted.empty()) return wanted;
  const auto pools = PoolsOfNetworks(fleet, PrefixesOf(interface));
  for (auto first = pools.begin(); first != pools.end(); ++first) {
    for (auto second = std::next(first); second != pools.end(); ++second) {
      const AddressSet both = Intersection(first->second, second->second);
      if (both.empty()) continue;
      return Fail(ErrorKind::kConfig, "interface " + interface.name + ": pools of the networks \"" +
                                          first->first + "\" and \"" + second->first +
                                          "\" contain " + both.ranges().front().ToString() +
                                          "; write " + interface.name + '=' + first->first + ", " +
                                          interface.name + '=' + second->first + " or both");
    }
  }
  return ReachableNetworks(fleet, interface);
}

fleet::FleetView ClustersOf(const std::string& network, const fleet::FleetView& fleet) {
  fleet::FleetView found;
  for (const ClusterView& cluster : fleet.clusters) {
    if (cluster.network != network || cluster.from_another_server) continue;
    found.clusters.push_back(cluster);
  }
  return found;
}

std::vector<fleet::PoolName> ReachablePools(const Segment& segment, const fleet::FleetView& fleet) {
  const AddressSet prefixes = PrefixesOf(segment.interface);
  std::vector<fleet::PoolName> pools;
  for (const ClusterView& cluster : fleet.clusters) {
    if (cluster.snapshot == nullptr) continue;
    for (const fleet::PoolUsage& pool : cluster.snapshot->pools()) {
      if (Intersection(pool.addresses, prefixes).empty()) continue;
      pools.push_back({cluster.name, pool.label});
    }
  }
  return pools;
}

std::vector<IpAddress> NodeAddresses(const fleet::FleetView& fleet) {
  std::vector<IpAddress> addresses;
  for (const ClusterView& cluster : fleet.clusters) {
    if (cluster.snapshot == nullptr || !cluster.snapshot->objects().nodes) continue;
    for (const metallb::Node& node : *cluster.snapshot->objects().nodes) {
      addresses.insert(addresses.end(), node.addresses.begin(), node.addresses.end());
    }
  }
  return addresses;
}

bool LacksLinkLocal(const Interface& interface, const fleet::FleetView& fleet) {
  if (interface.link_local) return false;
  const auto is_of_pool = [&fleet](const InterfaceAddress& own) {
    if (own.address.family == Family::kIpv4) return false;
    for (const ClusterView& cluster : fleet.clusters) {
      if (cluster.snapshot == nullptr) continue;
      for (const fleet::PoolUsage& pool : cluster.snapshot->pools()) {
        if (pool.addresses.Overlaps(own.Prefix())) return true;
      }
    }
    return false;
  };
  return std::any_of(interface.addresses.begin(), interface.addresses.end(), is_of_pool);
}

ScanTargets FindTargets(const Segment& segment, const fleet::FleetView& fleet,
                        const fleet::FleetPolicy& policy, const TargetOptions& options) {
  ScanTargets targets;
  const AddressSet prefixes = PrefixesOf(segment.interface);
  std::vector<const ClusterView*> clusters;
  for (const ClusterView& cluster : fleet.clusters) clusters.push_back(&cluster);
  const AddressSet shared =
      fleet::SharedAddresses(policy.SettingsOf(segment.network), clusters).InPoolsAndNodes();
  const PoolAddresses pools = FindPoolAddresses(fleet);
  const AddressSet known = SetOf(KnownAddresses(fleet, pools.all));
  const AddressSet asked = Difference(Intersection(known, prefixes), shared);
  for (const AddressRange& range : asked.ranges()) {
    for (IpAddress address = range.first;; address = addresses::Successor(address)) {
      if (segment.interface.CanAsk(address)) targets.addresses.push_back(address);
      if (address == range.last) break;
    }
  }
  targets.expected = targets.addresses.size();
  if (options.unassigned) {
    const SmallRanges small = FindSmallRanges(fleet, prefixes, options.max_unassigned);
    targets.omits_unassigned = small.omits_ranges;
    const AddressSet unassigned = Difference(Difference(small.addresses, known), shared);
    AddUnassigned(segment, pools, AddressList(unassigned), options, targets);
    const auto first = targets.addresses.begin() + static_cast<std::ptrdiff_t>(targets.expected);
    targets.not_asked = Difference(unassigned, SetOf({first, targets.addresses.end()}));
  }
  return targets;
}

}  // namespace exporter::scan
