// Two sites joined by VictoriaMetrics: the Prometheus servers of the sites write to it, and vmalert
// evaluates the global rules.

#include <gtest/gtest.h>

#include <string>

#include "tests/sites/server.h"
#include "tests/sites/sites.h"
#include "tests/support/temporary_folder.h"

namespace exporter::tests {
namespace {

class VictoriaMetricsTest : public testing::Test {
 protected:
  const TemporaryFolder folder_;
  const Server engine_{{"victoria-metrics", "-storageDataPath=" + folder_.path() + "/data",
                        "-httpListenAddr=127.0.0.1:0"},
                       "/health"};
  Sites sites_{{.external_labels = ", cluster: management",
                .remote_write_url = engine_.Url() + "/api/v1/write"}};
};

TEST_F(VictoriaMetricsTest, FindsADuplicateBetweenSites) {
  const Server ruler({"vmalert", "-rule=" + folder_.Write("rules.yml", Faster(GlobalRules())),
                      "-datasource.url=" + engine_.Url(), "-remoteWrite.url=" + engine_.Url(),
                      "-remoteRead.url=" + engine_.Url(), "-notifier.url=" + engine_.Url(),
                      "-httpListenAddr=127.0.0.1:0"},
                     "/health");
  engine_.WaitForValue("count(count by (site, cluster) (metallb_address_info))", "2");
  // The label `cluster` is not overwritten.
  engine_.WaitForValue("count(count by (cluster) (metallb_cluster_info))", "2");
  ExpectEachPoolOnce(engine_);
  ExpectAlertForDuplicate(sites_, ruler);
}

}  // namespace
}  // namespace exporter::tests
