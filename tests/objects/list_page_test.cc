#include "exporter/objects/list_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <variant>
#include <vector>

namespace exporter::objects {
namespace {

constexpr WantedField kMetadata[] = {{"name"}};
constexpr WantedField kIngress[] = {{"ip"}};
constexpr WantedField kSpec[] = {{"addresses"}, {"auto"}, {"asn"}, {"ingress", kIngress}};
constexpr WantedField kItem[] = {{"metadata", kMetadata}, {"spec", kSpec}};

// As text, so that whole trees can be compared.
std::string Write(const Value& value) {
  struct Writer {
    std::string operator()(Value::Null /*null*/) const { return "null"; }
    std::string operator()(bool value) const { return value ? "true" : "false"; }
    std::string operator()(std::int64_t value) const { return std::to_string(value); }
    std::string operator()(const Value::Number& value) const { return value.text; }
    std::string operator()(const std::string& value) const { return '"' + value + '"'; }
    std::string operator()(const Value::List& list) const {
      std::string text = "[";
      for (const Value& element : list) text += Write(element) + ",";
      return text + "]";
    }
    std::string operator()(const Value::Object& object) const {
      std::string text = "{";
      for (const auto& [key, field, line] : object) text += key + ":" + Write(field) + ",";
      return text + "}";
    }
  };
  return std::visit(Writer(), value.data);
}

struct Read {
  Result<ListPageMetadata> metadata;
  std::vector<std::string> items;
};

Read ReadPods(const std::string& json) {
  Read read;
  read.metadata = ReadListPage(json, "PodList", kItem, [&read](const Value& item) {
    read.items.push_back(Write(item));
    return Result<void>();
  });
  return read;
}

std::string ErrorOf(const std::string& json) {
  const Read read = ReadPods(json);
  if (read.metadata) return "no error";
  EXPECT_EQ(read.metadata.error().kind, ErrorKind::kProtocol);
  return read.metadata.error().message;
}

TEST(ReadListPage, ReadsOnlySelectedFields) {
  const Read read = ReadPods(R"({"kind":"PodList","apiVersion":"v1",
      "metadata":{"resourceVersion":"7","continue":"next","other":{"continue":"no"}},
      "items":[
        {"metadata":{"name":"a","managedFields":[{"name":"no","f":{"name":"no"}}]},
         "spec":{"addresses":["x","y"],"auto":true,"asn":64501,"ingress":[{"ip":"1","ports":[1]},{}]},
         "status":{"spec":{"addresses":["no"]}}},
        {"metadata":{"name":"b"},"name":"no"},
        {}]})");
  ASSERT_TRUE(read.metadata) << read.metadata.error().message;
  EXPECT_EQ(read.metadata->continue_token, "next");
  EXPECT_EQ(read.items, (std::vector<std::string>{
                            R"({metadata:{name:"a",},spec:{addresses:["x","y",],auto:true,)"
                            R"(asn:64501,ingress:[{ip:"1",},{},],},})",
                            R"({metadata:{name:"b",},})", "{}"}));
}

TEST(ReadListPage, AcceptsFieldsInAnyOrder) {
  const Read read = ReadPods(
      R"({"items":[{"spec":{"auto":false},"metadata":{"name":"a"}}],"metadata":{},"kind":"PodList"})");
  ASSERT_TRUE(read.metadata);
  EXPECT_EQ(read.metadata->continue_token, "");
  EXPECT_EQ(read.items, std::vector<std::string>{"{spec:{auto:false,},metadata:{name:\"a\",},}"});
}

TEST(ReadListPage, ReadsNullItemsAsAnEmptyList) {
  const Read read = ReadPods(R"({"kind":"PodList","metadata":{"continue":""},"items":null})");
  ASSERT_TRUE(read.metadata);
  EXPECT_TRUE(read.items.empty());
}

TEST(ReadListPage, ReadsAnUnexpectedContainerAsAnEmptyOne) {
  const Read read = ReadPods(
      R"({"kind":"PodList","items":[{"metadata":{"name":{"deep":[1,{"a":2}]}},)"
      R"("spec":{"addresses":[["x"],{"y":"z"},"w",[[[]]]],"auto":18446744073709551615,"asn":1.5}}]})");
  ASSERT_TRUE(read.metadata) << read.metadata.error().message;
  EXPECT_EQ(read.items,
            std::vector<std::string>{"{metadata:{name:{},},spec:{addresses:[[],{},\"w\",[],],"
                                     "auto:18446744073709551615,asn:1.5,},}"});
}

TEST(ReadListPage, RejectsAnObjectLargerThanAClusterCanStore) {
  const auto page = [](const std::string& items, const std::string& token = "") {
    return R"({"kind":"PodList","metadata":{"continue":")" + token + R"("},"items":[{},)" + items +
           "{}]}";
  };
  const auto named = [](std::size_t bytes) {
    return R"({"metadata":{"name":")" + std::string(bytes, 'x') + R"("}},)";
  };
  const std::string fault = "an object exceeds 4 MiB of text or 200,000 values";
  constexpr std::size_t kMost = 4'194'304;
  EXPECT_EQ(ErrorOf(page(named(kMost - 1))), "no error");
  EXPECT_EQ(ErrorOf(page(named(kMost))), "no error");
  EXPECT_EQ(ErrorOf(page(named(kMost + 1))), fault);
  EXPECT_EQ(ErrorOf(page(named(kMost) + named(kMost))), "no error")
      << "the bound is for each object";
  EXPECT_EQ(ErrorOf(page("", std::string(kMost + 1, 't'))), fault);
  EXPECT_EQ(ErrorOf(page("", std::string(65'536, 't'))), "no error");
  EXPECT_EQ(ErrorOf(page("", std::string(65'537, 't'))), "a continue token of 65537 bytes");
  // In addition to the object, its spec and the list.
  const auto listed = [](std::size_t values) {
    std::string list = "1";
    for (std::size_t i = 1; i < values; ++i) list += ",1";
    return R"({"spec":{"addresses":[)" + list + "]}},";
  };
  EXPECT_EQ(ErrorOf(page(listed(199'997))), "no error");
  EXPECT_EQ(ErrorOf(page(listed(199'998))), fault);
}

TEST(ReadListPage, ReportsTheFaultAndItsPosition) {
  EXPECT_EQ(ErrorOf(""), "invalid or truncated JSON at byte 1");
  EXPECT_EQ(ErrorOf("<html>log in</html>"), "invalid or truncated JSON at byte 1");
  EXPECT_EQ(ErrorOf(R"({"kind":"PodList","items":[{"metadata":)"),
            "invalid or truncated JSON at byte 40");
  EXPECT_EQ(ErrorOf(R"({"kind":"PodList","items":[]}{})"), "invalid or truncated JSON at byte 30");
  EXPECT_EQ(ErrorOf("[]"), "must be an object, found a list");
  EXPECT_EQ(ErrorOf("7"), "must be an object, found a number");
  EXPECT_EQ(ErrorOf(R"({"kind":"Status","items":[]})"), "kind must be PodList, found \"Status\"");
  EXPECT_EQ(ErrorOf(R"({"kind":")" + std::string(99, 'x') + "\xc3\xa9\"}"),
            "kind must be PodList, found \"" + std::string(99, 'x') + '"');
  EXPECT_EQ(ErrorOf(R"({"items":[]})"), "kind must be PodList, but is missing");
  EXPECT_EQ(ErrorOf(R"({"kind":7,"items":[]})"), "kind must be a string, found an integer");
  EXPECT_EQ(ErrorOf(R"({"kind":"PodList"})"), "items is missing");
  EXPECT_EQ(ErrorOf(R"({"kind":"PodList","metadata":{"continue":["x"]},"items":[]})"),
            "metadata.continue must be a string, found a list");
  EXPECT_EQ(ErrorOf(R"({"kind":"PodList","metadata":{"continue":5},"items":[]})"),
            "metadata.continue must be a string, found an integer");
  EXPECT_EQ(ErrorOf(R"({"kind":"PodList","metadata":"x","items":[]})"),
            "metadata must be an object, found a string");
  EXPECT_EQ(ErrorOf(R"({"kind":"PodList","items":{}})"), "items must be a list, found an object");
  EXPECT_EQ(ErrorOf(R"({"kind":"PodList","items":"none"})"),
            "items must be a list, found a string");
  EXPECT_EQ(ErrorOf(R"({"kind":"PodList","items":[{},3]})"),
            "an element of items must be an object, found an integer");
  EXPECT_EQ(ErrorOf(R"({"kind":"PodList","items":[null]})"),
            "an element of items must be an object, found null");
  EXPECT_EQ(ErrorOf(R"({"kind":"PodList","items":[[{}]]})"),
            "an element of items must be an object, found a list");
}

TEST(ReadListPage, SkipsFieldsOfAnySizeDepthAndNumber) {
  const auto page = [](const std::string& unwanted) {
    return R"({"kind":"PodList","other":)" + unwanted +
           R"(,"items":[{"metadata":{"name":"\u00e9","name":"b"},"status":{"name":[1.5e3,{}]},)"
           R"("spec":{"addresses":["x",null,-0,1.5,[1,[2]],true],"auto":{"a":"b"}}},{"spec":[]}],)"
           R"("metadata":{"continue":"t"}})";
  };
  const Read read = ReadPods(page("{}"));
  EXPECT_EQ(read.items,
            (std::vector<std::string>{"{metadata:{name:\"\xc3\xa9\",name:\"b\",},"
                                      "spec:{addresses:[\"x\",null,0,1.5,[],true,],auto:{},},}",
                                      "{spec:[],}"}));
  const std::string deep = std::string(2'000, '[') + std::string(2'000, ']');
  const std::string large = '"' + std::string(9'000'000, 'x') + '"';
  for (const std::string& unwanted :
       {deep, large, std::string(30, '9'), "-" + std::string(30, '9')}) {
    const Read other = ReadPods(page(unwanted));
    ASSERT_TRUE(other.metadata) << other.metadata.error().message;
    EXPECT_EQ(other.metadata->continue_token, "t");
    EXPECT_EQ(other.items, read.items);
  }
}

// A double cannot represent all of them.
TEST(ReadListPage, ReadsNumbersOfMoreThan64Bits) {
  const std::string digits(30, '9');
  const Read read =
      ReadPods(R"({"kind":"PodList","items":[{"spec":{"asn":)" + digits +
               R"( ,"addresses":[-9223372036854775808,9223372036854775808,-1.50E+3,)" + '-' +
               digits + "]}}]}");
  ASSERT_TRUE(read.metadata) << read.metadata.error().message;
  EXPECT_EQ(read.items, std::vector<std::string>{"{spec:{asn:" + digits +
                                                 ",addresses:[-9223372036854775808,"
                                                 "9223372036854775808,-1.50E+3,-" +
                                                 digits + ",],},}"});
}

TEST(ReadListPage, RejectsInvalidValuesOfSelectedFields) {
  for (const char* value :
       {"nul",   "tru", "falsee",  "01",          "1.",    "-",    "+1",        "1e",
        "1e999", "0x1", "\"\\x\"", "\"\\ud800\"", "[1 2]", "[1,]", "{\"a\" 1}", "{\"a\":}",
        "]",     "}",   "",        "NaN"}) {
    const std::string json = R"({"kind":"PodList","items":[{"spec":{"addresses":[)" +
                             std::string(value) + R"(,1],"auto":)" + value + "}}]}";
    EXPECT_THAT(ErrorOf(json), testing::HasSubstr("invalid or truncated JSON at byte ")) << value;
  }
}

TEST(ReadListPage, RejectsInvalidTextOfSkippedFields) {
  const auto error_of = [](const std::string& text) {
    return ErrorOf(R"({"kind":"PodList","items":[],"other":)" + text + "}");
  };
  EXPECT_EQ(error_of("\"\xff\""), "invalid or truncated JSON at byte 39");
  EXPECT_EQ(error_of("\"a\tb\""), "invalid or truncated JSON at byte 40");
  EXPECT_EQ(error_of("\"open"), "invalid or truncated JSON at byte 44");
  EXPECT_EQ(error_of("[[1]"), "invalid or truncated JSON at byte 43");
}

// The parser needs memory for each token. Text inside strings is not a token.
TEST(ReadListPage, RejectsMoreThan24MillionTokens) {
  const auto page = [](const std::string& other) {
    return R"({"kind":"PodList","items":[],"other":)" + other + "}";
  };
  std::string list;
  for (int i = 0; i < 12'000'000; ++i) list += "1,";
  EXPECT_EQ(ErrorOf(page('[' + list + "1]")), "a JSON document of more than 24 million tokens");
  EXPECT_EQ(ErrorOf(page('"' + list + "\\\"," + list + '"')), "no error");
}

TEST(ReadListPage, RejectsEveryTruncatedPage) {
  const std::string whole =
      R"({"kind":"PodList","metadata":{"continue":"t"},"items":[{"metadata":{"name":"a"}},{}]})";
  EXPECT_EQ(ErrorOf(whole), "no error");
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_NE(ErrorOf(whole.substr(0, length)), "no error") << length;
  }
}

TEST(ReadListPage, StopsAtTheHandlersError) {
  int handled = 0;
  const auto token = ReadListPage(R"({"kind":"PodList","items":[{},{},{}]})", "PodList", kItem,
                                  [&handled](const Value& /*item*/) -> Result<void> {
                                    if (++handled == 2) return Fail(ErrorKind::kProtocol, "enough");
                                    return {};
                                  });
  ASSERT_FALSE(token);
  EXPECT_EQ(token.error().message, "enough");
  EXPECT_EQ(handled, 2);
}

// In selected fields and in skipped fields.
TEST(ReadListPage, AcceptsAnyDepth) {
  constexpr std::size_t kDepth = 1'000'000;
  const std::string lists(kDepth, '[');
  const std::string ends(kDepth, ']');
  std::string objects;
  for (std::size_t i = 0; i < kDepth; ++i) objects += R"({"spec":)";
  for (const std::string& json :
       {lists, objects, R"({"kind":"PodList","items":)" + lists + ends + "}",
        R"({"kind":"PodList","other":)" + lists + ends + R"(,"items":[]})",
        R"({"kind":"PodList","items":[{"spec":{"addresses":)" + lists + ends + "}}]}"}) {
    ReadPods(json);  // must return, with an error or not
  }
  EXPECT_EQ(
      ReadPods(R"({"kind":"PodList","items":[{"spec":{"addresses":)" + lists + ends + "}}]}").items,
      std::vector<std::string>{"{spec:{addresses:[[],],},}"});
}

TEST(ReadObject, ReadsOnlySelectedFields) {
  const auto object = ReadObject(R"({"metadata":{"name":"a","uid":"b"},"items":[1]})", kItem);
  ASSERT_TRUE(object);
  EXPECT_EQ(Write(*object), "{metadata:{name:\"a\",},}");
  EXPECT_FALSE(ReadObject("[]", kItem));
  EXPECT_FALSE(ReadObject("{", kItem));
}

TEST(ReadObject, StreamsAnyListWithinItsBounds) {
  static constexpr WantedField kNames[] = {{"name"}, {"list"}};
  static constexpr WantedField kDocument[] = {{"pods", kNames}, {"items"}};
  std::vector<std::string> read;
  const ItemHandler handler = [&read](const Value& item) {
    read.push_back(Write(item));
    return Result<void>();
  };
  const auto stream = [&](const std::string& json) {
    read.clear();
    return ReadObject(json, kDocument,
                      StreamedList{"pods", handler, {.max_values = 4'000, .max_text_bytes = 1}});
  };
  const auto document = stream(R"({"items":[1,2],"pods":[{"name":"a"},{"name":"b"}]})");
  ASSERT_TRUE(document) << document.error().message;
  EXPECT_EQ(Write(*document), "{items:[1,2,],pods:[],}");
  EXPECT_THAT(read, testing::ElementsAre("{name:\"a\",}", "{name:\"b\",}"));
  EXPECT_EQ(stream(R"({"pods":[7]})").error().message,
            "an element of pods must be an object, found an integer");
  std::string ones = "1";
  for (int i = 1; i < 3'998; ++i) ones += ",1";
  EXPECT_TRUE(stream(R"({"pods":[{"list":[)" + ones + R"(]},{"list":[1]}]})"));
  EXPECT_EQ(stream(R"({"pods":[{"list":[)" + ones + ",1" + R"(]}]})").error().message,
            "an object exceeds 0 MiB of text or 4,000 values");
  EXPECT_FALSE(stream(R"({"pods":[{"name":"ab"}]})"));
}

}  // namespace
}  // namespace exporter::objects
