#include "exporter/metrics/catalogue.h"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "exporter/metrics/family_writer.h"

namespace exporter::metrics {
namespace {

// The metric's row in the document's table.
std::string Row(const Metric& metric) {
  std::string labels;
  for (std::size_t i = 0; i < metric.LabelCount(); ++i) {
    labels += (i == 0 ? "" : ", ") + std::string(metric.label_names.at(i));
  }
  return "| `" + std::string(metric.name) + "` | " +
         (metric.type == MetricType::kCounter ? "counter" : "gauge") + " | " + labels +
         (labels.empty() ? "| " : " | ") + std::string(metric.help) + " |";
}

TEST(Catalogue, FollowsTheConventions) {
  std::set<std::string_view> names;
  for (const Metric& metric : kMetrics) {
    EXPECT_TRUE(names.insert(metric.name).second) << metric.name << " is listed twice";
    EXPECT_TRUE(metric.name.starts_with("metallb_") || metric.name.starts_with("process_"));
    EXPECT_EQ(metric.name.ends_with("_total"), metric.type == MetricType::kCounter) << metric.name;
    EXPECT_FALSE(metric.help.empty()) << metric.name;
    EXPECT_EQ(metric.help.find('\n'), std::string_view::npos) << metric.name;
    EXPECT_EQ(metric.help.find('\\'), std::string_view::npos) << metric.name;
  }
}

TEST(Catalogue, EqualsTheTableOfTheDocument) {
  std::ifstream file(README);
  ASSERT_TRUE(file) << README;
  std::set<std::string> rows;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("| `metallb_") || line.starts_with("| `process_")) rows.insert(line);
  }
  for (const Metric& metric : kMetrics) {
    EXPECT_EQ(rows.erase(Row(metric)), 1U) << "missing in the document:\n" << Row(metric);
  }
  for (const std::string& row : rows) ADD_FAILURE() << "in the document, but not served:\n" << row;
}

TEST(IsUsableClusterLabel, AcceptsLabelNamesThatNoMetricUses) {
  for (const char* name : {"cluster", "k8s_cluster", "C", "_c9"}) {
    EXPECT_TRUE(IsUsableClusterLabel(name)) << name;
  }
  for (const char* name : {"", "9c", "k8s-cluster", "a b", "__name__", "__x", "pool", "family",
                           "network", "reason", "version", "asn", "other_pool", "clüster", "a\n"}) {
    EXPECT_FALSE(IsUsableClusterLabel(name)) << name;
  }
}

}  // namespace
}  // namespace exporter::metrics
