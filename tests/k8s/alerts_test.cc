// The alerting rules: the promised alerts exist, Prometheus accepts the rules, each alert fires
// when it should (tests/alerts), and the PrometheusRule and the documents agree with the rules.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <filesystem>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "tests/k8s/documents.h"
#include "tests/k8s/yaml_tree.h"
#include "tests/support/process.h"

namespace exporter::tests {
namespace {

using objects::Value;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsSupersetOf;
using testing::StartsWith;

const std::string kProject = PROJECT;
const std::string kRules = kProject + "/k8s/alerts/rules.yaml";
const std::string kGlobalRules = kProject + "/k8s/alerts/global-rules.yaml";

// The promised name, `for` and severity. tests/alerts checks the conditions.
struct PromisedAlert {
  const char* name;
  const char* pending_for;
  const char* severity;
};

constexpr PromisedAlert kPromisedAlerts[] = {
    {"MetalLBPoolUtilizationHigh", "10m", "warning"},
    {"MetalLBPoolNearlyExhausted", "5m", "critical"},
    {"MetalLBPoolExhausted", "1m", "critical"},
    {"MetalLBPoolExhaustionPredicted", "1h", "warning"},
    {"MetalLBDuplicateAddress", "2m", "critical"},
    {"MetalLBPoolsOverlap", "10m", "warning"},
    {"MetalLBPoolInvalid", "5m", "warning"},
    {"MetalLBPoolOutsidePlan", "10m", "warning"},
    {"MetalLBNodeAddressInPool", "10m", "warning"},
    {"MetalLBUnpooledAddresses", "30m", "warning"},
    {"MetalLBSharedASN", "10m", "info"},
    {"MetalLBServicesPending", "15m", "warning"},
    {"MetalLBAddressContested", "0m", "critical"},
    {"MetalLBAddressSquatted", "15m", "warning"},
    {"MetalLBScanStale", "15m", "warning"},
    {"MetalLBClusterUnreachable", "5m", "warning"},
    {"MetalLBClusterUnstable", "15m", "warning"},
    {"MetalLBClusterDataOld", "5m", "warning"},
    {"MetalLBPoolExporterDown", "5m", "critical"},
    {"MetalLBPoolExporterTargetDown", "15m", "warning"},
    {"MetalLBPoolExporterReloadFailed", "15m", "warning"},
    {"MetalLBSourceUnreachable", "5m", "warning"},
    {"MetalLBConflictSeriesDropped", "15m", "info"},
    {"MetalLBDuplicateAddressAcrossSites", "2m", "critical"},
};

Value Groups(const std::string& path, const std::string& field) {
  return At(ReadYaml(ReadText(path)).at(0), field);
}

// The rules of all groups of the files, by the name of the alert or of the recorded series.
std::map<std::string, Value> RulesOf(const std::string& kind,
                                     const std::vector<std::string>& files) {
  std::map<std::string, Value> rules;
  for (const std::string& file : files) {
    for (const Value& group : Elements(Groups(file, "groups"))) {
      for (const Value& rule : Elements(At(group, "rules"))) {
        if (At(rule, kind).IsNull()) continue;
        const std::string name = Text(At(rule, kind));
        EXPECT_TRUE(rules.emplace(name, rule).second) << name << " is defined twice";
      }
    }
  }
  return rules;
}

std::map<std::string, Value> Alerts() { return RulesOf("alert", {kRules, kGlobalRules}); }

std::map<std::string, Value> AllRules(const std::vector<std::string>& files = {kRules,
                                                                               kGlobalRules}) {
  std::map<std::string, Value> rules = RulesOf("record", files);
  rules.merge(RulesOf("alert", files));
  return rules;
}

std::set<std::string> Matches(const std::string& text, const std::regex& pattern,
                              std::size_t group = 0) {
  std::set<std::string> found;
  const std::sregex_iterator first(text.begin(), text.end(), pattern);
  for (auto match = first; match != std::sregex_iterator(); ++match) {
    found.insert(match->str(group));
  }
  return found;
}

TEST(Alerts, AreExactlyThePromisedOnes) {
  auto alerts = Alerts();
  for (const PromisedAlert& promised : kPromisedAlerts) {
    const Value rule = alerts[promised.name];
    EXPECT_EQ(Text(At(rule, "for")), promised.pending_for) << promised.name;
    EXPECT_EQ(Text(At(rule, "labels")), "{severity: " + std::string(promised.severity) + "}")
        << promised.name;
    alerts.erase(promised.name);
  }
  for (const auto& [name, rule] : alerts) {
    ADD_FAILURE() << name << " is not in the list of promised alerts";
  }
}

TEST(Alerts, HaveAnnotationsAndARunbook) {
  const auto anchors = Anchors({"", ReadText(kProject + "/k8s/alerts/README.md")});
  for (const auto& [name, rule] : Alerts()) {
    EXPECT_FALSE(At(rule, "annotations.summary").IsNull()) << name;
    EXPECT_FALSE(At(rule, "annotations.description").IsNull()) << name;
    const std::string url = Text(At(rule, "annotations.runbook_url"));
    EXPECT_THAT(url, StartsWith(DocumentsUrl() + "/k8s/alerts/README.md#"));
    EXPECT_TRUE(anchors.contains(url.substr(url.find('#') + 1)))
        << "not in k8s/alerts/README.md: " << url;
  }
}

TEST(Rules, UseOnlyDocumentedMetricsAndDefinedRecords) {
  const auto documented = Matches(ReadText(kProject + "/exporter/metrics/README.md"),
                                  std::regex("\n\\| `([a-z_]+)` \\|"), 1);
  const auto records = RulesOf("record", {kRules, kGlobalRules});
  const std::regex record("[a-z_]+:[a-z_]+:[a-z_]+");
  for (const auto& [name, rule] : AllRules()) {
    const std::string expression = Text(At(rule, "expr"));
    for (const std::string& used : Matches(expression, record)) {
      EXPECT_TRUE(records.contains(used)) << name << ": " << used;
    }
    const std::string metrics = std::regex_replace(expression, record, "");
    EXPECT_THAT(documented, IsSupersetOf(Matches(metrics, std::regex("metallb_[a-z_]+")))) << name;
  }
}

TEST(Rules, DropTheSameScrapeLabelsEverywhere) {
  std::set<std::string> lists;
  for (const auto& [name, rule] : AllRules({kRules})) {
    const std::string expression = Text(At(rule, "expr"));
    lists.merge(Matches(expression, std::regex("(without|ignoring) \\(([^)]*, pod, [^)]*)\\)"), 2));
    EXPECT_EQ(Matches(expression, std::regex("\\b(on|by|ignoring) \\([^)]*\\bcluster")).size(), 0U)
        << name << " uses the cluster label, which can be renamed";
  }
  // Polls are also added up over their reasons.
  for (const std::string& list : std::set<std::string>(lists)) {
    if (list.ends_with(", reason")) lists.erase(list);
  }
  ASSERT_EQ(lists.size(), 1U);
  EXPECT_THAT(*lists.begin(), AllOf(HasSubstr("instance"), HasSubstr("job"), HasSubstr("pod, "),
                                    HasSubstr("namespace"), HasSubstr("service"),
                                    HasSubstr("endpoint"), HasSubstr("container")));
}

// Series at a global ruler have labels that differ between users, such as the site. Its rules
// name the labels that count. A command of the documents renames the label `cluster`.
TEST(Rules, OfAGlobalRulerNameTheLabelsThatCount) {
  for (const auto& [name, rule] : AllRules({kGlobalRules})) {
    const std::string expression = Text(At(rule, "expr"));
    EXPECT_EQ(Matches(expression, std::regex("\\b(without|ignoring) \\(")).size(), 0U) << name;
  }
}

TEST(Rules, AreTheSameInThePrometheusRule) {
  EXPECT_EQ(Text(Groups(kRules, "groups")),
            Text(Groups(kProject + "/k8s/overlays/prometheus-operator/prometheus-rule.yaml",
                        "spec.groups")))
      << "run: make prometheus-rule";
  EXPECT_EQ(Text(Groups(kGlobalRules, "groups")),
            Text(Groups(kProject + "/k8s/alerts/global-prometheus-rule.yaml", "spec.groups")))
      << "run: make prometheus-rule";
}

TEST(Rules, AreAcceptedByPrometheus) {
  for (const std::string& file : {kRules, kGlobalRules}) {
    const auto checked = RunProgram({"promtool", "check", "rules", file});
    EXPECT_EQ(checked.status, 0) << checked.output << checked.errors;
    EXPECT_THAT(checked.output,
                HasSubstr("SUCCESS: " + std::to_string(AllRules({file}).size()) + " rules found"));
  }
}

class AlertCases : public testing::TestWithParam<std::string> {};

TEST_P(AlertCases, FireOnlyWhenTheyShould) {
  const auto tested = RunProgram(
      {"promtool", "test", "rules", kProject + "/tests/alerts/" + GetParam() + "_rules_test.yaml"});
  EXPECT_EQ(tested.status, 0) << tested.output << tested.errors;
  EXPECT_THAT(tested.output, HasSubstr("SUCCESS"));
}

// The files of tests/alerts, without "_rules_test.yaml".
std::vector<std::string> CaseFiles() {
  std::vector<std::string> names;
  for (const auto& file : std::filesystem::directory_iterator(kProject + "/tests/alerts")) {
    const std::string name = file.path().filename();
    names.push_back(name.substr(0, name.find("_rules_test.yaml")));
  }
  return names;
}

INSTANTIATE_TEST_SUITE_P(Promtool, AlertCases, testing::ValuesIn(CaseFiles()),
                         [](const auto& test) { return test.param; });

}  // namespace
}  // namespace exporter::tests
