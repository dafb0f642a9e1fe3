#include "tests/bench/made_fleet.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "exporter/addresses/address_range.h"
#include "exporter/addresses/ip_address.h"

namespace exporter::bench {
namespace {

using addresses::IpAddress;

constexpr std::uint32_t kLowest = 10U << 24;  // 10.0.0.0
constexpr std::uint32_t kPoolSize = 256;

metallb::AddressPool MakePool(std::uint32_t number, std::uint32_t first, std::uint32_t size) {
  metallb::AddressPool pool;
  pool.name = "pool-" + std::to_string(number);
  pool.name_space = "metallb-system";
  const addresses::AddressRange range{IpAddress::Ipv4(first), IpAddress::Ipv4(first + size - 1)};
  pool.entries.push_back({range.ToString(), range, 0});
  return pool;
}

// Outside every pool.
std::vector<metallb::Node> MakeNodes(std::uint32_t cluster) {
  constexpr std::uint32_t kNodes = 3;
  constexpr std::uint32_t kLowestNode = 11U << 24;
  std::vector<metallb::Node> nodes;
  for (std::uint32_t i = 0; i < kNodes; ++i) {
    nodes.push_back({.name = "node-" + std::to_string(i),
                     .addresses = {IpAddress::Ipv4(kLowestNode + cluster * kNodes + i)}});
  }
  return nodes;
}

metallb::Service MakeService(std::uint32_t number, std::uint32_t address) {
  metallb::Service service;
  service.name_space = "shop";
  service.name = "web-" + std::to_string(number);
  service.addresses.push_back(IpAddress::Ipv4(address));
  service.has_ingress = true;
  return service;
}

fleet::FleetView FleetOf(std::vector<fleet::ClusterObjects> clusters) {
  fleet::FleetView fleet;
  for (fleet::ClusterObjects& objects : clusters) {
    objects.server_version = "v1.32.4";
    objects.metallb_installed = true;
    fleet::Normalize(objects);
    fleet::ClusterView cluster;
    cluster.name = "cluster-" + std::to_string(fleet.clusters.size());
    cluster.context = cluster.name;
    cluster.network = "default";
    cluster.state = fleet::DataState::kFresh;
    cluster.record.polls = 1;
    cluster.record.up = true;
    cluster.record.last_success = std::chrono::system_clock::time_point();
    cluster.snapshot = std::make_shared<const fleet::ClusterSnapshot>(std::move(objects), "");
    fleet.clusters.push_back(std::move(cluster));
  }
  return fleet;
}

}  // namespace

fleet::FleetView FleetOfOverlaps(std::uint32_t clusters, std::uint32_t pools) {
  constexpr std::uint32_t kStep = kPoolSize - 16;
  std::vector<fleet::ClusterObjects> objects(clusters);
  for (std::uint32_t i = 0; i < pools; ++i) {
    objects[i % clusters].pools.push_back(MakePool(i, kLowest + i * kStep, kPoolSize));
  }
  return FleetOf(std::move(objects));
}

fleet::FleetView FleetOfHolders(std::uint32_t clusters, std::uint32_t services) {
  constexpr std::uint32_t kOneIn = 100;
  std::vector<fleet::ClusterObjects> objects(clusters);
  for (std::uint32_t i = 0; i < clusters; ++i) {
    for (std::uint32_t j = 0; j < services; ++j) {
      const std::uint32_t holder = j % kOneIn == 0 ? (i + 1) % clusters : i;
      const std::uint32_t address = kLowest + j * clusters + i;
      objects[i].services.push_back(MakeService(j, address));
      if (holder != i) objects[holder].services.push_back(MakeService(services + j, address));
    }
  }
  return FleetOf(std::move(objects));
}

fleet::FleetView OrdinaryFleet(std::uint32_t clusters, std::uint32_t pools,
                               std::uint32_t services) {
  std::vector<fleet::ClusterObjects> objects(clusters);
  for (std::uint32_t i = 0; i < clusters; ++i) {
    objects[i].nodes = MakeNodes(i);
    for (std::uint32_t j = 0; j < pools; ++j) {
      const std::uint32_t first = kLowest + (i * pools + j) * kPoolSize;
      objects[i].pools.push_back(MakePool(j, first, kPoolSize));
      for (std::uint32_t k = 0; k < services / pools; ++k) {
        objects[i].services.push_back(MakeService(j * kPoolSize + k, first + k));
      }
    }
  }
  return FleetOf(std::move(objects));
}

}  // namespace exporter::bench
