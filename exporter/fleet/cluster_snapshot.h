// A snapshot: the objects of one cluster at one poll, and the facts that depend on this cluster
// only.
//
// A snapshot is immutable and shared by pointer, so scrapes need no lock. The usage of the pools is
// computed once, when the snapshot is created. Conflicts with other clusters are not part of a
// snapshot (fleet_facts.h). The state of the data, such as stale, is in ClusterView. Pure.

#ifndef EXPORTER_FLEET_CLUSTER_SNAPSHOT_H_
#define EXPORTER_FLEET_CLUSTER_SNAPSHOT_H_

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/addresses/address_count.h"
#include "exporter/addresses/address_range.h"
#include "exporter/addresses/address_set.h"
#include "exporter/addresses/ip_address.h"
#include "exporter/metallb/address_pool.h"
#include "exporter/metallb/l2_status.h"
#include "exporter/metallb/node.h"
#include "exporter/metallb/service.h"

namespace exporter::fleet {

inline constexpr std::array kFamilies = {addresses::Family::kIpv4, addresses::Family::kIpv6};

// The objects that were read from the cluster.
struct ClusterObjects {
  std::string server_version;      // "v1.32.4"; empty if it could not be read
  bool metallb_installed = false;  // the cluster serves IPAddressPools
  std::vector<metallb::AddressPool> pools;
  std::vector<metallb::Service> services;  // only type LoadBalancer
  // The values of myASN in BGPPeers, sorted and unique. nullopt if BGPPeers could not be read.
  std::optional<std::vector<std::uint32_t>> local_asns;
  // Sorted by name. nullopt if they could not be read.
  std::optional<std::vector<metallb::Node>> nodes;
  // The nodes that announce Services, sorted and unique. nullopt if ServiceL2Statuses could not be
  // read, or if they were not read because nothing needs them.
  std::optional<std::vector<metallb::L2Announcement>> l2_announcements = {};

  bool operator==(const ClusterObjects&) const = default;
};

// A pool's addresses of one family.
struct FamilyUsage {
  addresses::AddressCount capacity;   // addresses that MetalLB can assign, after avoidBuggyIPs
  addresses::AddressCount assigned;   // distinct addresses, including excluded addresses
  addresses::AddressCount available;  // addresses of the capacity that are not assigned
  bool capacity_alerts = true;        // false if the pool is full by design

  // True if the pool has series of this family.
  bool Exists() const { return !capacity.IsZero() || !assigned.IsZero(); }
};

// The facts about one pool.
struct PoolUsage {
  std::string label;  // the pool's name; "namespace/name" if the cluster has two of that name
  addresses::AddressSet addresses;
  std::array<FamilyUsage, kFamilies.size()> families;  // in the order of kFamilies
  std::size_t services = 0;                            // Services with an address of the pool
  std::size_t invalid_entries = 0;                     // 1 for a pool without entries
  std::size_t overlapping_entries = 0;
  bool has_entries = true;

  const FamilyUsage& Of(addresses::Family family) const {
    return families[family == addresses::Family::kIpv4 ? 0 : 1];
  }
  FamilyUsage& Of(addresses::Family family) {
    return families[family == addresses::Family::kIpv4 ? 0 : 1];
  }

  // True if MetalLB rejects its whole configuration because of this pool.
  bool IsRejected() const { return invalid_entries > 0 || overlapping_entries > 0; }
};

// An address, and a Service to which it is assigned.
struct Assignment {
  addresses::IpAddress address;
  std::size_t service = 0;  // index in ClusterObjects::services

  auto operator<=>(const Assignment&) const = default;
};

class ClusterSnapshot {
 public:
  // `metallb_class` is MetalLB's --lb-class in the cluster; empty for none.
  ClusterSnapshot(ClusterObjects objects, std::string_view metallb_class);

  const ClusterObjects& objects() const { return objects_; }
  const std::string& metallb_class() const { return metallb_class_; }
  // In the order of objects().pools.
  const std::vector<PoolUsage>& pools() const { return pools_; }
  // Sorted by address, then by Service.
  const std::vector<Assignment>& assignments() const { return assignments_; }
  // The number of Services of `metallb_class` with an ingress; 0 if MetalLB is not installed.
  std::size_t assigned_services() const { return assigned_services_; }
  // The Services of `metallb_class` without an ingress, as indices in objects().services. Empty if
  // MetalLB is not installed.
  const std::vector<std::size_t>& pending() const { return pending_; }
  // The addresses that are in no pool, although MetalLB's annotation of their Service names a pool.
  // Sorted as assignments().
  const std::vector<Assignment>& unpooled() const { return unpooled_; }
  // The number of distinct addresses in unpooled().
  std::size_t unpooled_addresses() const { return unpooled_addresses_; }

 private:
  ClusterObjects objects_;
  std::string metallb_class_;
  std::vector<Assignment> assignments_;
  std::vector<PoolUsage> pools_;
  std::size_t assigned_services_ = 0;
  std::vector<std::size_t> pending_;
  std::vector<Assignment> unpooled_;
  std::size_t unpooled_addresses_ = 0;
};

// The assignments of the addresses in `range`. REQUIRES: `assignments` are sorted.
std::span<const Assignment> AssignmentsIn(const addresses::AddressRange& range,
                                          const std::vector<Assignment>& assignments);

// Sorts pools, Services, ASNs, nodes and announcements, and removes duplicates. The objects of two
// polls of an unchanged cluster are then equal.
void Normalize(ClusterObjects& objects);

}  // namespace exporter::fleet

#endif  // EXPORTER_FLEET_CLUSTER_SNAPSHOT_H_
