// Two sites joined by Thanos.

#include "tests/sites/thanos.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/grafana/dashboard.h"
#include "tests/k8s/document_examples.h"
#include "tests/k8s/yaml_tree.h"
#include "tests/sites/server.h"
#include "tests/sites/sites.h"

namespace exporter::tests {
namespace {

TEST(ThanosTest, FindsADuplicateBetweenSites) {
  Sites sites;
  Thanos thanos(sites);
  const auto ruler = thanos.StartRuler(Faster(GlobalRules()));
  thanos.query().WaitForValue("count(count by (site, cluster) (metallb_address_info))", "2");
  ExpectEachPoolOnce(thanos.query(), Dashboard());
  ExpectAlertForDuplicate(sites, {{"Thanos Ruler", ruler.get()}});
}

// An external label `cluster` replaces the label of the exporters.
TEST(ThanosTest, OverwritesTheLabelOfTheExporters) {
  const Sites sites({.external_labels = ", cluster: management"});
  const Thanos thanos(sites);
  thanos.query().WaitForValue("count(count by (site) (metallb_cluster_info))", "2");
  thanos.query().WaitForValue("count(count by (cluster) (metallb_cluster_info))", "1");
  thanos.query().WaitForValue(
      "count(count by (site) (metallb_cluster_info{cluster=\"management\"}))", "2");
}

// The documents: another name for the label, in the exporters and in the rules.
class RenamedThanosTest : public DocumentExamples {};

TEST_F(RenamedThanosTest, KeepsAnotherNameOfTheLabel) {
  for (const Document& document : Documents()) {
    for (const std::string& command : Commands(document)) {
      if (command.starts_with("sed ") && command.find("k8s_cluster") != std::string::npos) {
        EXPECT_EQ(RunIn(checkout_, command).status, 0) << command;
      }
    }
  }
  Sites sites({.exporter_flags = {"--metrics.cluster-label=k8s_cluster"},
               .external_labels = ", cluster: management"});
  Thanos thanos(sites);
  const auto ruler =
      thanos.StartRuler(Faster(ReadText(checkout_ + "/k8s/alerts/global-rules.yaml")));
  thanos.query().WaitForValue("count(count by (cluster, k8s_cluster) (metallb_address_info))", "2");
  ExpectEachPoolOnce(thanos.query(),
                     Json::Parse(ReadText(checkout_ + "/grafana/dashboards/metallb-pools.json")),
                     "k8s_cluster");
  ExpectAlertForDuplicate(sites, {{"Thanos Ruler", ruler.get()}});
}

}  // namespace
}  // namespace exporter::tests
