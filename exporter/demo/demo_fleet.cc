#include "exporter/demo/demo_fleet.h"

#include <condition_variable>
#include <initializer_list>
#include <mutex>
#include <stop_token>
#include <utility>

#include "exporter/addresses/address_range.h"
#include "exporter/addresses/address_set.h"

namespace exporter::demo {
namespace {

addresses::AddressSet SetOf(std::initializer_list<const char*> texts) {
  std::vector<addresses::AddressRange> ranges;
  for (const char* const text : texts) ranges.push_back(addresses::ParseRange(text).value());
  return addresses::AddressSet::FromRanges(std::move(ranges));
}

}  // namespace

DemoFleet::DemoFleet(std::chrono::milliseconds step) {
  for (DemoCluster& cluster : ClustersAt(0)) {
    servers_.push_back(std::make_unique<DemoServer>(std::move(cluster)));
  }
  clock_ = std::jthread([this, step](const std::stop_token& stop) {
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any never;
    for (int i = 1; !stop.stop_requested(); ++i) {
      never.wait_for(lock, stop, step, [] { return false; });
      auto clusters = ClustersAt(i);
      for (std::size_t c = 0; c < servers_.size(); ++c) servers_[c]->Update(std::move(clusters[c]));
    }
  });
}

std::map<std::string, int> DemoFleet::Ports() const {
  std::map<std::string, int> ports;
  const auto clusters = ClustersAt(0);
  for (std::size_t i = 0; i < servers_.size(); ++i) ports[clusters[i].name] = servers_[i]->port();
  return ports;
}

std::map<std::string, fleet::PlannedCluster, std::less<>> DemoFleet::Plan() {
  return {{"cluster-a", {"rack-1", SetOf({"192.168.1.10-192.168.1.49"})}},
          {"cluster-b", {"rack-2", SetOf({"192.168.1.50-192.168.1.89", "2001:db8:b::/64"})}},
          {"cluster-c", {"rack-3", SetOf({"192.168.1.96/27"})}}};
}

}  // namespace exporter::demo
