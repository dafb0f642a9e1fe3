#include "exporter/demo/demo_fleet.h"

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <nlohmann/json.hpp>
#include <stop_token>
#include <utility>

#include "exporter/addresses/address_range.h"
#include "exporter/addresses/address_set.h"
#include "exporter/standin/cluster_state.h"

namespace exporter::demo {
namespace {

// One pool's life: Services web-1, web-2 and so on hold its first addresses, first few, then many.
struct Tide {
  int least = 0;
  int most = 0;
  int period = 1;  // steps from least to most and back

  // Up and down again, a little each step.
  int At(int step) const {
    const int position = step % period;
    const int half = period / 2;
    const int climbed = position < half ? position : period - position;
    return least + (most - least) * climbed / half;
  }
};

std::string Address(const std::string& prefix, int last) { return prefix + std::to_string(last); }

// Makes Services `name`-1 to -count hold one address each, and takes those above away.
void Settle(standin::ClusterState& state, const std::string& name, const std::string& pool,
            const std::vector<std::string>& addresses, int count) {
  for (int i = 1; i <= static_cast<int>(addresses.size()); ++i) {
    const std::string service = name + '-' + std::to_string(i);
    if (i > count) {
      state.Remove(standin::kServices, "shop", service);
      continue;
    }
    state.Put(standin::kServices,
              standin::MakeService(
                  "shop", service,
                  {.addresses = {addresses[static_cast<std::size_t>(i - 1)]}, .pool = pool}));
  }
}

std::vector<std::string> Addresses(const std::string& prefix, int first, int last) {
  std::vector<std::string> addresses;
  for (int i = first; i <= last; ++i) addresses.push_back(Address(prefix, i));
  return addresses;
}

// How far two clusters have come in their quarrel: first a pool reaches into the other's, then both
// hold an address of what they share, then one goes back to its own.
struct Quarrel {
  bool overlap = false;
  bool duplicate = false;

  static Quarrel At(int step) {
    constexpr int kPeriod = 30;
    const int position = step % kPeriod;
    return {.overlap = position >= 8 && position < 24,
            .duplicate = position >= 12 && position < 20};
  }
};

addresses::AddressSet SetOf(std::initializer_list<const char*> texts) {
  std::vector<addresses::AddressRange> ranges;
  for (const char* const text : texts) ranges.push_back(addresses::ParseRange(text).value());
  return addresses::AddressSet::FromRanges(std::move(ranges));
}

}  // namespace

struct DemoFleet::Cluster {
  Cluster(std::string cluster_name, const std::string& uid)
      : name(std::move(cluster_name)), server({.uid = uid}) {}

  std::string name;
  standin::ApiServer server;
};

DemoFleet::DemoFleet(std::chrono::milliseconds step) {
  const char* const names[] = {"cluster-a", "cluster-b", "cluster-c"};
  for (const char* const name : names) {
    const std::string uid = std::string("demo-uid-of-") + name;
    clusters_.push_back(std::make_unique<Cluster>(name, uid));
  }
  const auto put_pool = [this](std::size_t cluster, const nlohmann::json& pool) {
    clusters_[cluster]->server.state().Put(standin::kPools, pool);
  };
  put_pool(0, standin::MakePool("cluster-a-pool", {"192.168.1.10-192.168.1.49"}));
  put_pool(2, standin::MakePool("cluster-c-pool", {"192.168.1.96/27"}));
  put_pool(2, standin::MakePool("cluster-c-edge", {"192.168.1.128-192.168.1.135"},
                                {.auto_assign = false}));
  const std::uint32_t local_asns[] = {64501, 64502, 64501};
  for (std::size_t i = 0; i < clusters_.size(); ++i) {
    clusters_[i]->server.state().Put(standin::kPeers, standin::MakePeer("router", local_asns[i]));
  }
  Step(0);
  life_ = std::jthread([this, step](const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any never;
    for (int i = 1; !stop.stop_requested(); ++i) {
      std::unique_lock lock(mutex);
      never.wait_for(lock, stop, step, [] { return false; });
      if (!stop.stop_requested()) Step(i);
    }
  });
}

DemoFleet::~DemoFleet() = default;

std::vector<DemoCluster> DemoFleet::Clusters() const {
  std::vector<DemoCluster> clusters;
  for (const auto& cluster : clusters_) clusters.push_back({cluster->name, cluster->server.port()});
  return clusters;
}

std::map<std::string, fleet::PlannedCluster, std::less<>> DemoFleet::Plan() {
  return {{"cluster-a", {"rack-1", SetOf({"192.168.1.10-192.168.1.49"})}},
          {"cluster-b", {"rack-2", SetOf({"192.168.1.50-192.168.1.89", "2001:db8:b::/64"})}},
          {"cluster-c", {"rack-3", SetOf({"192.168.1.96/27"})}}};
}

void DemoFleet::Step(int step) {
  // Of 40 addresses, with the one of "login": from 24 (60 %) to 36 (90 %) and back.
  constexpr Tide kClimbing = {.least = 23, .most = 35, .period = 40};
  constexpr Tide kCalm = {.least = 8, .most = 14, .period = 24};
  constexpr Tide kSmall = {.least = 1, .most = 3, .period = 10};
  Settle(clusters_[0]->server.state(), "web", "cluster-a-pool", Addresses("192.168.1.", 10, 49),
         kClimbing.At(step));

  // The last of cluster-a's addresses is held by one of its Services all the time.
  const Quarrel quarrel = Quarrel::At(step);
  Settle(clusters_[0]->server.state(), "login", "cluster-a-pool", {"192.168.1.49"}, 1);

  standin::ClusterState& b = clusters_[1]->server.state();
  b.Put(standin::kPools,
        standin::MakePool("cluster-b-pool", {quarrel.overlap ? "192.168.1.46-192.168.1.89"
                                                             : "192.168.1.50-192.168.1.89",
                                             "2001:db8:b::/64"}));
  Settle(b, "queue", "cluster-b-pool", {"192.168.1.49"}, quarrel.duplicate ? 1 : 0);
  Settle(b, "web", "cluster-b-pool", Addresses("192.168.1.", 50, 89), kCalm.At(step));
  Settle(b, "web6", "cluster-b-pool", Addresses("2001:db8:b::", 1, 9), kSmall.At(step));

  standin::ClusterState& c = clusters_[2]->server.state();
  Settle(c, "web", "cluster-c-pool", Addresses("192.168.1.", 96, 127), kCalm.At(step + 12));
  Settle(c, "edge", "cluster-c-edge", Addresses("192.168.1.", 128, 135), kSmall.At(step + 5));
  // One Service at a time waits for an address, now and then.
  if (step % 8 < 2) {
    c.Put(standin::kServices, standin::MakeService("shop", "waiting"));
  } else {
    c.Remove(standin::kServices, "shop", "waiting");
  }
}

}  // namespace exporter::demo
