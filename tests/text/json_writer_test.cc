#include "exporter/text/json_writer.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace exporter::text {
namespace {

void WriteCluster(JsonWriter& json) {
  json.BeginObject().Key("name").String("a").Key("pools").BeginList();
  json.BeginObject().Key("size").Unsigned(254).Key("full").Bool(false).EndObject();
  json.Integer(-1).Null().Raw("18446744073709551616");
  json.EndList().Key("empty").BeginObject().EndObject().Key("none").BeginList().EndList();
  json.EndObject();
}

TEST(JsonWriter, WritesOneLine) {
  JsonWriter json;
  WriteCluster(json);
  EXPECT_EQ(json.text(),
            R"({"name":"a","pools":[{"size":254,"full":false},-1,null,18446744073709551616],)"
            R"("empty":{},"none":[]})");
}

TEST(JsonWriter, IndentsEachLevel) {
  JsonWriter json(2);
  WriteCluster(json);
  EXPECT_EQ(json.text(), R"({
  "name": "a",
  "pools": [
    {
      "size": 254,
      "full": false
    },
    -1,
    null,
    18446744073709551616
  ],
  "empty": {},
  "none": []
})");
}

TEST(JsonWriter, WritesTheShortestTextOfADouble) {
  const auto text_of = [](double value) { return JsonWriter().Double(value).text(); };
  EXPECT_EQ(text_of(0.1), "0.1");
  EXPECT_EQ(text_of(1e300), "1e+300");
  EXPECT_EQ(text_of(-1'785'000'000), "-1785000000");
  EXPECT_EQ(text_of(0), "0");
  EXPECT_EQ(text_of(std::numeric_limits<double>::infinity()), "null");
}

TEST(JsonQuoted, EscapesOnlyWhatJsonForbids) {
  EXPECT_EQ(JsonQuoted("a\"b\\c\n\t\r\b\f\x01\x1f\x7f/é🙂"),
            "\"a\\\"b\\\\c\\n\\t\\r\\b\\f\\u0001\\u001f\x7f/é🙂\"");
  EXPECT_EQ(JsonQuoted(std::string("\0", 1)), "\"\\u0000\"");
}

TEST(JsonQuoted, ReplacesBytesThatAreNotUtf8) {
  EXPECT_EQ(JsonQuoted("a\xff\xc3z"), "\"a\xef\xbf\xbd\xef\xbf\xbdz\"");
}

}  // namespace
}  // namespace exporter::text
