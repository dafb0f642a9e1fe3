// The whole fleet of the real program, rebuilt by another.

#include <gtest/gtest.h>
#include <httplib.h>

#include <string>

#include "exporter/fleet/fleet_facts.h"
#include "exporter/remote/fleet_reader.h"
#include "exporter/report/fleet_json.h"
#include "tests/e2e/two_clusters.h"

namespace exporter::tests {
namespace {

using RemoteFleetTest = TwoClustersTest;

// Reads the fleet of the exporter, and writes it again.
void ExpectSame(const std::string& address) {
  const auto response = httplib::Client("http://" + address).Get("/api/v1/fleet?full=1");
  ASSERT_TRUE(response);
  const auto remote = remote::ReadFleet(response->body);
  ASSERT_TRUE(remote) << remote.error().message;
  EXPECT_EQ(remote->missing, "");
  EXPECT_EQ(report::RenderFullJson(remote->fleet, fleet::Analyze(remote->fleet, remote->policy),
                                   remote->policy),
            response->body);
}

TEST_F(RemoteFleetTest, IsReadAsItWasWritten) {
  const std::string config = folder_.Write(
      "exporter.yaml",
      "clusters:\n- {name: a, context: prod-a, network: rack, kubeconfig: config}\n"
      "- {name: b, context: prod-b, network: rack, kubeconfig: config, lb_class: metallb}\n"
      "networks: [{name: rack, shared_addresses: [10.9.0.0/28], prefixes: [10.0.0.0/16]}]\n"
      "scan: {known_macs: [{mac: \"02:00:00:00:00:01\", name: router}]}\n");
  const Process exporter({EXPORTER, "serve", "--config.file", config, "--web.listen-address",
                          kAnyPort, "--collector.interval", "50ms"});
  const std::string address = AddressOf(exporter);
  ExpectSame(address);
  a_.SetForbiddenPaths({"/api/v1/services"});
  b_.SetForbiddenPaths({"/version"});
  WaitForSeries(address, "metallb_exporter_cluster_up{cluster=\"a\"} 0");
  WaitForSeries(address, "metallb_exporter_cluster_partial{cluster=\"b\",resource=\"version\"} 1");
  ExpectSame(address);
}

TEST_F(RemoteFleetTest, IsReadFromTheDemo) {
  const Process demo({EXPORTER, "demo", "--web.listen-address", kAnyPort});
  ExpectSame(AddressOf(demo));
}

}  // namespace
}  // namespace exporter::tests
