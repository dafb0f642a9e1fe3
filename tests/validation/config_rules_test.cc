#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/validation/findings_of.h"

namespace exporter::validation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kConfig =
    "clusters:\n- {name: cluster-a, network: rack-1}\n- {name: clutser-b, network: rack-1}\n";

TEST(UnlistedCluster, NamesListedClustersWithoutManifests) {
  const std::string pool = PoolText("p", {"10.0.0.0/30"});
  EXPECT_THAT(FindingsOf({{"cluster-a", pool}, {"cluster-b", pool}}, "", kConfig),
              ElementsAre("config.yaml:2 unlisted-cluster: cluster \"cluster-b\" is not listed in "
                          "the configuration, so it is in the network \"default\"; "
                          "\"clutser-b\" (line 3) is listed, but has no manifests"));
  EXPECT_THAT(FindingsOf({{"cluster-c", pool}}, "", kConfig),
              ElementsAre(HasSubstr(
                  "; \"cluster-a\" (line 2) and 1 more are listed, but have no manifests")));
}

TEST(UnlistedCluster, AListedClusterWithoutManifestsIsNotAFinding) {
  EXPECT_THAT(FindingsOf({{"cluster-a", PoolText("p", {"10.0.0.0/30"})}}, "", kConfig), IsEmpty());
  EXPECT_THAT(FindingsOf({{"cluster-b", PoolText("p", {"10.0.0.0/30"})}}, "",
                         "networks: [{name: rack-1}]\n"),
              IsEmpty());
}

}  // namespace
}  // namespace exporter::validation
