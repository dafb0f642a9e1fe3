#include "exporter/cli/problem_findings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace exporter::cli {
namespace {

using manifests::ClusterInputs;
using manifests::Problem;
using testing::ElementsAre;

Problem At(const std::string& file, const std::string& message, const std::string& cluster,
           Problem::Kind kind = Problem::Kind::kUnresolved) {
  return {file, 7, kind, message, cluster};
}

std::vector<std::string> Messages(const std::vector<Problem>& problems) {
  const std::vector<ClusterInputs> clusters = {
      {"a", {{"base.yaml"}, {"a.yaml"}}}, {"b", {{"base.yaml"}}}, {"c", {{"base.yaml"}}}};
  std::vector<validation::Finding> findings;
  AddProblems(problems, clusters, findings);
  std::vector<std::string> messages;
  for (const validation::Finding& each : findings) messages.push_back(each.message);
  return messages;
}

TEST(ProblemFindings, NameTheClustersThatShareAFile) {
  EXPECT_THAT(Messages({At("base.yaml", "m", "b")}), ElementsAre("cluster \"b\": m"));
  EXPECT_THAT(Messages({At("base.yaml", "m", "a"), At("base.yaml", "m", "c")}),
              ElementsAre("clusters \"a\", \"c\": m"));
  EXPECT_THAT(Messages({At("base.yaml", "m", "a"), At("base.yaml", "n", "b")}),
              ElementsAre("cluster \"a\": m", "cluster \"b\": n"));
  EXPECT_THAT(Messages({At("kustomization.yaml", "m", "a"), At("kustomization.yaml", "m", "b")}),
              ElementsAre("clusters \"a\", \"b\": m"))
      << "a file that is not an input";
}

TEST(ProblemFindings, NameNoClusterIfTheFileIsOfOneOrUnknown) {
  EXPECT_THAT(Messages({At("a.yaml", "m", "a")}), ElementsAre("m"));
  EXPECT_THAT(Messages({At("base.yaml", "m", "")}), ElementsAre("m"));
  EXPECT_THAT(
      Messages({At("base.yaml", "cluster \"a\" has no pool", "a", Problem::Kind::kNoPools)}),
      ElementsAre("cluster \"a\" has no pool"));
}

}  // namespace
}  // namespace exporter::cli
