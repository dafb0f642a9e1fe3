#include "exporter/metallb/community.h"

#include <gtest/gtest.h>

#include "tests/metallb/yaml_object.h"

namespace exporter::metallb {
namespace {

TEST(FormOf, DistinguishesLiteralsFromNames) {
  for (const char* text : {"64501:100", "0:0", "65535:65535", "0064501:1", "large:0:0:0",
                           "large:4294967295:4294967295:4294967295"}) {
    EXPECT_EQ(FormOf(text), CommunityForm::kLiteral) << text;
  }
  for (const char* text : {"65536:1", "1:65536", ":", "1:", "a:b", "+1:1", "-1:1", " 1:1", "0x1:1",
                           "large:1:2:4294967296", "Large:1:2:3", "small:1:2:3", "large:::"}) {
    EXPECT_EQ(FormOf(text), CommunityForm::kBadLiteral) << text;
  }
  for (const char* text : {"", "no-export", "64501", "1:2:3", "large:1:2:3:4"}) {
    EXPECT_EQ(FormOf(text), CommunityForm::kName) << text;
  }
}

TEST(DecodeCommunity, ReadsAliases) {
  const auto community = DecodeCommunity(FromYaml(
      "metadata: {name: c, namespace: ns}\nspec:\n  communities:\n  - name: a\n    value: \"1:2\"\n"
      "  - name: b\n    value: large:1:2:3\n"));
  ASSERT_TRUE(community) << community.error().message;
  EXPECT_EQ(community->name, "c");
  EXPECT_EQ(community->name_space, "ns");
  EXPECT_EQ(community->aliases,
            (std::vector<CommunityAlias>{{"a", "1:2", 5}, {"b", "large:1:2:3", 7}}));
}

TEST(DecodeCommunity, ReportsAFieldOfAWrongType) {
  const auto error = [](const std::string& yaml) {
    const auto community = DecodeCommunity(FromYaml(yaml));
    return community ? "no error" : InFile("f", community.error()).message;
  };
  EXPECT_EQ(error("metadata: {name: c}\nspec:\n  communities:\n  - value: 7\n"),
            "f:4: Community \"c\": spec.communities: value must be a string, found an integer");
  EXPECT_EQ(error("metadata: {name: c}\nspec: {communities: {}}\n"),
            "f:2: Community \"c\": spec.communities must be a list, found an object");
}

}  // namespace
}  // namespace exporter::metallb
