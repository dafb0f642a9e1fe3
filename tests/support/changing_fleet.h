// A fleet that changes at random, for tests of code that reuses results of the last state of the
// fleet. Addresses are few, so that conflicts are frequent. The changes depend only on the seed.

#ifndef TESTS_SUPPORT_CHANGING_FLEET_H_
#define TESTS_SUPPORT_CHANGING_FLEET_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "exporter/fleet/cluster_view.h"
#include "exporter/fleet/fleet_policy.h"
#include "tests/support/made_fleet.h"

namespace exporter::tests {

class ChangingFleet {
 public:
  explicit ChangingFleet(unsigned seed) : random_(seed) {
    for (int i = 0; i < 8; ++i) AddCluster();
    ChangePolicy();
  }

  const fleet::FleetView& view() const { return view_; }
  const std::shared_ptr<const fleet::FleetPolicy>& policy() const { return policy_; }

  // Changes some clusters, and rarely the list of clusters or the policy.
  void Change() {
    constexpr std::uint32_t kRarely = 12;
    for (std::uint32_t i = 0; i < Below(4); ++i) ChangeCluster(AnyCluster());
    if (Below(kRarely) == 0) AddCluster();
    if (Below(kRarely) == 0 && view_.clusters.size() > 2) {
      view_.clusters.erase(view_.clusters.begin() + Below(Size()));
    }
    if (Below(kRarely) == 0) std::swap(AnyCluster(), AnyCluster());
    if (Below(kRarely) == 0) ChangePolicy();
    if (Below(kRarely) == 0) view_.aliases = {{AnyCluster().name, "alias", Below(2) == 0}};
  }

 private:
  std::uint32_t Below(std::uint32_t end) { return static_cast<std::uint32_t>(random_() % end); }
  std::uint32_t Size() const { return static_cast<std::uint32_t>(view_.clusters.size()); }
  fleet::ClusterView& AnyCluster() { return view_.clusters[Below(Size())]; }
  std::string Network() { return Below(4) == 0 ? "dmz" : "default"; }
  std::string Source() { return Below(2) == 0 ? "http://e:1" : ""; }
  std::string Address() { return "10.0.0." + std::to_string(Below(200)); }
  // A name that is not in use.
  std::string NewName() { return "cluster-" + std::to_string(++last_name_); }

  fleet::ClusterObjects Objects() {
    fleet::ClusterObjects objects;
    objects.metallb_installed = Below(8) != 0;
    for (std::uint32_t i = Below(4); i > 0; --i) {
      const std::uint32_t first = Below(200);
      const std::string end = "10.0.0." + std::to_string(first + Below(40));
      objects.pools.push_back(
          MakePool("pool-" + std::to_string(i), {"10.0.0." + std::to_string(first) + "-" + end}));
    }
    AddServices(objects);
    if (Below(3) != 0) objects.local_asns = {Below(3), 3 + Below(3)};
    if (Below(3) != 0) objects.nodes = {MakeNode("n1", {Address()}), MakeNode("n2", {Address()})};
    return objects;
  }

  void AddServices(fleet::ClusterObjects& objects) {
    objects.services.clear();
    for (std::uint32_t i = Below(5); i > 0; --i) {
      objects.services.push_back(MakeService("web-" + std::to_string(i), {Address()}));
    }
  }

  void AddCluster() {
    fleet::ClusterView cluster = MakeCluster(NewName(), Objects());
    cluster.network = Network();
    cluster.source = Source();
    view_.clusters.insert(view_.clusters.begin() + Below(Size() + 1), std::move(cluster));
  }

  void Read(fleet::ClusterView& cluster, const fleet::ClusterObjects& objects) {
    cluster.snapshot = MakeCluster("", objects).snapshot;
    cluster.state = fleet::DataState::kFresh;
    ++cluster.record.polls;
    cluster.record.up = true;
    cluster.record.last_success = kNow + std::chrono::seconds(Below(1'000));
  }

  void ChangeCluster(fleet::ClusterView& cluster) {
    switch (Below(12)) {
      case 0:
        cluster.name = NewName();
        break;
      case 1:
        cluster.network = Network();
        cluster.source = Source();
        break;
      case 2:
        cluster.context = NewName();
        break;
      case 3:
        cluster.snapshot = nullptr;
        cluster.state = fleet::DataState::kUnknown;
        cluster.record.polls = Below(2);
        break;
      case 4:
        cluster.record.up = false;
        cluster.record.CountErrors(ErrorKind::kTimeout);
        if (cluster.snapshot != nullptr) cluster.state = fleet::DataState::kStale;
        break;
      case 5:
        cluster.from_another_server = cluster.snapshot != nullptr && !cluster.from_another_server;
        break;
      case 6:
        Read(cluster, Objects());
        break;
      default:
        ChangeServices(cluster);
    }
  }

  // The most frequent change.
  void ChangeServices(fleet::ClusterView& cluster) {
    fleet::ClusterObjects objects =
        cluster.snapshot == nullptr ? Objects() : cluster.snapshot->objects();
    AddServices(objects);
    Read(cluster, objects);
  }

  void ChangePolicy() {
    fleet::FleetPolicy policy;
    policy.networks["dmz"] = {};
    if (Below(2) == 0) policy.networks["default"].shared_addresses = MakeSet({"10.0.0.0/26"});
    if (Below(2) == 0) {
      policy.networks["default"].shared_by_source["http://e:1"] = MakeSet({"10.0.0.0/25"});
    }
    if (Below(2) == 0) {
      policy.plan.emplace();
      (*policy.plan)[AnyCluster().name] = {"berlin", MakeSet({"10.0.0.0/25"})};
    }
    if (Below(2) == 0) policy.max_address_series = Below(20);
    if (Below(2) == 0) policy.address_holders = fleet::ListedHolders::kClusters;
    policy.max_conflict_series = Below(20);
    policy_ = std::make_shared<const fleet::FleetPolicy>(std::move(policy));
  }

  std::mt19937 random_;
  fleet::FleetView view_;
  std::shared_ptr<const fleet::FleetPolicy> policy_;
  int last_name_ = 0;
};

}  // namespace exporter::tests

#endif  // TESTS_SUPPORT_CHANGING_FLEET_H_
