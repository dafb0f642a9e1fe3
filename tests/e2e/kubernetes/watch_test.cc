// Watches a real kube-apiserver, and compares with an exporter that polls it.

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "tests/e2e/kubernetes/pool_use.h"
#include "tests/e2e/kubernetes/real_cluster.h"
#include "tests/e2e/kubernetes/running_exporter.h"
#include "tests/e2e/kubernetes/wait.h"
#include "tests/support/temporary_folder.h"

namespace exporter::tests {
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* kServices = "/api/v1/namespaces/shop/services";
constexpr const char* kPools = "/apis/metallb.io/v1beta1/namespaces/metallb-system/ipaddresspools";
constexpr const char* kNoMetallb =
    R"(metallb_exporter_cluster_poll_errors_total{cluster="real",reason="no_metallb"})";
constexpr const char* kUp = R"(metallb_exporter_cluster_up{cluster="real"})";
constexpr const char* kAssigned =
    R"(metallb_pool_assigned_addresses{cluster="real",pool="web",family="ipv4"})";

nlohmann::json MakePool(const std::string& name, const std::string& addresses) {
  return {{"apiVersion", "metallb.io/v1beta1"},
          {"kind", "IPAddressPool"},
          {"metadata", {{"name", name}}},
          {"spec", {{"addresses", {addresses}}}}};
}

nlohmann::json MakeService(const std::string& name) {
  return {{"apiVersion", "v1"},
          {"kind", "Service"},
          {"metadata", {{"name", name}}},
          {"spec", {{"type", "LoadBalancer"}, {"ports", {{{"port", 80}}}}}}};
}

nlohmann::json StatusWith(const std::string& address) {
  return {{"status", {{"loadBalancer", {{"ingress", {{{"ip", address}}}}}}}}};
}

// The lines about the cluster's objects, without those about the exporter's own work.
std::set<std::string> FactsOf(const RunningExporter& exporter) {
  std::set<std::string> facts;
  std::istringstream lines(exporter.Metrics());
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("metallb_") && !line.starts_with("metallb_exporter_")) facts.insert(line);
  }
  return facts;
}

std::string Lines(const std::set<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + '\n';
  return text;
}

class WatchTest : public testing::Test {
 protected:
  WatchTest() {
    admin_->Create(kPools, MakePool("web", "10.0.0.0/16"));
    EXPECT_TRUE(watching_.WaitForValue(kUp, 1)) << watching_.process().errors();
    ExpectOpen();
  }

  std::string Kubeconfig() {
    cluster_.MakeReaderKubeconfig(folder_.path() + "/real.yaml");
    return folder_.path();
  }

  // A change that the API server had accepted before `StopApiServer` needs a new client.
  void Reconnect() { admin_ = cluster_.Admin(); }

  void AddService(const std::string& name, const std::string& address) {
    admin_->Create(kServices, MakeService(name));
    SetAddress(name, address);
  }
  void SetAddress(const std::string& name, const std::string& address) {
    admin_->Patch(std::string(kServices) + '/' + name + "/status", StatusWith(address));
  }
  void SetType(const std::string& name, const std::string& type) {
    admin_->Patch(std::string(kServices) + '/' + name, {{"spec", {{"type", type}}}});
  }
  void RemoveService(const std::string& name) {
    admin_->Delete(std::string(kServices) + '/' + name);
  }

  static std::string Watch(const std::string& metric, const std::string& resource,
                           const std::string& more = "") {
    return "metallb_exporter_cluster_watch_" + metric + R"({cluster="real",resource=")" + resource +
           '"' + more + '}';
  }

  void ExpectOpen() {
    for (const char* resource : {"services", "ipaddresspools", "bgppeers"}) {
      EXPECT_TRUE(watching_.WaitForValue(Watch("open", resource), 1))
          << resource << '\n'
          << watching_.process().errors();
    }
  }

  // Waits until both exporters have the same facts.
  void ExpectEqual() {
    std::set<std::string> watched;
    std::set<std::string> polled;
    const bool equal = WaitFor([&] {
      watched = FactsOf(watching_);
      polled = FactsOf(polling_);
      return watched == polled && !watched.empty();
    });
    EXPECT_TRUE(equal) << "watched:\n"
                       << Lines(watched) << "\npolled:\n"
                       << Lines(polled) << watching_.process().errors();
  }

  void ExpectNothingMissed() {
    for (const char* resource : {"services", "ipaddresspools", "bgppeers"}) {
      EXPECT_EQ(watching_.ValueOf(Watch("missed_changes_total", resource)), 0) << resource;
    }
  }

  // One change of a Service or a pool. Kubernetes 1.37 rejects each BGPPeer of MetalLB 0.15.
  void ChangeSomething(std::mt19937& random);

  RealCluster cluster_;
  std::unique_ptr<AdminClient> admin_ = cluster_.Admin();
  TemporaryFolder folder_;
  RunningExporter watching_{Kubeconfig(),
                            {"--collector.mode", "watch", "--collector.resync", "5s"}};
  RunningExporter polling_{folder_.path()};
  std::set<std::string> services_;
  std::set<std::string> pools_;
};

void WatchTest::ChangeSomething(std::mt19937& random) {
  const auto number = [&](int below) {
    return static_cast<int>(random() % static_cast<unsigned>(below));
  };
  const auto address = [&] {
    return "10." + std::to_string(number(2)) + ".0." + std::to_string(number(200));
  };
  const std::string name = "s" + std::to_string(number(60));
  const std::string other = std::to_string(number(5));
  const int kind = number(10);
  if (kind < 3) {
    if (services_.insert(name).second) AddService(name, address());
  } else if (kind < 5) {
    if (services_.erase(name) > 0) RemoveService(name);
  } else if (kind < 7) {
    if (services_.contains(name)) {
      SetType(name, "LoadBalancer");
      SetAddress(name, address());
    }
  } else if (kind == 7) {
    if (services_.contains(name)) SetType(name, "ClusterIP");
  } else {
    const std::string pool = "p" + other;
    if (pools_.erase(pool) > 0) {
      admin_->Delete(std::string(kPools) + '/' + pool);
    } else {
      admin_->Create(kPools, MakePool(pool, "10.1." + other + ".0/24"));
      pools_.insert(pool);
    }
  }
}

TEST_F(WatchTest, FollowsAServiceThatChangesItsType) {
  AddService("a", "10.0.0.1");
  EXPECT_TRUE(watching_.WaitForValue(kAssigned, 1));
  SetType("a", "ClusterIP");
  EXPECT_TRUE(watching_.WaitForValue(kAssigned, 0));
  SetType("a", "LoadBalancer");
  SetAddress("a", "10.0.0.2");
  EXPECT_TRUE(watching_.WaitForValue(kAssigned, 1));
  ExpectEqual();
  ExpectNothingMissed();
}

// E2E_WATCH_SECONDS: how long. The seed is printed, so that a failure can be repeated.
TEST_F(WatchTest, EqualsAPollingExporterUnderRandomChanges) {
  const char* const seconds = std::getenv("E2E_WATCH_SECONDS");
  const auto end =
      Clock::now() + std::chrono::seconds(seconds == nullptr ? 20 : std::stoi(seconds));
  const unsigned seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  int rests = 0;
  while (Clock::now() < end && !HasFailure()) {
    for (int i = 0; i < 40; ++i) ChangeSomething(random);
    ExpectEqual();
    ++rests;
  }
  EXPECT_GE(rests, 3);
  ExpectNothingMissed();
  EXPECT_GT(watching_.ValueOf(Watch("events_total", "services")), 0);
  EXPECT_GT(watching_.ValueOf(Watch("events_total", "ipaddresspools")), 0);
}

TEST_F(WatchTest, EqualsAListAfterEachRestartOfTheApiServer) {
  std::mt19937 random(1);
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 20; ++i) ChangeSomething(random);
    cluster_.KillApiServer();
    EXPECT_TRUE(watching_.WaitForValue(kUp, 0)) << watching_.process().errors();
    cluster_.StartApiServer();
    Reconnect();
    for (int i = 0; i < 20; ++i) ChangeSomething(random);
    EXPECT_TRUE(watching_.WaitForValue(kUp, 1)) << watching_.process().errors();
    ExpectOpen();
    ExpectEqual();
  }
  ExpectNothingMissed();
}

TEST_F(WatchTest, EtcdStopsAndStarts) {
  AddService("a", "10.0.0.1");
  EXPECT_TRUE(watching_.WaitForValue(kAssigned, 1));
  cluster_.StopEtcd();
  cluster_.StartEtcd();
  Reconnect();
  EXPECT_TRUE(WaitFor([&] {
    try {
      AddService("b", "10.0.0.2");
      return true;
    } catch (const std::runtime_error&) {  // the API server is not ready yet
      Reconnect();
      return false;
    }
  }));
  EXPECT_TRUE(watching_.WaitForValue(kAssigned, 2)) << watching_.process().errors();
  EXPECT_TRUE(watching_.WaitForValue(kUp, 1));
  ExpectEqual();
  ExpectNothingMissed();
}

TEST_F(WatchTest, TheRightToWatchIsRemovedAndRestored) {
  const auto set_verbs = [this](const std::string& verbs) {
    cluster_.Kubectl({"patch", "clusterrole", "metallb-pool-exporter-reader", "--type=json", "-p",
                      R"([{"op":"replace","path":"/rules/0/verbs","value":)" + verbs +
                          R"(},{"op":"replace","path":"/rules/1/verbs","value":)" + verbs + "}]"});
  };
  set_verbs(R"(["list"])");
  cluster_.KillApiServer();  // ends the open watches
  cluster_.StartApiServer();
  Reconnect();
  EXPECT_TRUE(watching_.WaitForValue(Watch("open", "services"), 0));
  EXPECT_TRUE(watching_.WaitForValue(kUp, 1)) << "it is polled";
  AddService("a", "10.0.0.1");
  EXPECT_TRUE(watching_.WaitForValue(kAssigned, 1));
  ExpectEqual();
  set_verbs(R"(["list","watch"])");
  ExpectOpen();
  AddService("b", "10.0.0.2");
  EXPECT_TRUE(watching_.WaitForValue(kAssigned, 2));
}

TEST_F(WatchTest, TheDefinitionOfPoolsIsDeletedAndCreated) {
  cluster_.Kubectl({"delete", "crd", "ipaddresspools.metallb.io"});
  EXPECT_TRUE(WaitFor([&] { return watching_.ValueOf(kNoMetallb) > 0; }))
      << watching_.process().errors();
  EXPECT_EQ(watching_.ValueOf(kUp), 0);
  cluster_.CreateDefinitions();
  admin_->Create(kPools, MakePool("web", "10.0.0.0/16"));
  EXPECT_TRUE(watching_.WaitForValue(kUp, 1)) << watching_.process().errors();
  ExpectOpen();
  ExpectEqual();
}

// Prints the times: from the request of the change until /metrics shows it.
TEST_F(WatchTest, ShowsEachChange) {
  AddService("a", "10.0.0.1");
  std::vector<std::chrono::milliseconds> times;
  for (int i = 0; i < 20; ++i) {
    const bool outside = i % 2 == 0;
    const auto start = Clock::now();
    SetAddress("a", outside ? "192.0.2.1" : "10.0.0.1");
    ASSERT_TRUE(watching_.WaitForValue(kAssigned, outside ? 0 : 1));
    times.push_back(std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start));
  }
  std::sort(times.begin(), times.end());
  std::cout << "median " << times[times.size() / 2].count() << " ms, maximum "
            << times.back().count() << " ms\n";
  ExpectNothingMissed();
}

}  // namespace
}  // namespace exporter::tests
