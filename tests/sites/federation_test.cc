// Two sites joined by federation: the Prometheus servers of the sites are read by a central
// Prometheus, with the configuration of the documents.

#include <gtest/gtest.h>

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
  ExpectEachPoolOnce(central);
  ExpectAlertForDuplicate(sites, {{"federation", &central}});
}

}  // namespace
}  // namespace exporter::tests
