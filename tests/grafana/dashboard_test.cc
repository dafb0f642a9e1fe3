// Checks of the dashboard's file that need no Prometheus: Grafana can load it, each panel has
// texts, and all names exist.

#include "tests/grafana/dashboard.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <initializer_list>
#include <regex>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "exporter/collector/collector.h"
#include "exporter/metrics/catalogue.h"
#include "exporter/yaml/yaml_reader.h"
#include "tests/support/json.h"
#include "tests/support/process.h"

namespace exporter::tests {
namespace {

using testing::AnyOf;
using testing::HasSubstr;
using testing::IsSupersetOf;
using testing::Not;
using testing::StartsWith;

constexpr int kColumns = 24;  // of Grafana's grid

std::set<std::string> CatalogueNames() {
  std::set<std::string> names;
  for (const metrics::Metric& metric : metrics::kMetrics) names.emplace(metric.name);
  return names;
}

// Every match of the first group of the regular expression.
std::set<std::string> AllMatches(const std::string& text, const char* expression) {
  const std::regex regex(expression);
  std::set<std::string> matches;
  for (std::sregex_iterator match(text.begin(), text.end(), regex), end; match != end; ++match) {
    matches.insert((*match)[1]);
  }
  return matches;
}

// The queries of panels, variables and annotations.
std::vector<std::string> Expressions() {
  std::vector<std::string> expressions;
  for (const Json& panel : Panels()) {
    for (const Json& target : panel.at("targets").Elements()) {
      expressions.push_back(target.at("expr").String());
    }
  }
  for (const Json& variable : QueryVariables()) {
    expressions.push_back(variable.at("query").at("query").String());
  }
  const Json dashboard = Dashboard();
  for (const Json& annotation : dashboard.at("annotations").at("list").Elements()) {
    if (annotation.contains("expr")) expressions.push_back(annotation.at("expr").String());
  }
  return expressions;
}

bool Overlap(const Json& a, const Json& b) {
  const auto apart = [&](const char* start, const char* size) {
    const auto end = [&](const Json& box) {
      return box.at(start).Number() + box.at(size).Number();
    };
    return end(a) <= b.at(start).Number() || end(b) <= a.at(start).Number();
  };
  return !apart("x", "w") && !apart("y", "h");
}

// The text at a path of names.
std::string TextAt(const objects::Value& from, std::initializer_list<std::string_view> path) {
  const objects::Value* value = &from;
  for (const std::string_view name : path) value = value == nullptr ? value : value->Find(name);
  const auto* const text = value == nullptr ? nullptr : std::get_if<std::string>(&value->data);
  return text == nullptr ? "(no text)" : *text;
}

TEST(Dashboard, CanBeProvisionedFromItsFile) {
  const Json dashboard = Dashboard();
  EXPECT_EQ(dashboard.at("id"), Json());
  EXPECT_EQ(dashboard.at("uid"), "metallb-pools");
  EXPECT_GE(dashboard.at("schemaVersion").Number(), 39);
  EXPECT_FALSE(Panels().empty());
  EXPECT_FALSE(QueryVariables().empty());
  // Only the import dialogue sets these variables.
  EXPECT_THAT(DashboardText(), Not(AnyOf(HasSubstr("__inputs"), HasSubstr("${DS_"))));
}

TEST(Dashboard, EveryPanelHasATitleDescriptionAndUnit) {
  for (const Json& panel : Panels()) {
    EXPECT_NE(panel.at("title"), "") << panel.at("id");
    EXPECT_NE(panel.at("description"), "") << panel.at("title");
    EXPECT_NE(panel.at("fieldConfig").at("defaults").at("unit"), "") << panel.at("title");
    EXPECT_FALSE(panel.at("targets").empty()) << panel.at("title");
  }
}

TEST(Dashboard, EveryPanelHasASupportedType) {
  for (const Json& panel : Panels()) {
    EXPECT_THAT(panel.at("type").String(),
                AnyOf("stat", "timeseries", "bargauge", "table", "state-timeline"));
  }
}

TEST(Dashboard, DrawsALineAtTheDefaultOfStaleAfter) {
  const std::vector<Json> panels = Panels();
  const auto age = std::find_if(panels.begin(), panels.end(), [](const Json& panel) {
    return panel.at("title") == "Age of the data";
  });
  ASSERT_NE(age, panels.end());
  const Json defaults = age->at("fieldConfig").at("defaults");
  EXPECT_EQ(defaults.at("custom").at("thresholdsStyle").at("mode"), "dashed");
  const std::chrono::duration<double> stale_after = collector::CollectorOptions().stale_after;
  EXPECT_EQ(defaults.at("thresholds").at("steps").at(1).at("value").Number(), stale_after.count());
}

TEST(Dashboard, UsesTheSelectedDataSource) {
  const Json selected = Json::Parse(R"({"type": "prometheus", "uid": "${datasource}"})");
  for (const Json& panel : Panels()) {
    EXPECT_EQ(panel.at("datasource"), selected) << panel.at("title");
    for (const Json& target : panel.at("targets").Elements()) {
      EXPECT_EQ(target.at("datasource"), selected);
    }
  }
  for (const Json& variable : QueryVariables()) EXPECT_EQ(variable.at("datasource"), selected);
}

TEST(Dashboard, PanelsHaveUniqueIdsAndDoNotOverlap) {
  const Json dashboard = Dashboard();
  const Json& panels = dashboard.at("panels");
  std::set<double> ids;
  for (std::size_t i = 0; i < panels.size(); ++i) {
    EXPECT_TRUE(ids.insert(panels[i].at("id").Number()).second) << panels[i].at("id");
    const Json& box = panels[i].at("gridPos");
    EXPECT_LE(box.at("x").Number() + box.at("w").Number(), kColumns) << panels[i].at("title");
    for (std::size_t j = 0; j < i; ++j) {
      EXPECT_FALSE(Overlap(box, panels[j].at("gridPos")))
          << panels[i].at("title") << " and " << panels[j].at("title");
    }
  }
}

TEST(Dashboard, UsesOnlyMetricsOfTheExporterAndRecordedSeries) {
  std::set<std::string> known = CatalogueNames();
  known.merge(AllMatches(ProjectFile("k8s/alerts/rules.yaml"), R"(- record: (\S+))"));
  known.insert("ALERTS");
  for (const std::string& expression : Expressions()) {
    const auto names =
        AllMatches(expression, R"(((?:\w+:)?\b(?:metallb|process)_\w+(?::\w+)?|ALERTS))");
    EXPECT_FALSE(names.empty()) << expression;
    EXPECT_THAT(known, IsSupersetOf(names)) << expression;
  }
}

TEST(Dashboard, EachLinkToADocumentHasItsHeading) {
  static const std::regex kLink(R"re("https://[^"]+/((?:k8s|exporter)/[^"#]+)#?([^"]*)")re");
  const std::string text = DashboardText();
  std::set<std::string> headings;
  for (std::sregex_iterator link(text.begin(), text.end(), kLink), end; link != end; ++link) {
    const std::string document = ProjectFile((*link)[1]);
    EXPECT_NE(document, "") << (*link)[1];
    if ((*link)[2].length() == 0) continue;
    const std::string title = std::regex_replace((*link)[2].str(), std::regex("-"), " ");
    const std::regex heading("\n## " + title + "\n", std::regex::icase);
    EXPECT_TRUE(std::regex_search(document, heading)) << (*link)[2];
    headings.insert((*link)[2]);
  }
  EXPECT_FALSE(headings.empty());
}

TEST(Dashboard, UsesExactlyTheDefinedVariables) {
  std::set<std::string> used;
  for (const std::string& expression : Expressions()) {
    used.merge(AllMatches(expression, R"(\$([a-z_]\w*))"));
  }
  std::set<std::string> defined = {"__interval", "__range", "__rate_interval"};
  const Json dashboard = Dashboard();
  for (const Json& variable : dashboard.at("templating").at("list").Elements()) {
    if (variable.at("name") != "datasource") defined.insert(variable.at("name").String());
  }
  EXPECT_EQ(used, defined);
}

TEST(Dashboard, IsAConfigMapForTheSidecar) {
  const Finished kubectl = RunProgram({"kubectl", "kustomize", GRAFANA});
  ASSERT_EQ(kubectl.status, 0) << kubectl.errors;
  const auto documents = yaml::ReadDocuments(kubectl.output);
  ASSERT_TRUE(documents) << documents.error().message;
  ASSERT_EQ(documents->size(), 1U);
  const auto text_at = [&](std::initializer_list<std::string_view> path) {
    return TextAt(documents->front(), path);
  };
  EXPECT_EQ(text_at({"kind"}), "ConfigMap");
  EXPECT_EQ(text_at({"metadata", "name"}), "metallb-pools-dashboard");
  EXPECT_EQ(text_at({"metadata", "labels", "grafana_dashboard"}), "1");
  EXPECT_EQ(text_at({"data", "metallb-pools.json"}), DashboardText());
}

TEST(Dashboard, HasProvisioningForFolderAndDataSource) {
  const auto first_of = [](const std::string& file, std::string_view list) {
    const auto documents = yaml::ReadDocuments(GrafanaFile(file));
    return std::get<objects::Value::List>(documents.value().at(0).Find(list)->data).at(0);
  };
  const objects::Value provider = first_of("provisioning/dashboards/metallb.yaml", "providers");
  EXPECT_EQ(TextAt(provider, {"type"}), "file");
  EXPECT_THAT(TextAt(provider, {"options", "path"}), StartsWith("/"));
  const objects::Value source = first_of("provisioning/datasources/prometheus.yaml", "datasources");
  EXPECT_EQ(TextAt(source, {"type"}), "prometheus");
}

}  // namespace
}  // namespace exporter::tests
