// Watches a real kube-apiserver that loses history, connections, or the network.

#include <gtest/gtest.h>
#include <httplib.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <random>
#include <string>

#include "tests/e2e/kubernetes/many_services.h"
#include "tests/e2e/kubernetes/pool_use.h"
#include "tests/e2e/kubernetes/watch_test.h"
#include "tests/wire/private_network.h"

namespace exporter::tests {
namespace {

// An API server without a cache reads the changes of a watch from etcd, and sends no bookmarks.
class UncachedWatchTest : public WatchTest {
 protected:
  UncachedWatchTest() : WatchTest({.cluster = {.api_server_flags = {"--watch-cache=false"}}}) {}
};

TEST_F(UncachedWatchTest, ListsAgainAfterACompaction) {
  std::mt19937 random(1);
  for (int round = 0; round < 2; ++round) {
    const double expired = Restarts("expired");
    Refuse();
    EXPECT_TRUE(watching_.WaitForValue(kUp, 0)) << watching_.process().errors();
    changes_.ChangeAtRandom(random, 40);
    cluster_.CompactEtcd();
    CutConnections();
    EXPECT_TRUE(watching_.WaitForValue(kUp, 1)) << watching_.process().errors();
    ExpectOpen();
    ExpectEqual();
    // A watch that ends within seconds without an event would count as broken.
    changes_.AddService("r" + std::to_string(round), "10.0.1.1");
    changes_.AddPool("r" + std::to_string(round), "10.2." + std::to_string(round) + ".0/24");
    ExpectEqual();
    EXPECT_GT(Restarts("expired"), expired) << watching_.process().errors();
  }
  ExpectNothingMissed();
}

TEST_F(UncachedWatchTest, OpenWatchesContinueDuringACompaction) {
  std::mt19937 random(6);
  for (int round = 0; round < 5; ++round) {
    changes_.ChangeAtRandom(random, 20);
    cluster_.CompactEtcd();
    changes_.ChangeAtRandom(random, 20);
    ExpectEqual();
  }
  EXPECT_EQ(Restarts("expired"), 0);
  ExpectNothingMissed();
}

TEST_F(UncachedWatchTest, FollowsChangesWithoutBookmarks) {
  std::mt19937 random(2);
  for (int round = 0; round < 5; ++round) {
    changes_.ChangeAtRandom(random, 20);
    ExpectEqual();
  }
  ExpectNothingMissed();
}

// The cache of the API server still has the changes.
TEST_F(WatchTest, ResumesAfterACompaction) {
  std::mt19937 random(3);
  const double lists = Restarts("expired");
  Refuse();
  EXPECT_TRUE(watching_.WaitForValue(kUp, 0)) << watching_.process().errors();
  changes_.ChangeAtRandom(random, 20);
  cluster_.CompactEtcd();
  CutConnections();
  EXPECT_TRUE(watching_.WaitForValue(kUp, 1)) << watching_.process().errors();
  ExpectEqual();
  EXPECT_EQ(Restarts("expired"), lists);
  ExpectNothingMissed();
}

// Versions go back. A watch from a version of the future has no error and no event
// (kubernetes/kubernetes#107457).
TEST_F(WatchTest, EtcdIsRestoredFromABackup) {
  changes_.AddService("a", "10.0.0.1");
  cluster_.BackUpEtcd();
  changes_.Reconnect();
  changes_.AddService("b", "10.0.0.2");
  changes_.AddPool("later", "10.3.0.0/24");
  CreateAndDelete(cluster_, 100, 1);
  EXPECT_TRUE(watching_.WaitForValue(kAssigned, 2)) << watching_.process().errors();
  ExpectOpen();
  ExpectEqual();
  cluster_.RestoreEtcd();
  changes_.Reconnect();
  EXPECT_TRUE(watching_.WaitForValue(kAssigned, 1)) << watching_.process().errors();
  ExpectEqual();
  changes_.AddService("c", "10.0.0.3");
  EXPECT_TRUE(watching_.WaitForValue(kAssigned, 2)) << watching_.process().errors();
  EXPECT_TRUE(watching_.WaitForValue(kUp, 1));
  ExpectOpen();
  ExpectEqual();
  ExpectNothingMissed();
}

// An API server may end its HTTP/2 connections at random, so that a load balancer spreads clients.
// Open watches continue, and new requests need a new connection. 0.02 is the highest chance.
class GoawayWatchTest : public WatchTest {
 protected:
  GoawayWatchTest() : WatchTest({.cluster = {.api_server_flags = {"--goaway-chance=0.02"}}}) {}
};

TEST_F(GoawayWatchTest, EqualsAPollingExporter) {
  std::mt19937 random(4);
  constexpr int kRounds = 40;  // of three watches, so that some of them meet a GOAWAY
  for (int round = 0; round < kRounds && !HasFailure(); ++round) {
    CutConnections();
    changes_.ChangeAtRandom(random, 5);
    ExpectOpen();
    if (round % 5 == 0) ExpectEqual();
  }
  ExpectEqual();
  ExpectNothingMissed();
  EXPECT_EQ(watching_.ValueOf(kUp), 1);
}

// The kernel of the server still acknowledges packets and accepts connections.
class PausedWatchTest : public WatchTest {
 protected:
  explicit PausedWatchTest(const std::string& resync = "5s")
      : WatchTest({.flags = {"--collector.resync", resync, "--collector.timeout", "2s"}}) {}

  void PauseUntilDown(std::chrono::seconds limit) {
    changes_.AddService("a", "10.0.0.1");
    EXPECT_TRUE(watching_.WaitForValue(kAssigned, 1));
    cluster_.PauseApiServer();
    EXPECT_TRUE(WaitFor([&] { return watching_.ValueOf(kUp) == 0; }, limit))
        << watching_.process().errors();
    EXPECT_EQ(watching_.ValueOf(kAssigned), 1) << "the last data";
    cluster_.ContinueApiServer();
    changes_.Reconnect();
    changes_.AddService("b", "10.0.0.2");
    EXPECT_TRUE(watching_.WaitForValue(kUp, 1)) << watching_.process().errors();
    EXPECT_TRUE(watching_.WaitForValue(kAssigned, 2));
    ExpectOpen();
    ExpectEqual();
    ExpectNothingMissed();
  }
};

TEST_F(PausedWatchTest, IsDownAfterTheNextResync) { PauseUntilDown(kTimeout); }

class SilentWatchTest : public PausedWatchTest {
 protected:
  SilentWatchTest() : PausedWatchTest("15m") {}
};

TEST_F(SilentWatchTest, IsDownAfterTheLimitOfSilence) {
  if (std::getenv("E2E_WATCH_SILENCE") == nullptr) {
    GTEST_SKIP() << "takes five minutes; set E2E_WATCH_SILENCE=1";
  }
  PauseUntilDown(std::chrono::seconds(400));
  EXPECT_GE(Restarts("silent"), 1);  // BGPPeers may be silent first
}

// The exporter runs on a host of its own. Its eth0 leads to the API server, its eth1 to the test.
class WatchNetworkTest : public testing::Test {
 protected:
  static constexpr const char* kUp = R"(metallb_exporter_cluster_up{cluster="real"})";
  static constexpr const char* kServices =
      R"(metallb_cluster_services{cluster="real",state="assigned"})";

  void SetUp() override {
    if (!network_.exists()) GTEST_SKIP() << "only root may create network namespaces";
    network_.AddHost("exporter", "02:00:00:00:01:01", {"192.0.2.50/24"});
    network_.AddCard("exporter", "02:00:00:00:01:02", {"198.51.100.50/24"});
    Command({"ip", "address", "add", "198.51.100.2/24", "dev", kScanner});
    // Each address belongs to its card. The kernel gives a connection up after the first probe
    // without an answer, 40 s after the last packet.
    Command(OnHost("exporter", {"sysctl", "-qw", "net.ipv4.conf.all.arp_ignore=1",
                                "net.ipv4.tcp_keepalive_probes=1"}));
    network_.Settle();
    cluster_ = std::make_unique<RealCluster>(RealClusterOptions{.bind_address = "0.0.0.0"});
    changes_ = std::make_unique<ChangingCluster>(*cluster_);
    exporter_ = std::make_unique<Process>(Guarded(OnHost(
        "exporter",
        {EXPORTER, "serve", "--kubeconfig", Kubeconfig(), "--web.listen-address", "198.51.100.50:0",
         "--collector.mode", "watch", "--collector.interval", "1s", "--collector.timeout", "5s"})));
    address_ = exporter_->WaitForOutput("msg=listening address=");
  }

  std::string Kubeconfig() {
    cluster_->MakeReaderKubeconfig(folder_.path() + "/real.yaml");
    std::ifstream file(folder_.path() + "/real.yaml");
    std::string text(std::istreambuf_iterator<char>(file), {});
    const std::string address = "https://127.0.0.1:";
    text.replace(text.find(address), address.size(), "https://192.0.2.2:");
    text.insert(text.find("server:"), "tls-server-name: 127.0.0.1\n    ");
    folder_.Write("real.yaml", text);
    return folder_.path();
  }

  // Removes the port of the exporter's eth0 from the bridge, or adds it. No host notices.
  static void Connect(bool connected) {
    Command(connected ? Arguments{"ip", "link", "set", "exporter-eth0", "master", "br0"}
                      : Arguments{"ip", "link", "set", "exporter-eth0", "nomaster"});
  }

  bool WaitForValue(const std::string& series, double value) const {
    return WaitFor(
        [&] {
          httplib::Client client("http://" + address_);
          const auto response = client.Get("/metrics");
          return response && ValueOf(response->body, series) == value;
        },
        std::chrono::seconds(120));
  }

  PrivateNetwork network_;  // the first one: all programs are in the network
  TemporaryFolder folder_;
  std::unique_ptr<RealCluster> cluster_;
  std::unique_ptr<ChangingCluster> changes_;
  std::unique_ptr<Process> exporter_;
  std::string address_;
};

TEST_F(WatchNetworkTest, NoticesACutAndResumes) {
  EXPECT_TRUE(WaitForValue(kUp, 1)) << exporter_->errors();
  changes_->AddService("a", "10.0.0.1");
  EXPECT_TRUE(WaitForValue(kServices, 1)) << exporter_->errors();
  Connect(false);
  changes_->AddService("b", "10.0.0.2");
  EXPECT_TRUE(WaitForValue(kUp, 0)) << exporter_->errors();
  EXPECT_TRUE(WaitForValue(kServices, 1)) << "the last data";
  Connect(true);
  EXPECT_TRUE(WaitForValue(kUp, 1)) << exporter_->errors();
  EXPECT_TRUE(WaitForValue(kServices, 2)) << exporter_->errors();
  changes_->Reconnect();  // the server may have closed the idle connection
  changes_->AddService("c", "10.0.0.3");
  EXPECT_TRUE(WaitForValue(kServices, 3)) << exporter_->errors();
}

}  // namespace
}  // namespace exporter::tests
