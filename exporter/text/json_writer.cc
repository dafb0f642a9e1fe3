#include "exporter/text/json_writer.h"

#include <array>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

namespace exporter::text {
std::string JsonQuoted(std::string_view text) {
  using nlohmann::json;
  return json(text).dump(-1, ' ', false, json::error_handler_t::replace);
}

JsonWriter& JsonWriter::Key(std::string_view name) {
  Separate();
  text_ += JsonQuoted(name) + (indent_ > 0 ? ": " : ":");
  after_key_ = true;
  return *this;
}

JsonWriter& JsonWriter::Double(double value) {
  if (!std::isfinite(value)) return Null();
  constexpr double kMaxExact = 9007199254740992;  // 2^53
  if (std::trunc(value) == value && std::abs(value) <= kMaxExact) {
    return Integer(
        static_cast<std::int64_t>(value));  // without an exponent, for readers of integers
  }
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
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
