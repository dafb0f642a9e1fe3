#include "exporter/manifests/variables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace exporter::manifests {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(SubstituteTest, ReplacesVariables) {
  const Variables variables = {{"A", "10.0.0.0"}, {"B_1", "24"}, {"EMPTY", ""}};
  const auto text = [&](std::string_view input) {
    const Substituted result = Substitute(input, variables);
    EXPECT_THAT(result.unresolved, IsEmpty()) << input;
    return result.text;
  };
  EXPECT_EQ(text("${A}/${B_1}"), "10.0.0.0/24");
  EXPECT_EQ(text("${A:=1}${A:-2}"), "10.0.0.010.0.0.0");
  EXPECT_EQ(text("${C:=1.2.3.4-1.2.3.5}|${C:-}|${EMPTY:=x}|${EMPTY}"), "1.2.3.4-1.2.3.5||x|");
  EXPECT_EQ(text("$A $ {A} {A} $$A"), "$A $ {A} {A} $$A") << "not expressions";
  EXPECT_EQ(text("$${A} ${A}"), "${A} 10.0.0.0") << "escaped";
  EXPECT_EQ(text("a: ${A"), "a: ${A");
  EXPECT_EQ(text(""), "");
}

TEST(SubstituteTest, ListsExpressionsWithoutAValue) {
  const Substituted result = Substitute("${A}-${B:=x}-${C^^}-${}", {{"C", "c"}});
  EXPECT_EQ(result.text, "${A}-x-${C^^}-${}");
  EXPECT_THAT(result.unresolved, ElementsAre("${A}", "${C^^}", "${}"));
}

}  // namespace
}  // namespace exporter::manifests
