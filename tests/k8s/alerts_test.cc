// The alerting rules: that they are the contract's, that Prometheus takes them and that they fire
// when they should (tests/alerts), and that the manifest and the README say the same.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <filesystem>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "tests/k8s/yaml_tree.h"
#include "tests/support/process.h"

namespace exporter::tests {
namespace {

using objects::Value;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsSupersetOf;

const std::string kProject = PROJECT;
const std::string kRules = kProject + "/k8s/alerts/rules.yaml";

// What the contract fixes of an alert. Its condition is tested in tests/alerts.
struct Promise {
  const char* name;
  const char* hold;
  const char* severity;
};

constexpr Promise kPromises[] = {
    {"MetalLBPoolUtilizationHigh", "10m", "warning"},
    {"MetalLBPoolNearlyExhausted", "5m", "critical"},
    {"MetalLBPoolExhausted", "1m", "critical"},
    {"MetalLBPoolExhaustionPredicted", "1h", "warning"},
    {"MetalLBDuplicateAddress", "2m", "critical"},
    {"MetalLBPoolsOverlap", "10m", "warning"},
    {"MetalLBPoolInvalid", "5m", "warning"},
    {"MetalLBPoolOutsidePlan", "10m", "warning"},
    {"MetalLBSharedASN", "10m", "info"},
    {"MetalLBServicesPending", "15m", "warning"},
    {"MetalLBClusterUnreachable", "5m", "warning"},
    {"MetalLBPoolExporterDown", "5m", "critical"},
};

Value Groups(const std::string& path, const std::string& field) {
  return At(ReadYaml(ReadText(path)).at(0), field);
}

// The rules of all groups, by the alert's name.
std::map<std::string, Value> Alerts() {
  std::map<std::string, Value> alerts;
  for (const Value& group : Elements(Groups(kRules, "groups"))) {
    for (const Value& rule : Elements(At(group, "rules"))) {
      const std::string name = Text(At(rule, "alert"));
      EXPECT_TRUE(alerts.emplace(name, rule).second) << name << " stands twice";
    }
  }
  return alerts;
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

// Headings as GitHub makes anchors of them.
std::set<std::string> Anchors(const std::string& markdown) {
  std::set<std::string> anchors;
  for (std::string heading : Matches(markdown, std::regex("\n#+ ([^\n]+)"), 1)) {
    std::transform(heading.begin(), heading.end(), heading.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    std::replace(heading.begin(), heading.end(), ' ', '-');
    anchors.insert(heading);
  }
  return anchors;
}

TEST(Alerts, AreThoseOfTheContract) {
  auto alerts = Alerts();
  for (const Promise& promise : kPromises) {
    const Value rule = alerts[promise.name];
    EXPECT_EQ(Text(At(rule, "for")), promise.hold) << promise.name;
    EXPECT_EQ(Text(At(rule, "labels")), "{severity: " + std::string(promise.severity) + "}")
        << promise.name;
    alerts.erase(promise.name);
  }
  for (const auto& [name, rule] : alerts) ADD_FAILURE() << name << " is in no contract";
}

TEST(Alerts, SayWhatIsWrongAndWhereToReadOn) {
  const auto anchors = Anchors(ReadText(kProject + "/k8s/alerts/README.md"));
  for (const auto& [name, rule] : Alerts()) {
    EXPECT_FALSE(At(rule, "annotations.summary").IsNull()) << name;
    EXPECT_FALSE(At(rule, "annotations.description").IsNull()) << name;
    const std::string url = Text(At(rule, "annotations.runbook_url"));
    EXPECT_THAT(url, HasSubstr("/blob/main/k8s/alerts/README.md#"));
    EXPECT_TRUE(anchors.contains(url.substr(url.find('#') + 1)))
        << "not in k8s/alerts/README.md: " << url;
  }
}

TEST(Alerts, AskForMetricsThatTheReadmeLists) {
  const auto served = Matches(ReadText(kProject + "/exporter/metrics/README.md"),
                              std::regex("\n\\| `([a-z_]+)` \\|"), 1);
  for (const auto& [name, rule] : Alerts()) {
    const auto asked = Matches(Text(At(rule, "expr")), std::regex("metallb_[a-z_]+"));
    EXPECT_EQ(asked.empty(), name == "MetalLBPoolExporterDown") << name;
    EXPECT_THAT(served, IsSupersetOf(asked)) << name;
  }
}

TEST(Alerts, DropTheSameLabelsOfTheScrapeThroughout) {
  std::set<std::string> lists;
  for (const auto& [name, rule] : Alerts()) {
    const std::string expression = Text(At(rule, "expr"));
    lists.merge(Matches(expression, std::regex("without \\(([^)]*, [^)]*)\\)"), 1));
    EXPECT_EQ(Matches(expression, std::regex("\\b(on|by|ignoring) \\([^)]*cluster")).size(), 0U)
        << name << " names the cluster label, which may have another name";
  }
  ASSERT_EQ(lists.size(), 1U);
  EXPECT_THAT(*lists.begin(), AllOf(HasSubstr("instance"), HasSubstr("job"), HasSubstr("pod, "),
                                    HasSubstr("namespace"), HasSubstr("service"),
                                    HasSubstr("endpoint"), HasSubstr("container")));
}

TEST(Alerts, AreTheSameInTheManifest) {
  EXPECT_EQ(Text(Groups(kRules, "groups")),
            Text(Groups(kProject + "/k8s/overlays/prometheus-operator/prometheus-rule.yaml",
                        "spec.groups")))
      << "make prometheus-rule";
}

TEST(Alerts, PrometheusTakesThem) {
  const auto checked = RunProgram({"promtool", "check", "rules", kRules});
  EXPECT_EQ(checked.status, 0) << checked.output << checked.errors;
  EXPECT_THAT(checked.output, HasSubstr("SUCCESS: 12 rules found"));
}

class AlertCases : public testing::TestWithParam<const char*> {};

TEST_P(AlertCases, FireWhenTheyShouldAndOnlyThen) {
  const auto tested = RunProgram(
      {"promtool", "test", "rules", kProject + "/tests/alerts/" + GetParam() + "_rules_test.yaml"});
  EXPECT_EQ(tested.status, 0) << tested.output << tested.errors;
  EXPECT_THAT(tested.output, HasSubstr("SUCCESS"));
}

INSTANTIATE_TEST_SUITE_P(Promtool, AlertCases, testing::Values("pool", "prediction", "fleet"),
                         [](const auto& test) { return std::string(test.param); });

TEST(AlertCases, NoneIsLeftOut) {
  int files = 0;
  for ([[maybe_unused]] const auto& file :
       std::filesystem::directory_iterator(kProject + "/tests/alerts")) {
    ++files;
  }
  EXPECT_EQ(files, 3);
}

}  // namespace
}  // namespace exporter::tests
