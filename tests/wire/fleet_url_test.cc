// Scans that take the fleet from a running exporter, which does not scan itself.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <map>
#include <string>

#include "tests/standin/cluster_state.h"
#include "tests/support/wait_until.h"
#include "tests/wire/wire_test.h"

namespace exporter::tests {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::Pair;
using testing::UnorderedElementsAre;

class FleetUrlTest : public WireTest {
 protected:
  void SetUp() override {
    WireTest::SetUp();
    if (IsSkipped()) return;
    // The nodes are in another subnet: only ServiceL2Statuses say which of them answers.
    AddPool(a_, "main", {"192.0.2.32-192.0.2.33"});
    AddPool(b_, "main", {"192.0.2.48/32"});
    Assign(a_, "web", "192.0.2.32");
    Assign(a_, "api", "192.0.2.33");
    Assign(b_, "db", "192.0.2.48");
    Announce("web", "a1");
    Announce("api", "a2");
    network_.AddHost("a1", "02:00:00:00:0a:01", {"192.0.2.32/24"});
    network_.AddHost("a2", "02:00:00:00:0a:02", {"192.0.2.33/24"});
    network_.AddHost("b1", "02:00:00:00:0b:01", {"192.0.2.48/24"});
    AddNode(a_, "a1", {"10.9.0.1"});
    AddNode(a_, "a2", {"10.9.0.2"});
    AddNode(b_, "b1", {"10.9.0.3"});
  }

  void Announce(const std::string& service, const std::string& node) {
    a_.state().Put(standin::kL2Statuses,
                   standin::MakeL2Status("l2-" + service, "shop", service, node));
  }

  static std::string Get(const std::string& address, const std::string& path) {
    const auto response = httplib::Client("http://" + address).Get(path);
    return response ? response->body : "";
  }

  Process StartCentral(const Arguments& flags = {}) const {
    Arguments arguments = {EXPORTER,       "serve",     "--web.listen-address", "127.0.0.1:0",
                           "--kubeconfig", kubeconfig_, "--collector.interval", "1h"};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    return Process(arguments);
  }

  Scanned ScanThrough(const std::string& address) const {
    network_.Settle();
    return Read(
        RunProgram({EXPORTER, "scan", "--interface", kScanner, "--fleet-url", "http://" + address,
                    "--rate", "2000", "--wait", "300ms", "--confirm", "10ms", "-o", "json"}));
  }

  std::map<std::string, std::string> FindingsThrough(const std::string& address) const {
    return ScanThrough(address).Findings();
  }

  // Waits for the polls that the first request of a scan has caused.
  static void WaitForAnnouncements(const std::string& address) {
    WaitForText([&] { return Get(address, "/api/v1/fleet?full=1"); }, "\"announcement_list\":[{");
  }
};

TEST_F(FleetUrlTest, TheExporterReadsWhoAnnouncesWhenAScanNeedsIt) {
  const Process central = StartCentral();
  const std::string address = central.WaitForOutput("msg=listening address=");
  WaitForText([&] { return Get(address, "/-/ready"); }, "ready\n");
  EXPECT_THAT(Get(address, "/api/v1/fleet"), HasSubstr("cluster-a"));
  EXPECT_THAT(Get(address, "/metrics"), Not(HasSubstr("servicel2statuses")));
  WaitForAnnouncements(address);
  EXPECT_THAT(FindingsThrough(address), UnorderedElementsAre(Pair("192.0.2.32", "ok cluster-a/a1"),
                                                             Pair("192.0.2.33", "ok cluster-a/a2"),
                                                             Pair("192.0.2.48", "ok cluster-b")));
  EXPECT_THAT(Get(address, "/metrics"),
              HasSubstr("metallb_exporter_cluster_partial{cluster=\"cluster-a\","
                        "resource=\"servicel2statuses\"} 0\n"));
}

TEST_F(FleetUrlTest, AScanWorksIfASourceOfTheExporterIsDown) {
  const Process central = StartCentral({"--fleet.from", "http://127.0.0.1:1"});
  const std::string address = central.WaitForOutput("msg=listening address=");
  WaitForText([&] { return Get(address, "/-/ready"); }, "ready\n");
  EXPECT_THAT(Get(address, "/metrics"), HasSubstr("metallb_exporter_source_up{source=\"http://"
                                                  "127.0.0.1:1\"} 0\n"));
  WaitForAnnouncements(address);
  const Scanned scanned = ScanThrough(address);
  EXPECT_THAT(scanned.Findings(), testing::Contains(Pair("192.0.2.32", "ok cluster-a/a1")));
  EXPECT_THAT(scanned.Notes(), HasSubstr("source http://127.0.0.1:1 could not be read"));
  EXPECT_EQ(scanned.status, 3);
  // An exporter that reads this one is not down, but it does not have the whole fleet.
  const Process parent({EXPORTER, "serve", "--web.listen-address", "127.0.0.1:0",
                        "--collector.interval", "50ms", "--fleet.from", "http://" + address});
  const std::string through = parent.WaitForOutput("msg=listening address=");
  WaitForText([&] { return Get(through, "/metrics"); },
              "metallb_exporter_source_incomplete{source=\"http://" + address + "\"} 1\n");
  const Scanned incomplete = ScanThrough(through);
  EXPECT_THAT(incomplete.Notes(),
              HasSubstr("source http://" + address + " was not read completely"));
  EXPECT_EQ(incomplete.status, 3);
}

TEST_F(FleetUrlTest, AScanWorksIfTheExporterMayNotReadWhoAnnounces) {
  a_.SetForbiddenPaths({"/apis/metallb.io/v1beta1/servicel2statuses"});
  const Process central = StartCentral();
  const std::string address = central.WaitForOutput("msg=listening address=");
  WaitForText([&] { return Get(address, "/-/ready"); }, "ready\n");
  const std::map<std::string, std::string> expected = {{"192.0.2.32", "ok cluster-a"},
                                                       {"192.0.2.33", "ok cluster-a"},
                                                       {"192.0.2.48", "ok cluster-b"}};
  EXPECT_EQ(FindingsThrough(address), expected);
  WaitForText([&] { return Get(address, "/metrics"); },
              "metallb_exporter_cluster_partial{cluster=\"cluster-a\",resource="
              "\"servicel2statuses\"} 1\n");
  EXPECT_EQ(FindingsThrough(address), expected);
  EXPECT_THAT(Get(address, "/metrics"),
              HasSubstr("metallb_exporter_cluster_up{cluster=\"cluster-a\"} 1\n"));
}

TEST_F(FleetUrlTest, AnExporterThatOnlyScansAnswersLookups) {
  const Process central = StartCentral();
  const std::string url = "http://" + central.WaitForOutput("msg=listening address=");
  network_.Settle();
  const Process scanning({EXPORTER, "serve", "--web.listen-address", "127.0.0.1:0",
                          "--scan.fleet-url", url, "--scan.interface", kScanner, "--scan.rate",
                          "1000", "--scan.interval", "1s"});
  const std::string address = scanning.WaitForOutput("msg=listening address=");
  WaitForText([&] { return Get(address, "/api/v1/lookup?address=192.0.2.48"); }, "\"scan\"");
  const Finished lookup =
      RunProgram({EXPORTER, "lookup", "--url", "http://" + address, "192.0.2.48", "192.0.2.99"});
  EXPECT_EQ(lookup.status, 3);
  EXPECT_EQ(lookup.output,
            "192.0.2.48: unknown, because this exporter reads no cluster; scan: answered by a node "
            "of cluster-b\n"
            "192.0.2.99: unknown, because this exporter reads no cluster\n");
}

}  // namespace
}  // namespace exporter::tests
