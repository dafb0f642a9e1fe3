#include "exporter/metallb/label_selector.h"

#include <gtest/gtest.h>

#include "tests/metallb/yaml_object.h"

namespace exporter::metallb {
namespace {

const std::vector<Label> kEdge = {{"tier", "edge", 0}, {"zone", "b", 0}};
const std::vector<Label> kNone = {};

LabelSelector Selector(const std::string& yaml) {
  const auto selector = DecodeLabelSelector(FromYaml(yaml));
  EXPECT_TRUE(selector) << selector.error().message;
  return selector.value_or(LabelSelector{});
}

TEST(LabelSelector, MatchesEverythingIfEmpty) {
  EXPECT_TRUE(Selector("{}").Matches(kNone));
  EXPECT_TRUE(Selector("{}").Matches(kEdge));
}

TEST(LabelSelector, RequiresAllLabelsToMatch) {
  EXPECT_TRUE(Selector("matchLabels: {tier: edge}").Matches(kEdge));
  EXPECT_TRUE(Selector("matchLabels: {tier: edge, zone: b}").Matches(kEdge));
  EXPECT_FALSE(Selector("matchLabels: {tier: edge, zone: c}").Matches(kEdge));
  EXPECT_FALSE(Selector("matchLabels: {tier: edge}").Matches(kNone));
}

TEST(LabelSelector, SupportsEveryOperator) {
  struct Case {
    const char* expression;
    bool matches_edge;
    bool matches_none;
  };
  const Case cases[] = {
      {"{key: tier, operator: In, values: [core, edge]}", true, false},
      {"{key: tier, operator: In, values: [core]}", false, false},
      {"{key: tier, operator: NotIn, values: [core]}", true, true},
      {"{key: tier, operator: NotIn, values: [core, edge]}", false, true},
      {"{key: tier, operator: Exists}", true, false},
      {"{key: tier, operator: DoesNotExist}", false, true},
  };
  for (const Case& each : cases) {
    const auto selector = Selector(std::string("matchExpressions: [") + each.expression + "]");
    EXPECT_EQ(selector.Matches(kEdge), each.matches_edge) << each.expression;
    EXPECT_EQ(selector.Matches(kNone), each.matches_none) << each.expression;
  }
}

TEST(LabelSelector, RejectsUnknownOperatorsAndWrongTypes) {
  const auto error = [](const std::string& yaml) {
    const auto selector = DecodeLabelSelector(FromYaml(yaml));
    return selector ? "no error" : selector.error().message;
  };
  EXPECT_EQ(error("matchExpressions: [{key: a, operator: Like}]"),
            "matchExpressions: unknown operator \"Like\"; use In, NotIn, Exists or DoesNotExist");
  EXPECT_EQ(error("matchExpressions: [{key: a, operator: In, values: [7]}]"),
            "matchExpressions: values must be a string, found an integer");
  EXPECT_EQ(error("matchLabels: {a: 7}"), "matchLabels.a must be a string, found an integer");
}

}  // namespace
}  // namespace exporter::metallb
