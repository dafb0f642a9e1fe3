// Two sites joined by federation: the Prometheus servers of the sites are read by a central
// Prometheus, with the configuration of the documents.

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "tests/k8s/documents.h"
#include "tests/sites/server.h"
#include "tests/sites/sites.h"
#include "tests/support/temporary_folder.h"

namespace exporter::tests {
namespace {

// The documented configuration, with the addresses of the servers.
std::string ConfigurationFor(const Sites& sites, const std::string& rule_file) {
  std::string config = YamlBlock("metrics_path: /federate");
  const auto targets = config.find("  - targets: ");
  EXPECT_NE(targets, std::string::npos);
  config.resize(targets);
  std::vector<std::string> addresses;
  for (const std::string& address : sites.PrometheusAddresses()) {
    addresses.push_back('\'' + address + '\'');
  }
  return fmt::format("{}  - targets: [{}]\n", config, fmt::join(addresses, ", ")) +
         "global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}\n" +
         "rule_files: ['" + rule_file + "']\n";
}

class FederationTest : public testing::Test {
 protected:
  Server StartCentral(const std::string& rule_file) const {
    return Server(
        {"prometheus",
         "--config.file=" + folder_.Write("central.yml", ConfigurationFor(sites_, rule_file)),
         "--storage.tsdb.path=" + folder_.path() + "/data", "--web.listen-address=127.0.0.1:0"},
        "/-/ready");
  }

  const TemporaryFolder folder_;
  Sites sites_{{.external_labels = ", cluster: management"}};
};

TEST_F(FederationTest, FindsADuplicateBetweenSites) {
  const Server central = StartCentral(folder_.Write("rules.yml", Faster(GlobalRules())));
  central.WaitForValue("count(count by (site, cluster) (metallb_address_info))", "2");
  central.WaitForValue("count(count by (cluster) (metallb_cluster_info))", "2");
  ExpectEachPoolOnce(central);
  ExpectAlertForDuplicate(sites_, central);
}

// With the real intervals, an alert takes up to four minutes, and its end up to two.
TEST_F(FederationTest, FindsADuplicateWithTheRealIntervals) {
  const Server central = StartCentral(folder_.Write("rules.yml", GlobalRules()));
  central.WaitForValue("count(count by (cluster) (metallb_cluster_info))", "2");
  ExpectAlertForDuplicate(sites_, central, std::chrono::minutes(5));
}

}  // namespace
}  // namespace exporter::tests
