// The objects of one cluster at one poll, and the facts that depend on this cluster only.
//
// Immutable once built, and shared by pointer, so that scrapes need no lock. The usage of the pools
// is computed once for each snapshot. Conflicts with other clusters, and whether the data is stale,
// are not part of it. Pure.

#ifndef EXPORTER_FLEET_CLUSTER_SNAPSHOT_H_
#define EXPORTER_FLEET_CLUSTER_SNAPSHOT_H_

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/addresses/address_count.h"
#include "exporter/addresses/address_set.h"
#include "exporter/addresses/ip_address.h"
#include "exporter/metallb/address_pool.h"
#include "exporter/metallb/service.h"

namespace exporter::fleet {

inline constexpr std::array kFamilies = {addresses::Family::kIpv4, addresses::Family::kIpv6};

// The objects that were read from the cluster.
struct ClusterObjects {
  std::string server_version;      // "v1.32.4"; empty if it could not be read
  bool metallb_installed = false;  // the cluster serves IPAddressPools
  std::vector<metallb::AddressPool> pools;
  std::vector<metallb::Service> services;  // only type LoadBalancer
  // myASN of its BGPPeers, sorted and unique; nullopt if they could not be read.
  std::optional<std::vector<std::uint32_t>> local_asns;

  bool operator==(const ClusterObjects&) const = default;
};

// A pool's addresses of one family.
struct FamilyUsage {
  addresses::AddressCount capacity;   // addresses that MetalLB can assign, after avoidBuggyIPs
  addresses::AddressCount assigned;   // each address once; includes excluded addresses
  addresses::AddressCount available;  // of the capacity, not assigned

  bool Exists() const { return !capacity.IsZero() || !assigned.IsZero(); }
};

struct PoolUsage {
  std::string label;  // the pool's name; "namespace/name" if the cluster has two of that name
  addresses::AddressSet addresses;
  std::array<FamilyUsage, kFamilies.size()> families;  // in the order of kFamilies
  std::size_t services = 0;                            // with an address of the pool
  std::size_t invalid_entries = 0;
  std::size_t overlapping_entries = 0;
  bool has_entries = true;

  const FamilyUsage& Of(addresses::Family family) const {
    return families[family == addresses::Family::kIpv4 ? 0 : 1];
  }
  FamilyUsage& Of(addresses::Family family) {
    return families[family == addresses::Family::kIpv4 ? 0 : 1];
  }

  // MetalLB rejects its whole configuration for any of these.
  bool IsRejected() const { return invalid_entries > 0 || overlapping_entries > 0 || !has_entries; }
};

// An address that is assigned to a Service.
struct Assignment {
  addresses::IpAddress address;
  std::size_t service = 0;  // its index in ClusterObjects::services

  auto operator<=>(const Assignment&) const = default;
};

class ClusterSnapshot {
 public:
  // `metallb_class` is MetalLB's --lb-class in the cluster; empty for none.
  ClusterSnapshot(ClusterObjects objects, std::string_view metallb_class);

  const ClusterObjects& objects() const { return objects_; }
  // In the order of objects().pools.
  const std::vector<PoolUsage>& pools() const { return pools_; }
  // The lowest address first.
  const std::vector<Assignment>& assignments() const { return assignments_; }
  // Services that MetalLB must serve, with and without an ingress.
  std::size_t assigned_services() const { return assigned_services_; }
  std::size_t pending_services() const { return pending_services_; }
  // Addresses outside every pool, of Services that MetalLB marked as allocated from a pool.
  std::size_t unpooled_addresses() const { return unpooled_addresses_; }

 private:
  ClusterObjects objects_;
  std::vector<Assignment> assignments_;
  std::vector<PoolUsage> pools_;
  std::size_t assigned_services_ = 0;
  std::size_t pending_services_ = 0;
  std::size_t unpooled_addresses_ = 0;
};

// Sorts pools, Services and numbers and removes duplicates, so that two polls of an unchanged
// cluster compare equal.
void Normalize(ClusterObjects& objects);

}  // namespace exporter::fleet

#endif  // EXPORTER_FLEET_CLUSTER_SNAPSHOT_H_
