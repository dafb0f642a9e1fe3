// Two sites joined by federation: the Prometheus servers of the sites are read by a central
// Prometheus, with the configuration of the documents.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/grafana/dashboard.h"
#include "tests/sites/engines.h"
#include "tests/sites/server.h"
#include "tests/sites/sites.h"
#include "tests/support/temporary_folder.h"

namespace exporter::tests {
namespace {

TEST(FederationTest, FindsADuplicateBetweenSites) {
  const TemporaryFolder folder;
  Sites sites({.external_labels = ", cluster: management"});
  const Server central = StartCentral(folder, sites, Faster(GlobalRules()));
  central.WaitForValue("count(count by (site, cluster) (metallb_address_info))", "2");
  central.WaitForValue("count(count by (cluster) (metallb_cluster_info))", "2");
  ExpectEachPoolOnce(central, Dashboard());
  ExpectAlertForDuplicate(sites, {{"federation", &central}});
  const std::string metrics = central.Text("/metrics");
  for (const char* const dropped : {"out_of_order", "duplicate_timestamp", "out_of_bounds"}) {
    EXPECT_THAT(metrics, testing::HasSubstr(fmt::format(
                             "\nprometheus_target_scrapes_sample_{}_total 0\n", dropped)));
  }
}

}  // namespace
}  // namespace exporter::tests
