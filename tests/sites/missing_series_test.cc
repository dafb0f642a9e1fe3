// A site whose series are missing, in all engines at the same time.

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "tests/sites/engines.h"
#include "tests/sites/server.h"
#include "tests/sites/sites.h"
#include "tests/sites/thanos.h"
#include "tests/support/temporary_folder.h"

namespace exporter::tests {
namespace {

TEST(MissingSeriesTest, DoNotInterruptAnAlert) {
  const TemporaryFolder folder;
  const std::string rules = Faster(GlobalRules());
  const Server victoria_metrics = StartVictoriaMetrics(folder);
  Sites sites({.remote_write_url = RemoteWriteUrl(victoria_metrics)});
  const Server central = StartCentral(folder, sites, rules);
  const Server vmalert = StartVmalert(folder, victoria_metrics, rules);
  Thanos thanos(sites);
  const auto thanos_ruler = thanos.StartRuler(rules);
  const std::array<const Server*, 3> engines = {&central, &victoria_metrics, &thanos.query()};
  const std::array<const Server*, 3> rulers = {&central, &vmalert, thanos_ruler.get()};
  const auto wait_for_value = [&](const std::string& query, const std::string& value) {
    for (const Server* const engine : engines) engine->WaitForValue(query, value);
  };

  wait_for_value("count(count by (cluster) (metallb_cluster_info))", "2");
  sites.west.Assign(kEastAddress);
  std::vector<std::string> active_since;
  for (const Server* const ruler : rulers) active_since.push_back(WaitForFiringAlert(*ruler));

  // The last recorded series of the rules. vmalert writes the series one after the other.
  wait_for_value("network_address:metallb_address_info:listed", "2");

  sites.west.StopExporters();
  wait_for_value("network:metallb_cluster_info:missing", "1");
  wait_for_value("absent(network_address:metallb_address_info:current)", "1");
  sites.west.ContinueExporters();
  wait_for_value("absent(network:metallb_cluster_info:missing)", "1");
  wait_for_value("network_address:metallb_address_info:current", "2");
  for (std::size_t i = 0; i < rulers.size(); ++i) {
    // An alert that was interrupted is active since a later time.
    EXPECT_EQ(WaitForFiringAlert(*rulers[i]), active_since[i]) << i;
  }
}

}  // namespace
}  // namespace exporter::tests
