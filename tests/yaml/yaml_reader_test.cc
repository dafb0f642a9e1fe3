#include "exporter/yaml/yaml_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <variant>

#include "tests/support/utf16.h"

namespace exporter::yaml {
namespace {

using objects::Value;

Value One(const std::string& text) {
  const auto documents = ReadDocuments(text);
  EXPECT_TRUE(documents) << documents.error().message;
  EXPECT_EQ(documents->size(), 1U);
  return documents->front();
}

std::string Text(const Value& object, std::string_view key) {
  const Value* const field = object.Find(key);
  const auto* const text = field == nullptr ? nullptr : std::get_if<std::string>(&field->data);
  return text == nullptr ? "(none)" : *text;
}

TEST(ReadDocuments, DetectsTheTypesOfScalars) {
  const Value value =
      One("a: text\nb: \"7\"\nc: 7\nd: yes\ne: 'yes'\nf: 1.5\ng: ~\nh:\ni: 1.2.3.4\nj: Off\nk: -3\n"
          "l: inf\nm: 007\nn: y\n");
  const std::string types[] = {"a string",   "a string", "an integer", "a boolean", "a string",
                               "a number",   "null",     "null",       "a string",  "a boolean",
                               "an integer", "a string", "an integer", "a string"};
  const auto& object = std::get<Value::Object>(value.data);
  ASSERT_EQ(object.size(), std::size(types));
  for (std::size_t i = 0; i < object.size(); ++i) {
    EXPECT_EQ(object[i].value.TypeName(), types[i]) << object[i].name;
    EXPECT_EQ(object[i].value.line, static_cast<int>(i + 1)) << object[i].name;
  }
}

TEST(ReadDocuments, ReadsEveryDocumentAndJson) {
  const auto documents = ReadDocuments("# a comment\na: 1\n---\n- x\n---\n{\"b\": [true, null]}\n");
  ASSERT_TRUE(documents);
  ASSERT_EQ(documents->size(), 3U);
  EXPECT_EQ(documents->at(1).TypeName(), "a list");
  EXPECT_EQ(documents->at(2).line, 6);
  EXPECT_TRUE(ReadDocuments("").value().empty());
  EXPECT_TRUE(ReadDocuments("# nothing\n").value().empty());
}

TEST(ReadDocuments, ReadsUtf16WithAByteOrderMark) {
  for (const bool little_endian : {true, false}) {
    const Value value = One(tests::ToUtf16("a: b\r\nc: 7\r\n", little_endian));
    EXPECT_EQ(Text(value, "a"), "b");
    EXPECT_EQ(value.Find("c")->line, 2);
  }
  EXPECT_EQ(Text(One(tests::ToUtf16(R"({"a": "\ud83d\ude42"})", true)), "a"), "\U0001f642");
  EXPECT_FALSE(ReadDocuments(tests::ToUtf16("a: b", true).substr(2))) << "no byte order mark";
  EXPECT_FALSE(ReadDocuments(tests::ToUtf16("a: b", true) + 'x')) << "half a character";
}

TEST(ReadDocuments, DecodesBinaryText) {
  EXPECT_EQ(Text(One("a: !!binary YWJj\n"), "a"), "abc");
  EXPECT_EQ(Text(One("a: !!binary |\n  YW\n  Jj\n"), "a"), "abc");
  EXPECT_EQ(Text(One("a: !!binary ''\n"), "a"), "");
  // 61 e9 ff e2 82 ac: only the last three bytes are UTF-8.
  EXPECT_EQ(Text(One("a: !!binary Yen/4oKs\n"), "a"), "a\ufffd\ufffd\u20ac");
  const auto invalid = ReadDocuments("a: 1\nb: !!binary secret*\n");
  ASSERT_FALSE(invalid);
  EXPECT_EQ(InFile("f", invalid.error()).message,
            "f:2: not YAML: the value of !!binary is not base64");
}

TEST(ReadDocuments, ResolvesAliasesAndMergeKeys) {
  const Value value = One(
      "base: &base {a: base, b: base}\nother: &other {b: other, c: other}\n"
      "one: {<<: *base, a: own}\ntwo: {<<: [*base, *other], c: own}\nlist: &l [x]\nagain: *l\n");
  const Value& one = *value.Find("one");
  EXPECT_EQ(Text(one, "a"), "own");
  EXPECT_EQ(Text(one, "b"), "base");
  const Value& two = *value.Find("two");
  EXPECT_EQ(Text(two, "a"), "base");
  EXPECT_EQ(Text(two, "b"), "base") << "the first merged mapping overrides the others";
  EXPECT_EQ(Text(two, "c"), "own");
  EXPECT_EQ(value.Find("again")->TypeName(), "a list");
}

TEST(ReadDocuments, ReportsTheLineOfAnError) {
  const auto error = [](const std::string& text) {
    const auto documents = ReadDocuments(text);
    return documents ? "no error" : InFile("f", documents.error()).message;
  };
  EXPECT_EQ(error("a: 1\nb: [1, 2\nc: 3\n").substr(0, 13), "f:3: not YAML");
  EXPECT_EQ(error("a: b\nc: caf\xe9\n"), "f:2: not UTF-8");
  EXPECT_EQ(error("a: *nobody\n").substr(0, 13), "f:1: not YAML");
  EXPECT_EQ(error("a: 1\n\tb: 2\n").substr(0, 5), "f:2: ");
  EXPECT_EQ(error("a: {{ template }}\n"), "f:1: a field name must be text; is this a template?");
  EXPECT_EQ(error("a: b\nc: \"d\ne: f\n"),
            "f:4: not YAML: found unexpected end of stream while scanning a quoted scalar that "
            "begins in line 2");
  EXPECT_EQ(error("a: b\nc: {d"),
            "f:2: not YAML: did not find expected ',' or '}' while parsing a flow mapping")
      << "there is no line 3";
  EXPECT_EQ(error("a: b\nc: d\nspec\n"),
            "f:4: not YAML: could not find expected ':' while scanning a simple key that begins "
            "in line 3");
  EXPECT_EQ(error("- a\nb: c\n"),
            "f:2: not YAML: did not find expected '-' indicator while parsing a block "
            "collection that begins in line 1");
  EXPECT_EQ(error(std::string("a: b\nc: \0\n", 10)),
            "f:2: not YAML: character U+0000 must be written as an escape in double "
            "quotes");
  EXPECT_EQ(error("a: 1\n...\nb: 2\n"), "f:3: not YAML: did not find expected <document start>");
  EXPECT_EQ(error("? [a]\n: b\n").substr(0, 5), "f:1: ");
  EXPECT_EQ(error("~: b\n").substr(0, 5), "f:1: ");
  EXPECT_EQ(error("a: b\n<<: c\n"), "f:2: the value of << must be an object or a list of objects");
}

TEST(ReadDocuments, RejectsACommaBetweenDocuments) {
  for (const char* text : {",", "\n,a: b\n", "a: b\n---\n, c\n"}) {
    const auto documents = ReadDocuments(text);
    ASSERT_FALSE(documents) << text;
    EXPECT_THAT(documents.error().message, testing::StartsWith("not YAML: ")) << text;
  }
}

TEST(ReadDocuments, QuotesNothingOfAnInvalidText) {
  for (const char* text : {"token: *s3sam3\n", "token: &s3sam3 [*s3sam3]\n", "token: 's3sam3\n",
                           "token: s3sam3: s3sam3\n", "s3sam3\ntoken: x\n", "token: !s3!sam3 x\n",
                           "token: \"s3sam3\\q\"\n", "token: @s3sam3\n", "{s3sam3: [}\n"}) {
    const auto documents = ReadDocuments(text);
    ASSERT_FALSE(documents) << text;
    EXPECT_EQ(documents.error().message.find("s3"), std::string::npos) << documents.error().message;
  }
}

TEST(ReadDocuments, RejectsADuplicateNameOrUsesTheLast) {
  const std::string text = "a:\n  b: 1\n  c: 2\n  b: 3\n";
  EXPECT_EQ(InFile("f", ReadDocuments(text).error()).message,
            "f:4: duplicate key \"b\", first in line 2");
  EXPECT_EQ(InFile("f", ReadDocuments("kind: Secret\nhunter2: x\nhunter2: y\n").error()).message,
            "f:3: duplicate key, first in line 2");
  EXPECT_FALSE(ReadDocuments("{a: 1, 'a': 2}"));
  EXPECT_FALSE(ReadDocuments("{<<: {a: 1}, <<: {b: 1}}"));
  EXPECT_TRUE(ReadDocuments("{a: {b: 1}, c: {b: 1}}\n---\n{a: 1}\n"));
  const auto lenient = ReadDocuments(text, Duplicates::kLastCounts);
  ASSERT_TRUE(lenient);
  EXPECT_EQ(std::get<std::int64_t>(lenient->at(0).Find("a")->Find("b")->data), 3);
  EXPECT_EQ(ReadDocuments("a: 1\n---\n[", Duplicates::kLastCounts)->size(), 1U);
}

// As `kubectl config view -o json` reads them.
TEST(ReadDocuments, ReadsNumbersAsKubectlDoes) {
  const std::pair<const char*, std::int64_t> integers[] = {{"010", 8},
                                                           {"0o10", 8},
                                                           {"0x8", 8},
                                                           {"0X8", 8},
                                                           {"-0x8", -8},
                                                           {"0b11", 3},
                                                           {"-0b11", -3},
                                                           {"08", 8},
                                                           {"0_8", 8},
                                                           {"00", 0},
                                                           {"1_000", 1000},
                                                           {"+5", 5},
                                                           {"1e3", 1000},
                                                           {"1.", 1},
                                                           {"64.0", 64},
                                                           {"0", 0},
                                                           {"-.5e1", -5},
                                                           {"9223372036854775807", INT64_MAX},
                                                           {"-9223372036854775808", INT64_MIN}};
  for (const auto& [text, number] : integers) {
    const Value value = One(text);
    ASSERT_EQ(value.TypeName(), "an integer") << text;
    EXPECT_EQ(std::get<std::int64_t>(value.data), number) << text;
  }
  for (const char* text : {"9223372036854775808", "18446744073709551616", ".5", "+.5", "0.10",
                           "1.5e-3", ".inf", "-.INF", ".nan"}) {
    const Value value = One(text);
    ASSERT_EQ(value.TypeName(), "a number") << text;
    EXPECT_EQ(std::get<Value::Number>(value.data).text, text);
  }
  for (const char* text : {"0o8", "1:30", "2001-01-01", "1.2.3", "0x", "-", "+", ".", "1e", "- 1x",
                           "10.0.0.1", "0b2", "--1", "+-1", "0x-1", "=", "..5", "1e+"}) {
    EXPECT_NE(One(text).TypeName(), "an integer") << text;
    EXPECT_NE(One(text).TypeName(), "a number") << text;
  }
  EXPECT_EQ(One("!!str 7").TypeName(), "a string");
  EXPECT_EQ(One("!own 7").TypeName(), "a string");
  EXPECT_EQ(One("!!int '7'").TypeName(), "an integer");
}

TEST(ReadDocuments, ReadsJsonWithItsEscapes) {
  const Value value =
      One("\xef\xbb\xbf\n{\"a\": \"\\ud83d\\ude00\\/\\\\ud83d\", \"b\":\"\\u00e9\"}");
  EXPECT_EQ(Text(value, "a"), "\xf0\x9f\x98\x80/\\ud83d");
  EXPECT_EQ(Text(value, "b"), "\xc3\xa9");
  EXPECT_FALSE(ReadDocuments(R"({"a": "\ud83d"})")) << "a single surrogate";
  EXPECT_EQ(Text(One(R"(a: '{\ud83d\ude00')"), "a"), R"({\ud83d\ude00)")
      << "not JSON, so not an escape";
}

TEST(ReadDocuments, AcceptsDirectivesAndDocumentEnds) {
  const auto documents =
      ReadDocuments("%YAML 1.2\n---\na: 1\n...\n# between\n---\n...\n---\nb: 2\n");
  ASSERT_TRUE(documents) << documents.error().message;
  ASSERT_EQ(documents->size(), 3U);
  EXPECT_TRUE(documents->at(1).IsNull());
  EXPECT_EQ(documents->at(2).line, 9);
  EXPECT_EQ(One("--- {a: 1}\n").TypeName(), "an object");
}

TEST(ReadDocuments, ReadsANameAsItsText) {
  const Value value = One("&k name: x\n7: a\non: b\nc: {*k : y}\n");
  EXPECT_EQ(Text(value, "7"), "a");
  EXPECT_EQ(Text(value, "on"), "b");
  EXPECT_EQ(InFile("f", ReadDocuments("a: &k b\n*k : c\nb: d\n").error()).message,
            "f:3: duplicate key \"b\", first in line 2");
}

TEST(ReadDocuments, DropsAnOverriddenMergedField) {
  const Value value = One("base: &base {a: 1, b: 2}\none: {<<: *base, a: 3}\n");
  const auto& fields = std::get<Value::Object>(value.Find("one")->data);
  ASSERT_EQ(fields.size(), 2U);
  EXPECT_EQ(fields[0].name, "b");
}

TEST(ReadDocuments, RejectsDeepDocumentsAndAliasBombs) {
  EXPECT_FALSE(ReadDocuments(std::string(100'000, '[')));
  EXPECT_FALSE(ReadDocuments(std::string(100'000, '[') + std::string(100'000, ']')));
  std::string braces;
  for (int i = 0; i < 100'000; ++i) braces += "{a: ";
  EXPECT_FALSE(ReadDocuments(braces));
  const auto deep = ReadDocuments("a: b\nc: " + std::string(1'000, '['));
  ASSERT_FALSE(deep);
  EXPECT_EQ(InFile("f", deep.error()).message, "f:2: nested deeper than 500 levels");

  std::string bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int j = 0; j < 9; ++j) bomb += before + ",";
    bomb += "]\n";
  }
  const auto documents = ReadDocuments(bomb);
  ASSERT_FALSE(documents);
  EXPECT_EQ(InFile("f", documents.error()).message, "f:4: the aliases expand to too many values");
  EXPECT_FALSE(ReadDocuments("a: &a [*a]\n")) << "an alias inside its own anchor";

  const std::string open(400, '[');
  const std::string close(400, ']');
  const std::string tower = "a: &a " + open + close + "\nb: " + open + "*a" + close + "\n";
  EXPECT_EQ(InFile("f", ReadDocuments(tower).error()).message,
            "f:2: nested deeper than 500 levels");
}

}  // namespace
}  // namespace exporter::yaml
