// The files of the Helm chart that are copies or are written from other files. These tests do not
// need helm.

#include <gtest/gtest.h>

#include <regex>
#include <string>

#include "tests/k8s/yaml_tree.h"
#include "tests/support/helm.h"

namespace exporter::tests {
namespace {

constexpr const char* kUpdate = "run make chart";

TEST(ChartFiles, RulesAndDashboardAreCopies) {
  EXPECT_TRUE(ReadText(kChart + "/files/rules.yaml") == ReadText(PROJECT "/k8s/alerts/rules.yaml"))
      << kUpdate;
  EXPECT_TRUE(ReadText(kChart + "/files/metallb-pools.json") ==
              ReadText(GRAFANA "/dashboards/metallb-pools.json"))
      << kUpdate;
}

TEST(ChartFiles, ReadmeHasTheTableOfValues) {
  const auto written = RunProgram({PROJECT "/k8s/chart/write-readme.py"});
  EXPECT_EQ(written.status, 0) << written.errors;
  EXPECT_EQ(written.output, ReadText(kChart + "/README.md")) << kUpdate;
}

TEST(ChartFiles, VersionsAreThoseOfTheProgram) {
  const std::string project = ReadText(PROJECT "/CMakeLists.txt");
  std::smatch version;
  ASSERT_TRUE(std::regex_search(project, version, std::regex(R"(VERSION (\d+\.\d+\.\d+) )")));
  const auto chart = ReadYaml(ReadText(kChart + "/Chart.yaml")).at(0);
  EXPECT_EQ(Text(At(chart, "version")), version.str(1));
  EXPECT_EQ(Text(At(chart, "appVersion")), version.str(1));
}

}  // namespace
}  // namespace exporter::tests
