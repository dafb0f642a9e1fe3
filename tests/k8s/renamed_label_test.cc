// Another name for the label `cluster`: the `sed` commands of the documents rename it everywhere.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <string>
#include <vector>

#include "tests/k8s/document_examples.h"
#include "tests/k8s/yaml_tree.h"
#include "tests/support/json.h"

namespace exporter::tests {
namespace {

using objects::Value;
using testing::HasSubstr;
using testing::Not;

class RenamedLabel : public DocumentExamples {
 protected:
  // Runs every `sed` command of the documents in the checkout.
  RenamedLabel() {
    for (const Document& document : Documents()) {
      for (const std::string& command : Commands(document)) {
        if (!command.starts_with("sed ")) continue;
        const auto finished = RunIn(checkout_, command);
        EXPECT_EQ(finished.status, 0) << finished.errors;
      }
    }
  }

  static std::vector<std::string> AllMatches(const std::string& text, const std::regex& regex) {
    std::vector<std::string> matches;
    for (std::sregex_iterator match(text.begin(), text.end(), regex), end; match != end; ++match) {
      matches.push_back(match->str());
    }
    return matches;
  }
};

TEST_F(RenamedLabel, IsUsedByTheDashboard) {
  const char* const file = "/grafana/dashboards/metallb-pools.json";
  const std::string before = ReadText(PROJECT + std::string(file));
  const std::string after = ReadText(checkout_ + file);
  const std::regex prose(R"re("(description|title)": "[^\n]*)re");
  EXPECT_EQ(AllMatches(after, prose), AllMatches(before, prose));
  // The names of recorded series keep "cluster:".
  const std::regex label(R"re(\b(other_)?cluster\b(?!:))re");
  const std::regex recorded(R"re(\w+:\w+:\w+)re");
  EXPECT_EQ(AllMatches(after, recorded), AllMatches(before, recorded));
  const std::regex renamed(R"re(\b(other_)?k8s_cluster\b)re");
  std::string queries = std::regex_replace(after, prose, "");
  EXPECT_EQ(AllMatches(queries, label), std::vector<std::string>());
  EXPECT_EQ(AllMatches(queries, renamed).size(),
            AllMatches(std::regex_replace(before, prose, ""), label).size());
  EXPECT_TRUE(Json::IsValid(after));
}

TEST_F(RenamedLabel, IsUsedInTheAnnotationsOfAlerts) {
  folder_.Write("test.yaml", R"yaml(
rule_files: [metallb-pool-exporter/k8s/alerts/rules.yaml]
evaluation_interval: 30s
tests:
- interval: 30s
  input_series:
  - {series: 'up{job="metallb-pool-exporter", instance="x"}', values: 1x60}
  - {series: 'metallb_cluster_services{k8s_cluster="prod-a", state="pending", instance="x"}', values: 1x60}
  - {series: 'metallb_fleet_duplicate_addresses{network="n", instance="x"}', values: 0x60}
  - {series: 'metallb_fleet_overlapping_addresses{network="n", k8s_cluster="prod-a", pool="p", other_k8s_cluster="prod-b", other_pool="q", instance="x"}', values: 1x60}
  alert_rule_test:
  - alertname: MetalLBServicesPending
    eval_time: 20m
    exp_alerts:
    - exp_labels: {k8s_cluster: prod-a, state: pending, severity: warning}
      exp_annotations:
        summary: 1 Service is waiting for an address in cluster prod-a
        description: These Services have had no external address for 15 minutes. Check the Services' events, the available addresses, and MetalLB's controller.
        runbook_url: )yaml" + DocumentsUrl() +
                                 R"yaml(/k8s/alerts/README.md#metallbservicespending
  - alertname: MetalLBPoolsOverlap
    eval_time: 20m
    exp_alerts:
    - exp_labels: {network: n, k8s_cluster: prod-a, pool: p, other_k8s_cluster: prod-b, other_pool: q, severity: warning}
      exp_annotations:
        summary: 1 address shared by pool p of cluster prod-a and pool q of cluster prod-b
        description: Two clusters of network n can assign the same address. Remove the shared range from one pool.
        runbook_url: )yaml" + DocumentsUrl() +
                                 R"yaml(/k8s/alerts/README.md#metallbpoolsoverlap
)yaml");
  const auto tested = RunProgram({"promtool", "test", "rules", folder_.path() + "/test.yaml"});
  EXPECT_EQ(tested.status, 0) << tested.output << tested.errors;
  const std::string manifest =
      ReadText(checkout_ + "/k8s/overlays/prometheus-operator/prometheus-rule.yaml");
  EXPECT_THAT(manifest, Not(HasSubstr("$labels.cluster")));
  EXPECT_EQ(Text(At(ReadYaml(manifest).at(0), "spec.groups")),
            Text(At(ReadYaml(ReadText(checkout_ + "/k8s/alerts/rules.yaml")).at(0), "groups")));
}

TEST_F(RenamedLabel, IsUsedByTheGlobalRules) {
  const std::string test = ReadText(PROJECT "/tests/alerts/global_rules_test.yaml");
  const std::string renamed =
      std::regex_replace(test, std::regex("([{ ])cluster="), "$1k8s_cluster=");
  folder_.Write("test.yaml", std::regex_replace(renamed, std::regex("\\.\\./\\.\\./k8s"),
                                                "metallb-pool-exporter/k8s"));
  const auto tested = RunProgram({"promtool", "test", "rules", folder_.path() + "/test.yaml"});
  EXPECT_EQ(tested.status, 0) << tested.output << tested.errors;
  const std::string path = checkout_ + "/k8s/alerts/global-";
  EXPECT_EQ(Text(At(ReadYaml(ReadText(path + "prometheus-rule.yaml")).at(0), "spec.groups")),
            Text(At(ReadYaml(ReadText(path + "rules.yaml")).at(0), "groups")));
}

TEST_F(RenamedLabel, IsUsedByTheInhibitionRules) {
  const Value rules = ReadYaml(ReadText(checkout_ + "/k8s/alerts/inhibition-rules.yaml")).at(0);
  for (const Value& rule : Elements(At(rules, "inhibit_rules"))) {
    EXPECT_THAT(Text(At(rule, "equal")),
                testing::AnyOf("[k8s_cluster, pool, family]", "[k8s_cluster]", "[network]",
                               "[network, address]"));
  }
}

}  // namespace
}  // namespace exporter::tests
