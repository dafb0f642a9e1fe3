// Creates pools, Services and polled clusters in memory, for tests of the fleet, the metrics and
// the reports. No cluster or server is needed.

#ifndef TESTS_SUPPORT_MADE_FLEET_H_
#define TESTS_SUPPORT_MADE_FLEET_H_

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "exporter/fleet/cluster_view.h"

namespace exporter::tests {

// The time of the tests.
inline const auto kNow = std::chrono::system_clock::time_point(std::chrono::seconds(1'000'000));

// The ranges of these texts, such as "10.0.0.0/24" and "10.0.0.1-10.0.0.9".
inline std::vector<addresses::AddressRange> MakeRanges(const std::vector<std::string>& texts) {
  std::vector<addresses::AddressRange> ranges;
  for (const std::string& text : texts) ranges.push_back(addresses::ParseRange(text).value());
  return ranges;
}

inline addresses::AddressSet MakeSet(const std::vector<std::string>& texts) {
  return addresses::AddressSet::FromRanges(MakeRanges(texts));
}

// A Service of the namespace "shop" with these addresses.
inline metallb::Service MakeService(const std::string& name,
                                    const std::vector<std::string>& assigned) {
  metallb::Service service;
  service.name_space = "shop";
  service.name = name;
  service.has_ingress = !assigned.empty();
  for (const std::string& address : assigned) {
    service.addresses.push_back(addresses::IpAddress::Parse(address).value());
  }
  return service;
}

// A pool of the namespace "metallb-system" with these entries in spec.addresses.
inline metallb::AddressPool MakePool(const std::string& name,
                                     const std::vector<std::string>& entries) {
  metallb::AddressPool pool;
  pool.name = name;
  pool.name_space = "metallb-system";
  for (const std::string& entry : entries) {
    pool.entries.push_back({entry, addresses::ParseRange(entry), 0});
  }
  return pool;
}

inline metallb::Node MakeNode(const std::string& name, const std::vector<std::string>& texts) {
  metallb::Node node{.name = name, .addresses = {}};
  for (const std::string& text : texts) {
    node.addresses.push_back(addresses::IpAddress::Parse(text).value());
  }
  return node;
}

// A cluster whose only poll succeeded 12 seconds before kNow.
inline fleet::ClusterView MakeCluster(const std::string& name, fleet::ClusterObjects objects) {
  fleet::Normalize(objects);
  fleet::ClusterView cluster;
  cluster.name = name;
  cluster.context = name + "-admin";
  cluster.network = "default";
  cluster.state = fleet::DataState::kFresh;
  cluster.record.polls = 1;
  cluster.record.up = true;
  cluster.record.last_success = kNow - std::chrono::seconds(12);
  cluster.snapshot = std::make_shared<const fleet::ClusterSnapshot>(std::move(objects), "");
  return cluster;
}

inline fleet::ClusterView MakeCluster(const std::string& name,
                                      std::vector<metallb::AddressPool> pools,
                                      std::vector<metallb::Service> services,
                                      std::optional<std::vector<std::uint32_t>> local_asns = {}) {
  fleet::ClusterObjects objects;
  objects.local_asns = std::move(local_asns);
  objects.server_version = "v1.32.4";
  objects.metallb_installed = true;
  objects.pools = std::move(pools);
  objects.services = std::move(services);
  return MakeCluster(name, std::move(objects));
}

}  // namespace exporter::tests

#endif  // TESTS_SUPPORT_MADE_FLEET_H_
