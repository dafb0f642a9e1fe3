#include "exporter/objects/list_page.h"

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

// Writes a value out again, so that whole trees can be compared.
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
  Result<std::string> continue_token;
  std::vector<std::string> items;
};

Read ReadPods(const std::string& json) {
  Read read;
  read.continue_token = ReadListPage(json, "PodList", kItem, [&read](const Value& item) {
    read.items.push_back(Write(item));
    return Result<void>();
  });
  return read;
}

std::string ErrorOf(const std::string& json) {
  const Read read = ReadPods(json);
  if (read.continue_token) return "no error";
  EXPECT_EQ(read.continue_token.error().kind, ErrorKind::kProtocol);
  return read.continue_token.error().message;
}

TEST(ReadListPage, KeepsOnlyWhatIsWanted) {
  const Read read = ReadPods(R"({"kind":"PodList","apiVersion":"v1",
      "metadata":{"resourceVersion":"7","continue":"next","other":{"continue":"no"}},
      "items":[
        {"metadata":{"name":"a","managedFields":[{"name":"no","f":{"name":"no"}}]},
         "spec":{"addresses":["x","y"],"auto":true,"asn":64501,"ingress":[{"ip":"1","ports":[1]},{}]},
         "status":{"spec":{"addresses":["no"]}}},
        {"metadata":{"name":"b"},"name":"no"},
        {}]})");
  ASSERT_TRUE(read.continue_token) << read.continue_token.error().message;
  EXPECT_EQ(*read.continue_token, "next");
  EXPECT_EQ(read.items, (std::vector<std::string>{
                            R"({metadata:{name:"a",},spec:{addresses:["x","y",],auto:true,)"
                            R"(asn:64501,ingress:[{ip:"1",},{},],},})",
                            R"({metadata:{name:"b",},})", "{}"}));
}

TEST(ReadListPage, TakesFieldsInAnyOrder) {
  const Read read = ReadPods(
      R"({"items":[{"spec":{"auto":false},"metadata":{"name":"a"}}],"metadata":{},"kind":"PodList"})");
  ASSERT_TRUE(read.continue_token);
  EXPECT_EQ(*read.continue_token, "");
  EXPECT_EQ(read.items, std::vector<std::string>{"{spec:{auto:false,},metadata:{name:\"a\",},}"});
}

TEST(ReadListPage, TakesNullItemsForAnEmptyList) {
  const Read read = ReadPods(R"({"kind":"PodList","metadata":{"continue":""},"items":null})");
  ASSERT_TRUE(read.continue_token);
  EXPECT_TRUE(read.items.empty());
}

TEST(ReadListPage, KeepsOnlyTheTypeOfWhatShouldBeAScalar) {
  const Read read = ReadPods(
      R"({"kind":"PodList","items":[{"metadata":{"name":{"deep":[1,{"a":2}]}},)"
      R"("spec":{"addresses":[["x"],{"y":"z"},"w",[[[]]]],"auto":18446744073709551615,"asn":1.5}}]})");
  ASSERT_TRUE(read.continue_token) << read.continue_token.error().message;
  EXPECT_EQ(read.items,
            std::vector<std::string>{"{metadata:{name:{},},spec:{addresses:[[],{},\"w\",[],],"
                                     "auto:18446744073709551615,asn:1.5,},}"});
}

TEST(ReadListPage, BearsNoObjectLargerThanAClusterStores) {
  const auto page = [](const std::string& items, const std::string& token = "") {
    return R"({"kind":"PodList","metadata":{"continue":")" + token + R"("},"items":[{},)" + items +
           "{}]}";
  };
  const auto named = [](std::size_t bytes) {
    return R"({"metadata":{"name":")" + std::string(bytes, 'x') + R"("}},)";
  };
  const std::string fault = "an object larger than any that a cluster stores";
  constexpr std::size_t kMost = 4'194'304;
  EXPECT_EQ(ErrorOf(page(named(kMost - 1))), "no error");
  EXPECT_EQ(ErrorOf(page(named(kMost))), "no error");
  EXPECT_EQ(ErrorOf(page(named(kMost + 1))), fault);
  EXPECT_EQ(ErrorOf(page(named(kMost) + named(kMost))), "no error") << "each alone";
  EXPECT_EQ(ErrorOf(page("", std::string(kMost + 1, 't'))), fault);
  EXPECT_EQ(ErrorOf(page("", std::string(65'536, 't'))), "no error");
  EXPECT_EQ(ErrorOf(page("", std::string(65'537, 't'))), "a continue token of 65537 bytes");
  // Beside the object, its spec and the list.
  const auto listed = [](std::size_t values) {
    std::string list = "1";
    for (std::size_t i = 1; i < values; ++i) list += ",1";
    return R"({"spec":{"addresses":[)" + list + "]}},";
  };
  EXPECT_EQ(ErrorOf(page(listed(199'997))), "no error");
  EXPECT_EQ(ErrorOf(page(listed(199'998))), fault);
}

TEST(ReadListPage, TellsWhatIsNoSuchList) {
  EXPECT_EQ(ErrorOf(""), "not JSON, or cut short, at byte 1");
  EXPECT_EQ(ErrorOf("<html>log in</html>"), "not JSON, or cut short, at byte 1");
  EXPECT_EQ(ErrorOf(R"({"kind":"PodList","items":[{"metadata":)"),
            "not JSON, or cut short, at byte 40");
  EXPECT_EQ(ErrorOf(R"({"kind":"PodList","items":[]}{})"), "not JSON, or cut short, at byte 30");
  EXPECT_EQ(ErrorOf("[]"), "a list where an object should be");
  EXPECT_EQ(ErrorOf("7"), "an integer where an object should be");
  EXPECT_EQ(ErrorOf(R"({"kind":"Status","items":[]})"),
            "an object of kind \"Status\" where kind PodList should be");
  EXPECT_EQ(ErrorOf(R"({"kind":")" + std::string(99, 'x') + "\xc3\xa9\"}"),
            "an object of kind \"" + std::string(99, 'x') + "\" where kind PodList should be");
  EXPECT_EQ(ErrorOf(R"({"items":[]})"), "an object without kind, where kind PodList should be");
  EXPECT_EQ(ErrorOf(R"({"kind":7,"items":[]})"), "kind is an integer where a string should be");
  EXPECT_EQ(ErrorOf(R"({"kind":"PodList"})"), "a list without items");
  EXPECT_EQ(ErrorOf(R"({"kind":"PodList","metadata":{"continue":["x"]},"items":[]})"),
            "metadata.continue is a list where a string should be");
  EXPECT_EQ(ErrorOf(R"({"kind":"PodList","metadata":{"continue":5},"items":[]})"),
            "metadata.continue is an integer where a string should be");
  EXPECT_EQ(ErrorOf(R"({"kind":"PodList","metadata":"x","items":[]})"),
            "metadata is a string where an object should be");
  EXPECT_EQ(ErrorOf(R"({"kind":"PodList","items":{}})"), "items is an object, not a list");
  EXPECT_EQ(ErrorOf(R"({"kind":"PodList","items":"none"})"), "items is a string, not a list");
  EXPECT_EQ(ErrorOf(R"({"kind":"PodList","items":[{},3]})"),
            "an item of the list is an integer, not an object");
  EXPECT_EQ(ErrorOf(R"({"kind":"PodList","items":[null]})"),
            "an item of the list is null, not an object");
  EXPECT_EQ(ErrorOf(R"({"kind":"PodList","items":[[{}]]})"),
            "an item of the list is a list, not an object");
}

// What the fast parser leaves to the other one, by its size, its depth or its numbers.
TEST(ReadListPage, ReadsAnyPageAlike) {
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
    ASSERT_TRUE(other.continue_token) << other.continue_token.error().message;
    EXPECT_EQ(*other.continue_token, "t");
    EXPECT_EQ(other.items, read.items);
  }
}

TEST(ReadListPage, EveryCutIsAnErrorAndNeverAShorterList) {
  const std::string whole =
      R"({"kind":"PodList","metadata":{"continue":"t"},"items":[{"metadata":{"name":"a"}},{}]})";
  EXPECT_EQ(ErrorOf(whole), "no error");
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_NE(ErrorOf(whole.substr(0, length)), "no error") << length;
  }
}

TEST(ReadListPage, EndsWithTheHandlersError) {
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

// Any depth, anywhere, in what is wanted and in what is not.
TEST(ReadListPage, BearsDeepDocuments) {
  constexpr std::size_t kDepth = 1'000'000;
  const std::string lists(kDepth, '[');
  const std::string ends(kDepth, ']');
  std::string objects;
  for (std::size_t i = 0; i < kDepth; ++i) objects += R"({"spec":)";
  for (const std::string& json :
       {lists, objects, R"({"kind":"PodList","items":)" + lists + ends + "}",
        R"({"kind":"PodList","other":)" + lists + ends + R"(,"items":[]})",
        R"({"kind":"PodList","items":[{"spec":{"addresses":)" + lists + ends + "}}]}"}) {
    ReadPods(json);  // an error or not: it must come back
  }
  EXPECT_EQ(
      ReadPods(R"({"kind":"PodList","items":[{"spec":{"addresses":)" + lists + ends + "}}]}").items,
      std::vector<std::string>{"{spec:{addresses:[[],],},}"});
}

TEST(ReadObject, KeepsOnlyWhatIsWanted) {
  const auto object = ReadObject(R"({"metadata":{"name":"a","uid":"b"},"items":[1]})", kItem);
  ASSERT_TRUE(object);
  EXPECT_EQ(Write(*object), "{metadata:{name:\"a\",},}");
  EXPECT_FALSE(ReadObject("[]", kItem));
  EXPECT_FALSE(ReadObject("{", kItem));
}

}  // namespace
}  // namespace exporter::objects
