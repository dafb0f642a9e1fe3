// Two sites joined by VictoriaMetrics: the Prometheus servers of the sites write to it, and vmalert
// evaluates the global rules.

#include <gtest/gtest.h>

#include "tests/grafana/dashboard.h"
#include "tests/sites/engines.h"
#include "tests/sites/server.h"
#include "tests/sites/sites.h"
#include "tests/support/temporary_folder.h"

namespace exporter::tests {
namespace {

TEST(VictoriaMetricsTest, FindsADuplicateBetweenSites) {
  const TemporaryFolder folder;
  const Server engine = StartVictoriaMetrics(folder);
  Sites sites(
      {.external_labels = ", cluster: management", .remote_write_url = RemoteWriteUrl(engine)});
  const Server vmalert = StartVmalert(folder, engine, Faster(GlobalRules()));
  engine.WaitForValue("count(count by (site, cluster) (metallb_address_info))", "2");
  // The label `cluster` is not overwritten.
  engine.WaitForValue("count(count by (cluster) (metallb_cluster_info))", "2");
  ExpectEachPoolOnce(engine, Dashboard());
  ExpectAlertForDuplicate(sites, {{"vmalert", &vmalert}});
}

}  // namespace
}  // namespace exporter::tests
