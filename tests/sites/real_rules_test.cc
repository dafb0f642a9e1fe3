// The real intervals of the rules, in all engines at the same time.

#include <gtest/gtest.h>

#include "tests/sites/engines.h"
#include "tests/sites/server.h"
#include "tests/sites/sites.h"
#include "tests/sites/thanos.h"
#include "tests/support/temporary_folder.h"

namespace exporter::tests {
namespace {

TEST(RealRulesTest, FindADuplicateWithinTwoMinutesInEachEngine) {
  const TemporaryFolder folder;
  const Server victoria_metrics = StartVictoriaMetrics(folder);
  Sites sites({.remote_write_url = RemoteWriteUrl(victoria_metrics)});
  const Server central = StartCentral(folder, sites, GlobalRules());
  const Server vmalert = StartVmalert(folder, victoria_metrics, GlobalRules());
  Thanos thanos(sites);
  const auto ruler = thanos.StartRuler(GlobalRules());
  for (const Server* const engine : {&central, &victoria_metrics, &thanos.query()}) {
    engine->WaitForValue("count(count by (site, cluster) (metallb_address_info))", "2");
    engine->WaitForValue("count(count by (cluster) (metallb_cluster_info))", "2");
  }
  ExpectAlertForDuplicate(
      sites, {{"federation", &central}, {"vmalert", &vmalert}, {"Thanos Ruler", ruler.get()}});
}

}  // namespace
}  // namespace exporter::tests
