// Writes JSON text, one value after another.
//
// The caller is responsible for the structure: a key before each field, an end for each begin. The
// writer does not check it. Bytes that are not UTF-8 become U+FFFD. Pure.

#ifndef EXPORTER_TEXT_JSON_WRITER_H_
#define EXPORTER_TEXT_JSON_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace exporter::text {

// `text` as a JSON string, in quotes and with escapes. The escapes are also valid in Go strings,
// which readers of logfmt expect.
std::string JsonQuoted(std::string_view text);

class JsonWriter {
 public:
  // Writes each value on its own line, with `indent` spaces for each level. If `indent` is 0,
  // writes everything on one line.
  explicit JsonWriter(std::size_t indent = 0) : indent_(indent) {}

  JsonWriter& BeginObject() { return Begin('{'); }
  JsonWriter& EndObject() { return End('}'); }
  JsonWriter& BeginList() { return Begin('['); }
  JsonWriter& EndList() { return End(']'); }

  JsonWriter& Key(std::string_view name);

  JsonWriter& Null() { return Raw("null"); }
  JsonWriter& Bool(bool value) { return Raw(value ? "true" : "false"); }
  JsonWriter& Integer(std::int64_t value) { return Raw(std::to_string(value)); }
  JsonWriter& Unsigned(std::uint64_t value) { return Raw(std::to_string(value)); }
  // Writes the shortest text that has this value. Whole numbers up to 2^53 have no exponent. A
  // value that is not finite becomes null.
  JsonWriter& Double(double value);
  JsonWriter& String(std::string_view value) { return Raw(JsonQuoted(value)); }
  // Writes `json`, which must be one JSON value, unchanged.
  JsonWriter& Raw(std::string_view json);

  const std::string& text() const { return text_; }

 private:
  JsonWriter& Begin(char bracket);
  JsonWriter& End(char bracket);
  void Separate();
  void BreakLine();

  std::size_t indent_;
  std::size_t depth_ = 0;
  bool first_ = true;       // nothing precedes the next value in its container
  bool after_key_ = false;  // the next value belongs to a key
  std::string text_;
};

}  // namespace exporter::text

#endif  // EXPORTER_TEXT_JSON_WRITER_H_
