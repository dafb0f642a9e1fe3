#include "exporter/manifests/layout.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temporary_folder.h"

namespace exporter::manifests {
namespace {

using testing::ElementsAre;

class LayoutTest : public testing::Test {
 protected:
  // The matches as "cluster: path below the folder".
  std::vector<std::string> Find(const std::string& pattern,
                                const std::vector<std::string>& excludes = {}) const {
    std::vector<std::string> absolute;
    for (const std::string& each : excludes) absolute.push_back(folder_.path() + '/' + each);
    std::vector<std::string> lines;
    const auto layout = Layout::Parse(folder_.path() + '/' + pattern);
    for (const auto& [cluster, path] : layout->Find(Excludes(absolute))) {
      lines.push_back(cluster + ": " + path.substr(folder_.path().size() + 1));
    }
    return lines;
  }

  const tests::TemporaryFolder folder_;
};

TEST_F(LayoutTest, FindsTheFoldersAndFilesOfEachCluster) {
  for (const char* path :
       {"clusters/b/metallb/p.yaml", "clusters/a/metallb/p.yaml", "clusters/c/other/p.yaml",
        "infrastructure/dns/a/p.yaml", "infrastructure/lb/a/p.yaml", "infrastructure/lb/b/p.yaml",
        "infrastructure/.cache/b/p.yaml", "infrastructure/lb/.hidden/p.yaml", "pools/a.yaml",
        "pools/readme.md"}) {
    folder_.Write(path, "");
  }
  EXPECT_THAT(Find("clusters/{cluster}/metallb"),
              ElementsAre("a: clusters/a/metallb", "b: clusters/b/metallb"));
  EXPECT_THAT(Find("./clusters//{cluster}/metallb/"),
              ElementsAre("a: clusters/a/metallb", "b: clusters/b/metallb"));
  EXPECT_THAT(
      Find("infrastructure/*/{cluster}"),
      ElementsAre("a: infrastructure/dns/a", "a: infrastructure/lb/a", "b: infrastructure/lb/b"));
  EXPECT_THAT(Find("infrastructure/l?/{cluster}/*.yaml"),
              ElementsAre("a: infrastructure/lb/a/p.yaml", "b: infrastructure/lb/b/p.yaml"));
  EXPECT_THAT(Find("pools/{cluster}.yaml"), ElementsAre("a: pools/a.yaml"));
  EXPECT_THAT(Find("infrastructure/.cache/{cluster}"), ElementsAre("b: infrastructure/.cache/b"));
  EXPECT_THAT(Find("nowhere/{cluster}"), ElementsAre());
  EXPECT_THAT(Find("infrastructure/*/{cluster}", {"**/lb"}),
              ElementsAre("a: infrastructure/dns/a"));
}

TEST_F(LayoutTest, RejectsAPatternThatDoesNotNameTheClusterOnce) {
  for (const char* pattern : {"", "clusters/*", "{cluster}/{cluster}", "**/{cluster}",
                              "clusters/{cluster}*/metallb", "clusters/{Cluster}"}) {
    EXPECT_FALSE(Layout::Parse(pattern)) << pattern;
  }
  EXPECT_TRUE(Layout::Parse("{cluster}"));
}

}  // namespace
}  // namespace exporter::manifests
