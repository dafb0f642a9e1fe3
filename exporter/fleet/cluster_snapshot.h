// What one cluster looked like at one poll, and what follows from that alone.
//
// Immutable once built, and shared by pointer: a scrape reads what a poll left, with no lock held.
// Everything that depends on one cluster only (the use of its pools) is computed here, once for
// each snapshot. Conflicts with other clusters, and whether the data is stale, are not in it. Pure.

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

// What was read from the cluster.
struct ClusterObjects {
  std::string server_version;      // "v1.32.4"; empty where it may not be read
  bool metallb_installed = false;  // the cluster serves IPAddressPools
  std::vector<metallb::AddressPool> pools;
  std::vector<metallb::Service> services;  // those of type LoadBalancer
  // myASN of its BGPPeers, sorted, each once; nullopt where they were not or may not be read.
  std::optional<std::vector<std::uint32_t>> local_asns;

  bool operator==(const ClusterObjects&) const = default;
};

// A pool's addresses of one family.
struct FamilyUsage {
  addresses::AddressCount capacity;   // can be assigned, after avoidBuggyIPs
  addresses::AddressCount assigned;   // held by Services, each address once; left-out ones too
  addresses::AddressCount available;  // can be assigned and are not held

  bool Exists() const { return !capacity.IsZero() || !assigned.IsZero(); }
};

struct PoolUsage {
  std::string
      label;  // the pool's name; "namespace/name" where the cluster has another of that name
  addresses::AddressSet addresses;
  std::array<FamilyUsage, kFamilies.size()> families;  // in the order of kFamilies
  std::size_t services = 0;                            // that hold an address of the pool
  std::size_t invalid_entries = 0;
  std::size_t overlapping_entries = 0;
  bool has_entries = true;

  const FamilyUsage& Of(addresses::Family family) const {
    return families[family == addresses::Family::kIpv4 ? 0 : 1];
  }
  FamilyUsage& Of(addresses::Family family) {
    return families[family == addresses::Family::kIpv4 ? 0 : 1];
  }

  // For any of these MetalLB rejects its whole configuration.
  bool IsRejected() const { return invalid_entries > 0 || overlapping_entries > 0 || !has_entries; }
};

// One Service that holds one address.
struct Assignment {
  addresses::IpAddress address;
  std::size_t service = 0;  // its index in ClusterObjects::services

  auto operator<=>(const Assignment&) const = default;
};

class ClusterSnapshot {
 public:
  // `metallb_class` is MetalLB's --lb-class there, empty for none.
  ClusterSnapshot(ClusterObjects objects, std::string_view metallb_class);

  const ClusterObjects& objects() const { return objects_; }
  // One for each of objects().pools, in its order.
  const std::vector<PoolUsage>& pools() const { return pools_; }
  // Every address that a Service holds, from the lowest up.
  const std::vector<Assignment>& assignments() const { return assignments_; }
  // Services that are MetalLB's to serve, with and without an ingress.
  std::size_t assigned_services() const { return assigned_services_; }
  std::size_t pending_services() const { return pending_services_; }
  // Addresses whose Service MetalLB marked as allocated from a pool, and which lie in no pool.
  std::size_t unpooled_addresses() const { return unpooled_addresses_; }

 private:
  ClusterObjects objects_;
  std::vector<Assignment> assignments_;
  std::vector<PoolUsage> pools_;
  std::size_t assigned_services_ = 0;
  std::size_t pending_services_ = 0;
  std::size_t unpooled_addresses_ = 0;
};

// Sorts pools, Services and numbers, each once: the order of a list means nothing, and
// two polls of an unchanged cluster must compare equal.
void Normalize(ClusterObjects& objects);

}  // namespace exporter::fleet

#endif  // EXPORTER_FLEET_CLUSTER_SNAPSHOT_H_
