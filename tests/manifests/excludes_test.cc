#include "exporter/manifests/excludes.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace exporter::manifests {
namespace {

bool Matches(const std::string& pattern, const std::string& path) {
  return Excludes({pattern}).Match(path);
}

TEST(Excludes, ComparesTheWholePathByElements) {
  EXPECT_TRUE(Matches("a/b.yaml", "a/b.yaml"));
  EXPECT_TRUE(Matches("./a//b.yaml", "a/./b.yaml"));
  EXPECT_TRUE(Matches("a/*.yaml", "a/b.yaml"));
  EXPECT_TRUE(Matches("*/templates", "web/templates"));
  EXPECT_TRUE(Matches("a/[bc]?.yaml", "a/b1.yaml"));
  EXPECT_FALSE(Matches("b.yaml", "a/b.yaml"));
  EXPECT_FALSE(Matches("*.yaml", "a/b.yaml")) << "* is one element";
  EXPECT_FALSE(Matches("a/b", "a"));
  EXPECT_FALSE(Matches("a", "ab"));
}

TEST(Excludes, ExcludesEveryFileBelowAFolder) {
  EXPECT_TRUE(Matches("a", "a"));
  EXPECT_TRUE(Matches("a/", "a/b/c.yaml"));
  EXPECT_TRUE(Matches("*/templates", "web/templates/x/y.yaml"));
}

TEST(Excludes, MatchesAnyNumberOfFoldersWithTwoStars) {
  for (const char* path :
       {"templates", "templates/x.yaml", "a/templates/x.yaml", "a/b/c/templates/d/x.yaml"}) {
    EXPECT_TRUE(Matches("**/templates", path)) << path;
    EXPECT_TRUE(Matches("**/templates/**", path) || path == std::string("templates")) << path;
  }
  EXPECT_FALSE(Matches("**/templates/**", "a/templates"));
  EXPECT_TRUE(Matches("a/**/b/**/c.yaml", "a/b/x/b/y/c.yaml"));
  EXPECT_TRUE(Matches("a/**/*.yaml", "a/b.yaml"));
  EXPECT_FALSE(Matches("a/**/b/**/c.yaml", "a/x/c.yaml"));
  EXPECT_TRUE(Matches("**", "a"));
}

TEST(Excludes, IsRelativeToTheWorkingDirectory) {
  const std::string here = std::filesystem::current_path().string();
  EXPECT_TRUE(Matches("a/*", here + "/a/b.yaml"));
  EXPECT_TRUE(Matches(here + "/a", "a/b.yaml"));
  EXPECT_TRUE(Matches("../a", here + "/../a/b.yaml"));
  EXPECT_FALSE(Matches("a", "/a"));
}

TEST(Excludes, EndsSoonForManyStars) {
  std::string pattern;
  std::string path;
  for (int i = 0; i < 200; ++i) {
    pattern += "**/a/";
    path += "a/";
  }
  EXPECT_FALSE(Matches(pattern + "b", path));
}

TEST(Excludes, ExcludesNothingByDefault) {
  EXPECT_FALSE(Excludes().Match("a"));
  EXPECT_FALSE(Matches("", "a"));
  EXPECT_FALSE(Matches(".", "a"));
}

TEST(ExcludesTest, RejectABracketThatIsNotClosed) {
  for (const char* const valid :
       {"a", "[ab]", "[]]", "[!]]x", "\\[", "a/[b]/**", "]", "[[:digit:]]"}) {
    EXPECT_EQ(AdviceForGlob(valid), "") << valid;
  }
  for (const char* const invalid : {"[", "a[", "[!", "[]", "[a/b]", "\\\\["}) {
    EXPECT_EQ(AdviceForGlob(invalid), "close \"[\" with \"]\", or write \"\\[\" for the character")
        << invalid;
  }
}

}  // namespace
}  // namespace exporter::manifests
