// The dashboard's queries, run by a real Prometheus that scrapes the real program and evaluates the
// rules. fleet_test.py runs the queries over a large fleet.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <regex>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "tests/e2e/prometheus.h"
#include "tests/e2e/two_clusters.h"
#include "tests/grafana/dashboard.h"
#include "tests/support/json.h"

namespace exporter::tests {
namespace {

const std::vector<std::string> kRules = {PROJECT "/k8s/alerts/rules.yaml"};

// Panels of problems that the demo does not show. fleet_test.py has them.
const std::set<std::string> kMissingInTheDemo = {
    "Addresses outside every pool", "Rejected entries of invalid pools",
    "Resources that cannot be read",
    // The demo does not scan.
    "Conflicts on the wire", "Who answers", "Squatted addresses", "Addresses asked and answered",
    "Age of the last scan", "Packets of scans"};

// The query of the panel with this type and title.
std::string QueryOf(const std::string& type, const std::string& title,
                    const std::string& clusters = ".*") {
  for (const Json& panel : Panels()) {
    if (panel.at("type") != type || panel.at("title") != title) continue;
    return Substitute(panel.at("targets").at(0).at("expr").String(), clusters);
  }
  throw std::runtime_error("no panel " + title);
}

// Whether the query has a result. Expects that Grafana can show the result.
bool Shows(const Prometheus& prometheus, const Json& target) {
  const std::string query = Substitute(target.at("expr").String(), ".*");
  const Json answer =
      prometheus.Get("/api/v1/query?query=" + httplib::detail::encode_query_param(query));
  EXPECT_EQ(answer["status"], "success") << query << answer["error"];
  if (answer["status"] != "success") return true;  // reported above

  static const std::regex kLabel(R"(\{\{(\w+)\}\})");
  const std::string legend = target.contains("legendFormat") ? target["legendFormat"].String() : "";
  for (const Json& series : answer.at("data").at("result").Elements()) {
    const Json& labels = series.at("metric");
    EXPECT_NE(series.at("value").at(1), "NaN") << query;
    for (std::sregex_iterator label(legend.begin(), legend.end(), kLabel), end; label != end;
         ++label) {
      EXPECT_TRUE(labels.contains((*label)[1].str())) << query << ": " << labels << ": " << legend;
    }
    // Two exporters of one fleet must not show each series twice.
    if (query.find("instance") == std::string::npos) {
      EXPECT_FALSE(labels.contains("instance")) << query;
    }
  }
  return !answer.at("data").at("result").empty();
}

struct Demo {
  Process process{{EXPORTER, "demo", "--web.listen-address", kAnyPort, "--collector.interval",
                   "50ms", "--metrics.address-info"}};
  std::string address = process.WaitForOutput("msg=listening address=");
};

// Conflicts begin and end in the demo, so each query is retried until it has a result.
TEST(DashboardQueries, EachHasAResultInTheDemo) {
  const Demo demos[2];
  const TemporaryFolder folder;
  const Prometheus prometheus(folder, {demos[0].address, demos[1].address}, kRules);
  std::vector<std::pair<std::string, Json>> waiting;
  for (const Json& panel : Panels()) {
    if (kMissingInTheDemo.contains(panel.at("title").String())) continue;
    for (const Json& target : panel.at("targets").Elements()) {
      waiting.emplace_back(panel.at("title").String(), target);
    }
  }
  WaitUntil(
      [&] {
        std::erase_if(waiting, [&](const auto& query) { return Shows(prometheus, query.second); });
        return waiting.empty();
      },
      [&] {
        std::string text = "a value of every query; without a value:";
        for (const auto& [title, target] : waiting) {
          text += '\n' + title + ": " + target.at("expr").String();
        }
        return text;
      });
}

TEST(DashboardVariables, EachHasValuesInTheDemo) {
  const Demo demo;
  const TemporaryFolder folder;
  const Prometheus prometheus(folder, {demo.address});
  prometheus.WaitForValue("count(metallb_fleet_duplicate_addresses)");
  static const std::regex kLabelValues(R"(label_values\((.+), (\w+)\))");
  for (const Json& variable : QueryVariables()) {
    const std::string query = Substitute(variable.at("query").at("query").String(), ".*");
    std::smatch parts;
    ASSERT_TRUE(std::regex_match(query, parts, kLabelValues)) << query;
    const Json answer = prometheus.Get("/api/v1/label/" + parts[2].str() + "/values?match[]=" +
                                       httplib::detail::encode_query_param(parts[1].str()));
    EXPECT_FALSE(answer.at("data").empty()) << query;
  }
}

class DashboardValuesTest : public TwoClustersTest {
 protected:
  // Cluster a has assigned the first ten of 40 addresses.
  void AssignUpTo(int count) {
    for (int i = 10; i < count; ++i) {
      a_.state().Put(standin::kServices,
                     standin::MakeService("shop", "more-" + std::to_string(i),
                                          {.addresses = {"192.168.1." + std::to_string(10 + i)}}));
    }
  }
};

TEST_F(DashboardValuesTest, TwoExportersOfOneFleetCountOnce) {
  AssignUpTo(32);
  a_.state().Put(standin::kServices, standin::MakeService("shop", "waiting"));
  b_.state().Put(standin::kServices,
                 standin::MakeService("shop", "clash", {.addresses = {"192.168.1.10"}}));
  const auto first = Start({});
  const auto second = Start({});
  const Prometheus prometheus(folder_, {AddressOf(*first), AddressOf(*second)}, kRules);
  EXPECT_EQ(prometheus.WaitForValue("count(up == 1) == 2"), "2");
  const std::pair<const char*, const char*> expected[] = {
      {"Pools", "2"},
      {"Pools at 80 % or more", "1"},
      {"Exhausted pools", "0"},
      {"Invalid pools", "0"},
      {"Duplicate addresses", "1"},
      {"Overlapping pools", "0"},
      {"Pending Services", "1"},
      {"Clusters down", "0"},
  };
  for (const auto& [title, value] : expected) {
    // Recorded series follow a scrape later.
    EXPECT_EQ(prometheus.WaitForValue('(' + QueryOf("stat", title) + ") == " + value), value)
        << title;
  }
}

TEST_F(DashboardValuesTest, CountsPoolsFrom80PercentAndExhaustedPools) {
  AssignUpTo(31);
  const auto exporter = Start({});
  const Prometheus prometheus(folder_, {AddressOf(*exporter)}, kRules);
  EXPECT_EQ(prometheus.WaitForValue(QueryOf("stat", "Pools at 80 % or more")), "0");
  AssignUpTo(40);
  EXPECT_EQ(prometheus.WaitForValue("(" + QueryOf("stat", "Exhausted pools") + ") == 1"), "1");
}

// One cluster has no pool, and one has a pool with one address. Both are known.
TEST_F(DashboardValuesTest, CountsZeroIfNothingIsFound) {
  b_.state().Clear(standin::kPools);
  a_.state().Put(standin::kPools, standin::MakePool("web", {"192.168.1.10/32"}));
  const auto exporter = Start({});
  const Prometheus prometheus(folder_, {AddressOf(*exporter)}, kRules);
  for (const char* title :
       {"Pools at 80 % or more", "Exhausted pools", "Invalid pools", "Pending Services"}) {
    EXPECT_EQ(prometheus.WaitForValue(QueryOf("stat", title)), "0") << title;
    EXPECT_EQ(prometheus.WaitForValue(QueryOf("stat", title, "prod-b")), "0") << title;
    EXPECT_EQ(prometheus.WaitForValue("absent(" + QueryOf("stat", title, "never-read") + ")"), "1")
        << title;
  }
  EXPECT_EQ(prometheus.WaitForValue(QueryOf("stat", "Pools", "prod-b")), "0");
}

// The user forgot to load the rules: "unknown" is right, 0 would be wrong.
TEST_F(DashboardValuesTest, NumbersAreUnknownWithoutTheRules) {
  const auto exporter = Start({});
  const Prometheus prometheus(folder_, {AddressOf(*exporter)});
  prometheus.WaitForValue("count(metallb_fleet_duplicate_addresses)");
  for (const char* title : {"Pools", "Pools at 80 % or more", "Exhausted pools", "Invalid pools",
                            "Duplicate addresses", "Pending Services", "Clusters down"}) {
    EXPECT_EQ(prometheus.WaitForValue("absent(" + QueryOf("stat", title) + ")"), "1") << title;
  }
}

TEST_F(DashboardValuesTest, ASelectedClusterHidesTheOthers) {
  const auto exporter = Start({});
  const Prometheus prometheus(folder_, {AddressOf(*exporter)}, kRules);
  EXPECT_EQ(prometheus.WaitForValue("count(" + QueryOf("state-timeline", "Clusters") + ")"), "2");
  EXPECT_EQ(
      prometheus.WaitForValue("count(" + QueryOf("state-timeline", "Clusters", "prod-a") + ")"),
      "1");
}

// Its network is unknown, so the selection of a network must not hide that it is down.
TEST_F(DashboardValuesTest, AClusterThatWasNeverReadIsDownForEachSelection) {
  b_.SetTokens({"another"});
  const auto exporter = Start({});
  const Prometheus prometheus(folder_, {AddressOf(*exporter)}, kRules);
  EXPECT_EQ(prometheus.WaitForValue(QueryOf("stat", "Clusters down", "prod-a")), "1");
}

}  // namespace
}  // namespace exporter::tests
