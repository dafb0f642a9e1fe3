#include "exporter/report/findings.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace exporter::report {
namespace {

using validation::Finding;
using validation::Rule;

const std::vector<Finding> kFindings = {
    {"clusters/a/pool.yaml", 9, Rule::kOverlap, "pool \"p\" shares 100% of it"},
    {"odd, name:\n.yaml", 1, Rule::kSharedAsn, "a line\r\nanother"},
};

TEST(FindingsAsText, HasALineForEachFinding) {
  EXPECT_EQ(FindingsAsText(kFindings),
            "clusters/a/pool.yaml:9: error: overlap: pool \"p\" shares 100% of it\n"
            "odd, name:[U+000A].yaml:1: warning: shared-asn: a line[U+000D][U+000A]another\n");
  EXPECT_EQ(FindingsAsText({{"ä\x1b[0m", 1, Rule::kOverlap, "\x7f\u009b[0m\u200f\u2028\xff"}}),
            "ä[U+001B][0m:1: error: overlap: [U+007F][U+009B][0m[U+200F][U+2028][0xFF]\n");
  EXPECT_EQ(FindingsAsText({}), "");
}

TEST(FindingsAsJson, IsAlwaysAnArray) {
  EXPECT_EQ(FindingsAsJson({}), "[]\n");
  const auto array = nlohmann::json::parse(FindingsAsJson(kFindings));
  ASSERT_EQ(array.size(), 2U);
  EXPECT_EQ(array[0], (nlohmann::json{{"file", "clusters/a/pool.yaml"},
                                      {"line", 9},
                                      {"rule", "overlap"},
                                      {"severity", "error"},
                                      {"message", "pool \"p\" shares 100% of it"}}));
  EXPECT_EQ(array[1]["severity"], "warning");
  EXPECT_EQ(array[1]["message"], "a line\r\nanother");
}

TEST(FindingsAsJson, IsExact) {
  const auto array =
      nlohmann::json::parse(FindingsAsJson({{"\x1b\n", 1, Rule::kOverlap, "\u009b\u200f\u2028"}}));
  EXPECT_EQ(array[0]["file"], "\x1b\n");
  EXPECT_EQ(array[0]["message"], "\u009b\u200f\u2028");
}

TEST(FindingsAsJson, AcceptsNamesThatAreNotUtf8) {
  const auto array =
      nlohmann::json::parse(FindingsAsJson({{"\xff.yaml", 1, Rule::kOverlap, "message"}}));
  EXPECT_EQ(array[0]["file"], "\xef\xbf\xbd.yaml");
}

TEST(FindingsAsJson, OmitsWhatAFindingDoesNotHave) {
  const auto array = nlohmann::json::parse(FindingsAsJson(
      {{"a.yaml", 0, Rule::kNoPools, "m"}, {"standard input", 3, Rule::kOverlap, "m"}},
      {"standard input"}));
  EXPECT_EQ(
      array[0],
      (nlohmann::json{
          {"file", "a.yaml"}, {"rule", "no-pools"}, {"severity", "warning"}, {"message", "m"}}));
  EXPECT_EQ(array[1],
            (nlohmann::json{
                {"rule", "overlap"}, {"severity", "error"}, {"message", "standard input:3: m"}}));
}

TEST(FindingsForGithub, OmitsWhatAFindingDoesNotHave) {
  EXPECT_EQ(FindingsForGithub({{"a.yaml", 0, Rule::kNoPools, "m"},
                               {"standard input", 3, Rule::kOverlap, "m"},
                               {"standard input", 0, Rule::kUnreadable, "m"}},
                              {"standard input"}),
            "::warning file=a.yaml,title=no-pools::m\n::error title=overlap::standard input:3: m\n"
            "::error title=unreadable::standard input: m\n");
}

TEST(FindingsAsText, OmitsALineThatAFindingDoesNotHave) {
  EXPECT_EQ(FindingsAsText({{"a.yaml", 0, Rule::kNoPools, "m"}}), "a.yaml: warning: no-pools: m\n");
}

TEST(FindingsAsText, HasNoCommandsToARunner) {
  const auto text_of = [](const std::string& file) {
    return FindingsAsText({{file, 0, Rule::kUnreadable, "##[group]x"}});
  };
  EXPECT_EQ(text_of("::error::a.yaml"), "./::error::a.yaml: error: unreadable: ## [group]x\n");
  EXPECT_EQ(text_of(" \u00a0::a.yaml"), "./ \u00a0::a.yaml: error: unreadable: ## [group]x\n");
  EXPECT_EQ(text_of("a::b.yaml"), "a::b.yaml: error: unreadable: ## [group]x\n");
}

TEST(FindingsAsJson, HasNoCommandsToARunner) {
  const std::string message = "##[group]x ###[y ##vso[z";
  const std::string text = FindingsAsJson({{"a.yaml", 1, Rule::kUnreadable, message}});
  EXPECT_EQ(text.find("##["), std::string::npos) << text;
  EXPECT_EQ(text.find("##vso["), std::string::npos) << text;
  EXPECT_EQ(nlohmann::json::parse(text).at(0).at("message"), message);
}

TEST(FindingsForGithub, EscapesAsTheRunnerUnescapes) {
  EXPECT_EQ(FindingsForGithub(kFindings),
            "::error file=clusters/a/pool.yaml,line=9,title=overlap::pool \"p\" shares 100%25 of "
            "it\n"
            "::warning file=odd%2C name%3A%0A.yaml,line=1,title=shared-asn::a line[U+000D][U+000A]"
            "another\n");
  EXPECT_EQ(FindingsForGithub({}), "");
}

TEST(FindingsForGithub, HasNoInvisibleCharacters) {
  EXPECT_EQ(
      FindingsForGithub(
          {{"\x1b[2J%.yaml", 1, Rule::kOverlap, "\x1b]0;x\x07 \u009b2J \u2028::error::\u200f"}}),
      "::error file=[U+001B][2J%25.yaml,line=1,title=overlap::[U+001B]]0;x[U+0007] [U+009B]2J "
      "[U+2028]::error::[U+200F]\n");
}

}  // namespace
}  // namespace exporter::report
