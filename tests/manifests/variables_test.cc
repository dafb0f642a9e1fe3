#include "exporter/manifests/variables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace exporter::manifests {
namespace {

TEST(Expand, ReplacesVariablesAsFluxDoes) {
  const Variables variables = {{"A", "10.0.0.0"}, {"B_1", "24"}, {"EMPTY", ""}};
  const auto text = [&](std::string_view input) {
    const Expansion expansion = Expand(input, variables);
    EXPECT_EQ(expansion.missing, "") << input;
    return expansion.text;
  };
  EXPECT_EQ(text("${A}/${B_1}"), "10.0.0.0/24");
  EXPECT_EQ(text("${A:=1}${A:-2}${A=3}${A-4}"), "10.0.0.010.0.0.010.0.0.010.0.0.0");
  EXPECT_EQ(text("${C:=1.2.3.4-1.2.3.5}|${C:-}|${EMPTY:=x}|${EMPTY}"), "1.2.3.4-1.2.3.5||x|");
  EXPECT_EQ(text("${C=x}|${EMPTY=x}|${EMPTY-x}"), "x||");
  EXPECT_EQ(text("${C:=${B_1}-${D:-e}}"), "24-e") << "variables in a default";
  EXPECT_EQ(text("$A $ {A} {A}"), "$A $ {A} {A}") << "not expressions";
  EXPECT_EQ(text("$${A} ${A} $$A"), "${A} 10.0.0.0 $A") << "escaped";
  EXPECT_EQ(text("$${C:=${A}}"), "${C:=10.0.0.0}");
  EXPECT_EQ(text("a: ${A ${} ${1A} ${-A}"), "a: ${A ${} ${1A} ${-A}");
  EXPECT_EQ(text(""), "");
}

TEST(Expand, NamesTheFirstVariableWithoutAValue) {
  const Expansion expansion = Expand("${A}-${B:=x}-${C^^}-${D:=${E}}", {{"C", "c"}});
  EXPECT_EQ(expansion.text, "${A}-x-${C^^}-${E}");
  EXPECT_EQ(expansion.missing, "A");
  EXPECT_EQ(Expand("${C^^}", {{"C", "c"}}).missing, "C") << "a function that is not supported";
  EXPECT_EQ(Expand("${#C}", {{"C", "c"}}).missing, "C");
  EXPECT_EQ(Expand("${D:=${E}}", {}).missing, "E");
  EXPECT_EQ(Expand("${D:=${E}}", {{"D", "d"}}).missing, "") << "the default is not used";
}

TEST(Expand, IsBounded) {
  constexpr int kNested = 5'000;  // more than an expression may contain
  std::string nested;
  for (int i = 0; i < kNested; ++i) nested += "${A:=";
  EXPECT_EQ(Expand(nested, {}).text.size(), nested.size());
  nested += std::string(kNested, '}');
  EXPECT_LE(Expand(nested, {}).text.size(), nested.size());
  std::string many;
  for (int i = 0; i < 10'000; ++i) many += "${A}";
  EXPECT_LE(Expand(many, {{"A", std::string(100'000, 'a')}}).text.size(), 65U << 20);
}

TEST(IsVariableName, AcceptsLettersDigitsAndUnderscores) {
  for (const char* name : {"A", "_", "a1", "LB_RANGE"}) EXPECT_TRUE(IsVariableName(name)) << name;
  for (const char* name : {"", "1", "1A", "a-b", "a b", "\xc3\xa4"}) {
    EXPECT_FALSE(IsVariableName(name)) << name;
  }
}

}  // namespace
}  // namespace exporter::manifests
