#include "exporter/objects/field_reader.h"

#include <gtest/gtest.h>

#include <string>
#include <variant>

#include "exporter/objects/json_reader.h"

namespace exporter::objects {
namespace {

constexpr WantedField kLeaves[] = {{"text"}, {"flag"},        {"number"},
                                   {"list"}, {"objects", {}}, {"inner"}};
constexpr WantedField kFields[] = {{"spec", kLeaves}, {"text"}};

Value Parse(const std::string& json) { return ReadObject(json, kFields).value(); }

TEST(FieldReader, ReadsEachType) {
  const Value object =
      Parse(R"({"spec":{"text":"a","flag":false,"number":-7,"list":["x","y"],"objects":[{},{}]}})");
  FieldReader reader(object);
  FieldReader spec = reader.Object("spec");
  EXPECT_EQ(spec.String("text"), "a");
  EXPECT_FALSE(spec.Bool("flag", true));
  EXPECT_EQ(spec.Integer("number"), -7);
  const auto list = spec.Strings("list");
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(std::get<std::string>(list[1].data), "y");
  EXPECT_EQ(spec.Objects("objects").size(), 2U);
  EXPECT_FALSE(reader.error());
}

TEST(FieldReader, ReadsMissingAndNullFieldsAsZeroValues) {
  for (const char* json :
       {"{}", R"({"spec":null})", R"({"spec":{}})",
        R"({"spec":{"text":null,"flag":null,"number":null,"list":null,"objects":null}})"}) {
    const Value object = Parse(json);
    FieldReader reader(object);
    FieldReader spec = reader.Object("spec");
    EXPECT_EQ(spec.String("text"), "") << json;
    EXPECT_TRUE(spec.Bool("flag", true)) << json;
    EXPECT_EQ(spec.Integer("number"), 0) << json;
    EXPECT_TRUE(spec.Strings("list").empty()) << json;
    EXPECT_TRUE(spec.Objects("objects").empty()) << json;
    EXPECT_FALSE(reader.error()) << json;
  }
}

TEST(FieldReader, ReportsTheFirstFieldOfAWrongType) {
  const Value object = Parse(R"({"spec":{"text":7,"flag":"no"},"text":[]})");
  FieldReader reader(object);
  FieldReader spec = reader.Object("spec");
  EXPECT_EQ(spec.String("text"), "");
  EXPECT_TRUE(spec.Bool("flag", true));
  EXPECT_EQ(reader.String("text"), "");
  ASSERT_TRUE(spec.error());
  EXPECT_EQ(spec.error()->message, "spec.text must be a string, found an integer");
  EXPECT_EQ(spec.error()->kind, ErrorKind::kProtocol);
}

TEST(FieldReader, RejectsAFractionAsAnInteger) {
  for (const char* number : {"1.5", "\"1\"", "18446744073709551615"}) {
    const Value object = Parse(std::string(R"({"spec":{"number":)") + number + "}}");
    FieldReader reader(object);
    EXPECT_EQ(reader.Object("spec").Integer("number"), 0);
    EXPECT_TRUE(reader.error()) << number;
  }
}

TEST(FieldReader, NamesTheListOfAWrongElement) {
  const Value object = Parse(R"({"spec":{"list":["a",{}],"objects":["b"]}})");
  FieldReader strings(object);
  EXPECT_EQ(strings.Object("spec").Strings("list").size(), 1U);
  EXPECT_EQ(strings.error()->message, "spec.list must be a string, found an object");
  FieldReader objects(object);
  EXPECT_TRUE(objects.Object("spec").Objects("objects").empty());
  EXPECT_EQ(objects.error()->message, "spec.objects must be an object, found a string");
  FieldReader whole(object);
  EXPECT_EQ(whole.String("spec"), "");
  EXPECT_EQ(whole.error()->message, "spec must be a string, found an object");
}

}  // namespace
}  // namespace exporter::objects
