// Watches a real kube-apiserver, and compares with an exporter that polls it.

#include "tests/e2e/kubernetes/watch_test.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <future>
#include <iostream>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/e2e/kubernetes/many_services.h"

namespace exporter::tests {
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* kNoMetallb =
    R"(metallb_exporter_cluster_poll_errors_total{cluster="real",reason="no_metallb"})";

TEST_F(WatchTest, FollowsAServiceThatChangesItsType) {
  changes_.AddService("a", "10.0.0.1");
  EXPECT_TRUE(watching_.WaitForValue(kAssigned, 1));
  changes_.SetType("a", "ClusterIP");
  EXPECT_TRUE(watching_.WaitForValue(kAssigned, 0));
  changes_.SetType("a", "LoadBalancer");
  changes_.SetAddress("a", "10.0.0.2");
  EXPECT_TRUE(watching_.WaitForValue(kAssigned, 1));
  ExpectEqual();
  ExpectNothingMissed();
}

// E2E_WATCH_SECONDS: how long. The seed is printed, so that a failure can be repeated.
TEST_F(WatchTest, EqualsAPollingExporterUnderRandomChanges) {
  const char* const seconds = std::getenv("E2E_WATCH_SECONDS");
  const unsigned seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  AddMany(cluster_, 3'000);
  const auto end =
      Clock::now() + std::chrono::seconds(seconds == nullptr ? 20 : std::stoi(seconds));
  int rests = 0;
  while (Clock::now() < end && !HasFailure()) {
    changes_.ChangeAtRandom(random, 40);
    ExpectEqual();
    ++rests;
  }
  EXPECT_GE(rests, 3);
  ExpectNothingMissed();
  EXPECT_GT(watching_.ValueOf(Watch("events_total", "services")), 0);
  EXPECT_GT(watching_.ValueOf(Watch("events_total", "ipaddresspools")), 0);
}

TEST_F(WatchTest, EqualsAListAfterEachRestartOfTheApiServer) {
  constexpr double kEvents = 300;  // so that Services are created and deleted when it is killed
  std::mt19937 random(1);
  const std::string events = Watch("events_total", "services");
  for (int round = 0; round < 5; ++round) {
    changes_.ChangeAtRandom(random, 100);
    const double before = watching_.ValueOf(events).value_or(0);
    auto others = std::async(std::launch::async, [this, round] {
      CreateAndDeleteUntilFailure(cluster_, "killed-" + std::to_string(round));
    });
    EXPECT_TRUE(WaitFor([&] { return watching_.ValueOf(events) >= before + kEvents; }));
    cluster_.KillApiServer();
    others.get();
    EXPECT_TRUE(watching_.WaitForValue(kUp, 0)) << watching_.process().errors();
    cluster_.StartApiServer();
    changes_.Reconnect();
    changes_.ChangeAtRandom(random, 100);
    EXPECT_TRUE(watching_.WaitForValue(kUp, 1)) << watching_.process().errors();
    ExpectOpen();
    ExpectEqual();
  }
  ExpectNothingMissed();
}

TEST_F(WatchTest, EtcdStopsAndStarts) {
  changes_.AddService("a", "10.0.0.1");
  EXPECT_TRUE(watching_.WaitForValue(kAssigned, 1));
  cluster_.StopEtcd();
  cluster_.StartEtcd();
  changes_.Reconnect();
  EXPECT_TRUE(WaitFor([&] {
    try {
      changes_.AddService("b", "10.0.0.2");
      return true;
    } catch (const std::runtime_error&) {  // the API server is not ready yet
      changes_.Reconnect();
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
  changes_.Reconnect();
  EXPECT_TRUE(watching_.WaitForValue(Watch("open", "services"), 0));
  EXPECT_TRUE(watching_.WaitForValue(kUp, 1)) << "it is polled";
  changes_.AddService("a", "10.0.0.1");
  EXPECT_TRUE(watching_.WaitForValue(kAssigned, 1));
  ExpectEqual();
  set_verbs(R"(["list","watch"])");
  ExpectOpen();
  changes_.AddService("b", "10.0.0.2");
  EXPECT_TRUE(watching_.WaitForValue(kAssigned, 2));
}

TEST_F(WatchTest, TheDefinitionOfPoolsIsDeletedAndCreated) {
  cluster_.Kubectl({"delete", "crd", "ipaddresspools.metallb.io"});
  EXPECT_TRUE(WaitFor([&] { return watching_.ValueOf(kNoMetallb) > 0; }))
      << watching_.process().errors();
  EXPECT_EQ(watching_.ValueOf(kUp), 0);
  cluster_.CreateDefinitions();
  changes_.AddPool("web", "10.0.0.0/16");
  EXPECT_TRUE(watching_.WaitForValue(kUp, 1)) << watching_.process().errors();
  ExpectOpen();
  ExpectEqual();
}

// Prints the times: from the request of the change until /metrics shows it.
TEST_F(WatchTest, ShowsEachChange) {
  changes_.AddService("a", "10.0.0.1");
  std::vector<std::chrono::milliseconds> times;
  for (int i = 0; i < 20; ++i) {
    const bool outside = i % 2 == 0;
    const auto start = Clock::now();
    changes_.SetAddress("a", outside ? "192.0.2.1" : "10.0.0.1");
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
