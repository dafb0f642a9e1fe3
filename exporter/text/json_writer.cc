#include "exporter/text/json_writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "exporter/text/utf8.h"

namespace exporter::text {
namespace {

std::string Escaped(char c) {
  constexpr std::string_view kNamed = "\"\\\b\f\n\r\t";
  constexpr std::string_view kNames = "\"\\bfnrt";
  constexpr std::string_view kHex = "0123456789abcdef";
  const std::size_t named = kNamed.find(c);
  if (named != std::string_view::npos) return std::string("\\") + kNames[named];
  if (static_cast<unsigned char>(c) >= 0x20) return std::string(1, c);
  return std::string("\\u00") + kHex[static_cast<std::size_t>(c) >> 4] +
         kHex[static_cast<std::size_t>(c) & 0xf];
}

}  // namespace

std::string JsonQuoted(std::string_view text) {
  std::string quoted = "\"";
  while (!text.empty()) {
    const std::size_t length = DecodeUtf8(text).length;
    if (length == 0) {
      quoted += "\xef\xbf\xbd";
    } else if (length == 1) {
      quoted += Escaped(text.front());
    } else {
      quoted += text.substr(0, length);
    }
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return quoted + '"';
}

JsonWriter& JsonWriter::Key(std::string_view name) {
  Separate();
  text_ += JsonQuoted(name) + (indent_ > 0 ? ": " : ":");
  after_key_ = true;
  return *this;
}

JsonWriter& JsonWriter::Double(double value) {
  if (!std::isfinite(value)) return Null();
  const double size = std::abs(value);
  const bool fixed = size == 0 || (size >= 1e-5 && size < 1e15);  // to_chars prefers 1e+03
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value,
                                 fixed ? std::chars_format::fixed : std::chars_format::scientific)
                       .ptr;
  return Raw({digits.data(), static_cast<std::size_t>(end - digits.data())});
}

JsonWriter& JsonWriter::Raw(std::string_view json) {
  Separate();
  text_ += json;
  return *this;
}

JsonWriter& JsonWriter::Begin(char bracket) {
  Separate();
  text_ += bracket;
  ++depth_;
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::End(char bracket) {
  --depth_;
  if (!std::exchange(first_, false)) BreakLine();
  text_ += bracket;
  return *this;
}

void JsonWriter::Separate() {
  if (std::exchange(after_key_, false)) return;
  if (!std::exchange(first_, false)) text_ += ',';
  if (depth_ > 0) BreakLine();
}

void JsonWriter::BreakLine() {
  if (indent_ > 0) text_ += '\n' + std::string(depth_ * indent_, ' ');
}

}  // namespace exporter::text
