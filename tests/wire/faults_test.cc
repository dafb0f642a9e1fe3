// Interfaces that fail, segments without nodes, networks with equal addresses, and missing rights.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "tests/standin/cluster_state.h"
#include "tests/support/wait_until.h"
#include "tests/wire/raw_socket.h"
#include "tests/wire/wire_test.h"

namespace exporter::tests {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

class WireFaultsTest : public WireTest {
 protected:
  void AddCluster() {
    AddPool(a_, "main", {"192.0.2.32-192.0.2.47"});
    Assign(a_, "web", "192.0.2.33");
    AddHosts(kIpv4Prefix, {33});
  }

  static void SetLink(const char* name, const char* state) {
    Command({"ip", "link", "set", name, state});
  }

  // Starts a scan, changes something after its first request, and returns its errors.
  std::string ScanAndChange(const std::function<void()>& change) {
    AddCluster();
    network_.Settle();
    const RawSocket recorder("", kScanner);
    Process scan(ScanArguments({"--interface", kScanner, "--rate", "20"}));
    const auto has_request = [](const std::vector<RecordedFrame>& frames) {
      return std::any_of(frames.begin(), frames.end(),
                         [](const RecordedFrame& frame) { return frame.IsArpRequest(); });
    };
    while (!has_request(recorder.Read())) recorder.Wait();
    change();
    EXPECT_EQ(scan.Wait(), 3);
    return scan.errors();
  }
};

TEST_F(WireFaultsTest, AnInterfaceThatGoesDownEndsTheScan) {
  EXPECT_THAT(ScanAndChange([] { SetLink(kScanner, "down"); }),
              HasSubstr("interface eth9 is down\n"));
}

// Another host may have the address now. Requests from it would change the tables of all hosts.
TEST_F(WireFaultsTest, AnInterfaceThatLosesItsAddressEndsTheScan) {
  EXPECT_THAT(ScanAndChange([] {
                Command({"ip", "address", "flush", "dev", kScanner, "scope", "global"});
              }),
              HasSubstr("interface eth9 does not have 192.0.2.2 any more\n"));
}

TEST_F(WireFaultsTest, AnInterfaceWithANewHardwareAddressEndsTheScan) {
  EXPECT_THAT(ScanAndChange([] {
                Command({"ip", "link", "set", kScanner, "address", "02:00:00:00:99:99"});
              }),
              HasSubstr("interface eth9: its hardware address is 02:00:00:00:99:99 now\n"));
}

TEST_F(WireFaultsTest, AnInterfaceOfAPoolThatIsDownIsNamed) {
  AddCluster();
  SetLink(kScanner, "down");
  const Scanned scanned = Read(RunProgram(ScanArguments({})));
  EXPECT_EQ(scanned.status, 3);
  EXPECT_THAT(scanned.errors, HasSubstr("interface eth9 is down\n"));
}

TEST_F(WireFaultsTest, AnInterfaceWithoutACarrierIsDown) {
  AddCluster();
  network_.Settle();
  SetLink("port9", "down");
  // The kernel notices it a little later.
  WaitForText([] { return RunProgram({"ip", "link", "show", kScanner}).output; }, "NO-CARRIER");
  const Scanned scanned = Read(RunProgram(ScanArguments({"--interface", kScanner})));
  EXPECT_EQ(scanned.status, 3);
  EXPECT_THAT(scanned.errors, HasSubstr("interface eth9 is down\n"));
}

TEST_F(WireFaultsTest, ServeReportsAnInterfaceThatIsDownAndRecovers) {
  AddCluster();
  SetLink(kScanner, "down");
  Process exporter({EXPORTER, "serve", "--web.listen-address", "127.0.0.1:0", "--kubeconfig",
                    kubeconfig_, "--scan.interface", kScanner, "--scan.rate", "1000",
                    "--scan.interval", "1s"});
  const std::string address = exporter.WaitForOutput("msg=listening address=");
  const auto metrics = [&] {
    const auto response = httplib::Client("http://" + address).Get("/metrics");
    return response ? response->body : "";
  };
  const std::string failed = WaitForText(metrics, "metallb_scan_up{interface=\"eth9\"} 0\n");
  EXPECT_THAT(failed, Not(HasSubstr("metallb_scan_conflict_addresses{")));
  exporter.WaitForOutput("error=\"interface eth9 is down\"");
  SetLink(kScanner, "up");
  network_.Settle();
  const std::string text = WaitForText(metrics, "metallb_scan_up{interface=\"eth9\"} 1\n");
  EXPECT_THAT(text, HasSubstr("metallb_scan_conflict_addresses{network=\"default\",interface="
                              "\"eth9\",kind=\"split\"} 0\n"));
  exporter.WaitForOutput("scan succeeds again");
  const std::string log = exporter.errors();
  const std::size_t first = log.find("scan failed");
  EXPECT_EQ(log.find("scan failed", first + 1), std::string::npos) << log;
}

TEST_F(WireFaultsTest, ASegmentWhereNobodyAnswersIsNotOk) {
  AddPool(a_, "main", {"192.0.2.32-192.0.2.47"});
  Assign(a_, "web", "192.0.2.33");
  AddNode(a_, "a1", {"192.0.2.11"});
  const Scanned scanned = Scan();
  EXPECT_EQ(scanned.status, 3);
  EXPECT_THAT(scanned.Notes(), HasSubstr("interface eth9: no host answered, not even a node; is "
                                         "this the right segment?\n"));
}

TEST_F(WireFaultsTest, NetworksWithEqualAddressesNeedAChoice) {
  AddCluster();
  AddPool(b_, "main", {"192.0.2.40-192.0.2.50"});
  const std::string config = folder_.Write(
      "config.yaml",
      "clusters: [{context: cluster-a, network: rack-1}, {context: cluster-b, network: rack-2}]\n");
  const Scanned unclear = Scan({"--config.file", config});
  EXPECT_EQ(unclear.status, 3);
  EXPECT_THAT(unclear.errors, HasSubstr("pools of the networks \"rack-1\" and \"rack-2\" contain "
                                        "192.0.2.40-192.0.2.47; write eth9=rack-1, "
                                        "eth9=rack-2 or both\n"));
  const Scanned chosen = Scan({"--config.file", config, "--interface", "eth9=rack-1"});
  EXPECT_EQ(chosen.status, 0) << chosen.Notes();
  EXPECT_THAT(chosen.Findings(), ElementsAre(Pair("192.0.2.33", "ok cluster-a/a1")));
  Assign(b_, "api", "192.0.2.45");
  AddAddress("a1", "192.0.2.45/32");
  const Scanned both =
      Scan({"--config.file", config, "--interface", "eth9=rack-1", "--interface", "eth9=rack-2"});
  EXPECT_EQ(both.status, 2) << both.Notes();
  std::vector<std::string> found;
  for (const Json& finding : both.json["findings"].Elements()) {
    found.push_back(finding["network"].String() + ' ' + finding["address"].String() + ' ' +
                    finding["verdict"].String());
  }
  EXPECT_THAT(found, ElementsAre("rack-1 192.0.2.33 ok", "rack-1 192.0.2.45 squatter",
                                 "rack-2 192.0.2.45 stolen"));
}

// A node does not receive the answers of its own speaker, which a ServiceL2Status names.
TEST_F(WireFaultsTest, ANodeKnowsItself) {
  AddCluster();
  Assign(a_, "api", "192.0.2.34");
  Assign(a_, "mail", "192.0.2.35");
  for (const char* service : {"api", "mail"}) {
    a_.state().Put(standin::kL2Statuses, standin::MakeL2Status(service, "shop", service, "a1"));
  }
  AddAddress("a2", "192.0.2.35/32");
  const Scanned scanned = ScanAs(OnHost("a1", {}), {"--kubeconfig", WriteKubeconfig("192.0.2.2")});
  EXPECT_EQ(scanned.status, 2) << scanned.Notes();
  EXPECT_THAT(
      scanned.Findings(),
      ElementsAre(Pair("192.0.2.33", "ok cluster-a/a1"), Pair("192.0.2.34", "ok cluster-a/a1"),
                  Pair("192.0.2.35", "split cluster-a/a1 cluster-a/a2")));
  EXPECT_THAT(scanned.Notes(),
              HasSubstr("interface eth0: this host is cluster-a/a1, whose own answers it cannot "
                        "receive; scan from a host that is not a node\n"));
}

class RightsOfAScanTest : public WireFaultsTest {
 protected:
  // The program and its files are readable for all users.
  void SetUp() override {
    WireFaultsTest::SetUp();
    namespace fs = std::filesystem;
    fs::permissions(folder_.path(), static_cast<fs::perms>(0755));
    fs::copy_file(EXPORTER, program_);
  }

  Scanned ScanAsNobody() const {
    Arguments arguments = ScanArguments({});
    arguments.front() = program_;
    const Arguments unprivileged = {"setpriv", "--reuid", "65534", "--clear-groups"};
    arguments.insert(arguments.begin(), unprivileged.begin(), unprivileged.end());
    network_.Settle();
    return Read(RunProgram(arguments));
  }

  std::string program_ = folder_.path() + "/exporter";
};

TEST_F(RightsOfAScanTest, WithoutTheRightTheErrorNamesThreeWays) {
  AddCluster();
  const Scanned scanned = ScanAsNobody();
  EXPECT_EQ(scanned.status, 3);
  EXPECT_THAT(scanned.errors,
              HasSubstr("interface eth9: no right to send ARP and NDP packets (CAP_NET_RAW); run "
                        "as root, or give the program the right with \"setcap cap_net_raw+p\", or "
                        "write AmbientCapabilities=CAP_NET_RAW in its systemd unit\n"));
}

TEST_F(RightsOfAScanTest, AFileCapabilityIsEnough) {
  AddCluster();
  Command({"setcap", "cap_net_raw+p", program_});
  const Scanned scanned = ScanAsNobody();
  EXPECT_EQ(scanned.status, 0) << scanned.Notes();
  EXPECT_THAT(scanned.Findings(), ElementsAre(Pair("192.0.2.33", "ok cluster-a/a1")));
}

}  // namespace
}  // namespace exporter::tests
