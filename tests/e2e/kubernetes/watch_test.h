// A fixture with a real cluster and two exporters: the first watches it, the second polls it.

#ifndef TESTS_E2E_KUBERNETES_WATCH_TEST_H_
#define TESTS_E2E_KUBERNETES_WATCH_TEST_H_

#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <string>
#include <utility>

#include "tests/e2e/kubernetes/changing_cluster.h"
#include "tests/e2e/kubernetes/real_cluster.h"
#include "tests/e2e/kubernetes/running_exporter.h"
#include "tests/e2e/kubernetes/wait.h"
#include "tests/support/process.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/wire.h"

namespace exporter::tests {

class WatchTest : public testing::Test {
 protected:
  static constexpr const char* kUp = R"(metallb_exporter_cluster_up{cluster="real"})";
  static constexpr const char* kAssigned =
      R"(metallb_pool_assigned_addresses{cluster="real",pool="web",family="ipv4"})";

  static constexpr std::array kResources = {"services", "ipaddresspools", "bgppeers"};

  struct Setup {
    RealClusterOptions cluster = {};
    Arguments flags = {"--collector.resync", "5s"};  // of the watching exporter
  };

  WatchTest() : WatchTest(Setup()) {}
  explicit WatchTest(const Setup& setup)
      : cluster_(setup.cluster), watching_(WatchersKubeconfig(), WatchFlags(setup.flags)) {
    EXPECT_TRUE(watching_.WaitForValue(kUp, 1)) << watching_.process().errors();
    ExpectOpen();
    // Until both watches have sent something, lists show changes as well.
    changes_.AddPool("first", "10.9.0.0/24");
    changes_.AddService("first", "192.0.2.9");
    watching_.process().WaitForOutput("the cluster is watched");
  }

  static std::string Watch(const std::string& metric, const std::string& resource,
                           const std::string& more = "") {
    return "metallb_exporter_cluster_watch_" + metric + R"({cluster="real",resource=")" + resource +
           '"' + more + '}';
  }
  // For all resources. Only the first watch that needs a new list is counted.
  double Restarts(const std::string& reason) const {
    double sum = 0;
    for (const char* resource : kResources) {
      sum += watching_.ValueOf(Watch("restarts_total", resource, ",reason=\"" + reason + '"'))
                 .value_or(0);
    }
    return sum;
  }

  void ExpectOpen() {
    for (const char* resource : kResources) {
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
    for (const char* resource : kResources) {
      EXPECT_EQ(watching_.ValueOf(Watch("missed_changes_total", resource)), 0) << resource;
    }
  }

  // Closes the connections of the watching exporter. It can connect again at once.
  void CutConnections() { wire_.Set(cluster_.port(), Wire::Fault::kNone); }
  // Closes its connections, and refuses new ones.
  void Refuse() { wire_.Set(cluster_.port(), Wire::Fault::kRefused); }

  RealCluster cluster_;
  ChangingCluster changes_{cluster_};
  Wire wire_{cluster_.port()};
  TemporaryFolder direct_;
  TemporaryFolder relayed_;
  RunningExporter watching_;
  RunningExporter polling_{direct_.path()};

 private:
  // The watching exporter connects through the wire, the polling one does not.
  std::string WatchersKubeconfig() {
    cluster_.MakeReaderKubeconfig(direct_.path() + "/real.yaml");
    std::ifstream file(direct_.path() + "/real.yaml");
    std::string text(std::istreambuf_iterator<char>(file), {});
    const std::string port = ':' + std::to_string(cluster_.port());
    text.replace(text.find(port), port.size(), ':' + std::to_string(wire_.port()));
    relayed_.Write("real.yaml", text);
    return relayed_.path();
  }

  static Arguments WatchFlags(const Arguments& more) {
    Arguments flags = {"--collector.mode", "watch"};
    flags.insert(flags.end(), more.begin(), more.end());
    return flags;
  }

  // The lines about the cluster's objects, without those about the exporter's own work.
  static std::set<std::string> FactsOf(const RunningExporter& exporter) {
    std::set<std::string> facts;
    std::istringstream lines(exporter.Metrics());
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with("metallb_") && !line.starts_with("metallb_exporter_")) {
        facts.insert(line);
      }
    }
    return facts;
  }

  static std::string Lines(const std::set<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += line + '\n';
    return text;
  }
};

}  // namespace exporter::tests

#endif  // TESTS_E2E_KUBERNETES_WATCH_TEST_H_
