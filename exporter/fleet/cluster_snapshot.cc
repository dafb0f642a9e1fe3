#include "exporter/fleet/cluster_snapshot.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "exporter/addresses/buggy_addresses.h"

namespace exporter::fleet {
namespace {

using addresses::AddressCount;
using addresses::AddressRange;
using addresses::AddressSet;
using addresses::IpAddress;

std::vector<Assignment> SortedAssignments(const std::vector<metallb::Service>& services) {
  std::vector<Assignment> assignments;
  for (std::size_t i = 0; i < services.size(); ++i) {
    for (const IpAddress& address : services[i].addresses) assignments.push_back({address, i});
  }
  std::sort(assignments.begin(), assignments.end());
  return assignments;
}

// Sorts `numbers` and returns how many different numbers it contains.
std::size_t CountDistinct(std::vector<std::size_t>& numbers) {
  std::sort(numbers.begin(), numbers.end());
  return static_cast<std::size_t>(std::unique(numbers.begin(), numbers.end()) - numbers.begin());
}

// The usage of a family without assigned addresses.
FamilyUsage UnusedFamily(const AddressSet& set, addresses::Family family, bool avoid_buggy_ips) {
  FamilyUsage usage;
  usage.capacity = set.Size(family);
  if (avoid_buggy_ips) usage.capacity -= addresses::CountBuggy(set, family);
  usage.available = usage.capacity;
  return usage;
}

PoolUsage UsageOf(const metallb::AddressPool& pool, const std::vector<Assignment>& assignments) {
  PoolUsage usage;
  usage.label = pool.name;
  usage.addresses = pool.Addresses();
  usage.has_entries = !pool.entries.empty();
  usage.invalid_entries = usage.has_entries ? pool.InvalidEntries() : 1;
  usage.overlapping_entries = pool.OverlappingEntries();
  for (const addresses::Family family : kFamilies) {
    usage.Of(family) = UnusedFamily(usage.addresses, family, pool.avoid_buggy_ips);
    usage.Of(family).capacity_alerts = pool.capacity_alerts;
  }

  std::vector<std::size_t> services;
  for (const AddressRange& range : usage.addresses.ranges()) {
    FamilyUsage& family = usage.Of(range.first.family);
    const IpAddress* counted = nullptr;
    for (const Assignment& assignment : AssignmentsIn(range, assignments)) {
      services.push_back(assignment.service);
      if (counted != nullptr && *counted == assignment.address) continue;  // shared by Services
      counted = &assignment.address;
      family.assigned += AddressCount(1);
      const bool excluded = pool.avoid_buggy_ips && addresses::IsBuggy(assignment.address);
      if (!excluded) family.available -= AddressCount(1);
    }
  }
  usage.services = CountDistinct(services);
  return usage;
}

// Adds the namespace to the labels of pools that have the same name.
void QualifyEqualNames(const std::vector<metallb::AddressPool>& pools,
                       std::vector<PoolUsage>& usages) {
  std::map<std::string_view, int> counts;
  for (const metallb::AddressPool& pool : pools) ++counts[pool.name];
  for (std::size_t i = 0; i < pools.size(); ++i) {
    if (counts[pools[i].name] > 1) usages[i].label = pools[i].name_space + '/' + pools[i].name;
  }
}

std::vector<Assignment> FindUnpooled(const std::vector<Assignment>& assignments,
                                     const std::vector<metallb::Service>& services,
                                     const std::vector<PoolUsage>& pools) {
  std::vector<AddressRange> ranges;
  for (const PoolUsage& pool : pools) {
    ranges.insert(ranges.end(), pool.addresses.ranges().begin(), pool.addresses.ranges().end());
  }
  const AddressSet pooled = AddressSet::FromRanges(std::move(ranges));

  std::vector<Assignment> unpooled;
  std::copy_if(assignments.begin(), assignments.end(), std::back_inserter(unpooled),
               [&](const Assignment& assignment) {
                 return services[assignment.service].from_metallb_pool &&
                        !pooled.Contains(assignment.address);
               });
  return unpooled;
}

// REQUIRES: `assignments` are sorted.
std::size_t CountAddresses(const std::vector<Assignment>& assignments) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < assignments.size(); ++i) {
    if (i == 0 || assignments[i].address != assignments[i - 1].address) ++count;
  }
  return count;
}

// Sorts the objects by name, and removes later objects with the same name.
template <typename Objects, typename NameOf>
void SortUnique(Objects& objects, const NameOf& name_of) {
  std::stable_sort(objects.begin(), objects.end(),
                   [&](const auto& a, const auto& b) { return name_of(a) < name_of(b); });
  objects.erase(std::unique(objects.begin(), objects.end(),
                            [&](const auto& a, const auto& b) { return name_of(a) == name_of(b); }),
                objects.end());
}

}  // namespace

ClusterSnapshot::ClusterSnapshot(ClusterObjects objects, std::string_view metallb_class)
    : objects_(std::move(objects)),
      metallb_class_(metallb_class),
      assignments_(SortedAssignments(objects_.services)) {
  pools_.reserve(objects_.pools.size());
  for (const metallb::AddressPool& pool : objects_.pools) {
    pools_.push_back(UsageOf(pool, assignments_));
  }
  QualifyEqualNames(objects_.pools, pools_);

  for (std::size_t i = 0; objects_.metallb_installed && i < objects_.services.size(); ++i) {
    if (!objects_.services[i].IsServedBy(metallb_class)) continue;
    if (objects_.services[i].has_ingress) {
      ++assigned_services_;
    } else {
      pending_.push_back(i);
    }
  }
  if (objects_.metallb_installed) unpooled_ = FindUnpooled(assignments_, objects_.services, pools_);
  unpooled_addresses_ = CountAddresses(unpooled_);
}

std::span<const Assignment> AssignmentsIn(const AddressRange& range,
                                          const std::vector<Assignment>& assignments) {
  const auto first = std::lower_bound(assignments.begin(), assignments.end(), range.first,
                                      [](const Assignment& assignment, const IpAddress& address) {
                                        return assignment.address < address;
                                      });
  const auto last = std::upper_bound(first, assignments.end(), range.last,
                                     [](const IpAddress& address, const Assignment& assignment) {
                                       return address < assignment.address;
                                     });
  return {first, last};
}

void Normalize(ClusterObjects& objects) {
  const auto name_of = [](const auto& object) { return std::tie(object.name_space, object.name); };
  SortUnique(objects.pools, name_of);
  SortUnique(objects.services, name_of);
  if (objects.local_asns) {
    SortUnique(*objects.local_asns, [](std::uint32_t asn) { return asn; });
  }
  if (objects.nodes) {
    SortUnique(*objects.nodes, [](const metallb::Node& node) { return std::tie(node.name); });
  }
  if (objects.l2_announcements) {
    SortUnique(*objects.l2_announcements, [](const metallb::L2Announcement& announcement) {
      return std::tie(announcement.name_space, announcement.service, announcement.node);
    });
  }
}

}  // namespace exporter::fleet
