#include "exporter/objects/wanted_field.h"

#include <gtest/gtest.h>

namespace exporter::objects {
namespace {

Value Text(const char* text, int line) { return {std::string(text), line}; }

TEST(Select, CopiesOnlyTheWantedFieldsWithTheirLines) {
  static constexpr WantedField kSpec[] = {{"type"}, {"selector"}};
  static constexpr WantedField kWanted[] = {{"metadata", kSpec}, {"spec", kSpec}};
  const Value selector = {Value::Object{{"app", Text("web", 5), 5}}, 5};
  const Value spec = {
      Value::Object{
          {"type", Text("a", 3), 3}, {"ports", Text("b", 4), 4}, {"selector", selector, 5}},
      2};
  const Value object = {
      Value::Object{{"kind", Text("c", 1), 1}, {"metadata", Text("d", 6), 6}, {"spec", spec, 2}},
      1};
  const Value selected = Select(object, kWanted);
  EXPECT_EQ(selected,
            (Value{Value::Object{
                       {"metadata", Text("d", 6), 6},
                       {"spec",
                        {Value::Object{{"type", Text("a", 3), 3}, {"selector", selector, 5}}, 2},
                        2}},
                   1}));
  EXPECT_EQ(selected.line, 1);
  EXPECT_EQ(selected.Find("spec")->line, 2);
  EXPECT_EQ(selected.Find("spec")->Find("type")->line, 3);
}

}  // namespace
}  // namespace exporter::objects
