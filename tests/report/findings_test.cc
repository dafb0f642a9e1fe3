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

TEST(FindingsAsText, IsALineEach) {
  EXPECT_EQ(FindingsAsText(kFindings),
            "clusters/a/pool.yaml:9: error: overlap: pool \"p\" shares 100% of it\n"
            "odd, name:\\x0a.yaml:1: warning: shared-asn: a line\\x0d\\x0aanother\n");
  EXPECT_EQ(FindingsAsText({{"ä\x1b[0m", 1, Rule::kOverlap, "\x7f"}}),
            "ä\\x1b[0m:1: error: overlap: \\x7f\n");
  EXPECT_EQ(FindingsAsText({{"f", 1, Rule::kOverlap, "\xc2\x9b[0m"}}),
            "f:1: error: overlap: \\xc2\\x9b[0m\n");
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

TEST(FindingsAsJson, BearsNamesThatAreNotUtf8) {
  const auto array =
      nlohmann::json::parse(FindingsAsJson({{"\xff.yaml", 1, Rule::kOverlap, "message"}}));
  EXPECT_EQ(array[0]["file"], "\xef\xbf\xbd.yaml");
}

TEST(FindingsForGithub, EscapesAsTheRunnerUnescapes) {
  EXPECT_EQ(FindingsForGithub(kFindings),
            "::error file=clusters/a/pool.yaml,line=9,title=overlap::pool \"p\" shares 100%25 of "
            "it\n"
            "::warning file=odd%2C name%3A%0A.yaml,line=1,title=shared-asn::a line%0D%0Aanother\n");
  EXPECT_EQ(FindingsForGithub({}), "");
}

}  // namespace
}  // namespace exporter::report
