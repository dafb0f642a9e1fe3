#include "exporter/yaml/plain_scalar.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <utility>

namespace exporter::yaml {
namespace {

using objects::Value;

bool IsOneOf(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

// Removes the prefix of the base ("0x", "0o", "0b", "0") and returns the base.
int TakeBase(std::string_view& digits) {
  if (digits.size() < 2 || digits.front() != '0') return 10;
  const char mark = digits[1];
  const bool marked = std::string_view("xXbBoO").find(mark) != std::string_view::npos;
  digits.remove_prefix(marked ? 2 : 1);
  if (mark == 'x' || mark == 'X') return 16;
  return mark == 'b' || mark == 'B' ? 2 : 8;
}

// REQUIRES: `text` has no underscores.
std::optional<std::int64_t> ParseInteger(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  const int base = TakeBase(text);
  if (text.empty() || text.front() == '-') return std::nullopt;
  const std::string digits = (negative ? "-" : "") + std::string(text);
  std::int64_t number = 0;
  const char* const end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, number, base);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

std::size_t TakeDigits(std::string_view& text) {
  const std::size_t count = std::min(text.find_first_not_of("0123456789"), text.size());
  text.remove_prefix(count);
  return count;
}

// True if `text` matches [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?
bool IsDecimal(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  const bool whole = TakeDigits(text) > 0;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    if (TakeDigits(text) == 0 && !whole) return false;
  } else if (!whole) {
    return false;
  }
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(1);
    if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
    if (TakeDigits(text) == 0) return false;
  }
  return text.empty();
}

// The number as an integer, if it is whole. API servers receive JSON, in which 64.0 and 08 become
// integers.
std::optional<std::int64_t> WholeNumber(std::string_view decimal) {
  constexpr double kMaxExact = 9007199254740992;  // 2^53
  if (decimal.starts_with('+')) decimal.remove_prefix(1);
  double number = 0;
  const auto parsed = std::from_chars(decimal.data(), decimal.data() + decimal.size(), number);
  if (parsed.ec != std::errc() || std::abs(number) > kMaxExact) return std::nullopt;
  if (std::trunc(number) != number) return std::nullopt;
  return static_cast<std::int64_t>(number);
}

bool IsInfinityOrNan(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return IsOneOf(text, {".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN"});
}

}  // namespace

decltype(Value::data) PlainScalar(const std::string& text) {
  if (IsOneOf(text, {"", "~", "null", "Null", "NULL"})) return Value::Null();
  if (IsOneOf(text, {"true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"})) {
    return true;
  }
  if (IsOneOf(text, {"false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"})) {
    return false;
  }
  constexpr std::string_view kBeginNumbers = "0123456789+-.";
  if (kBeginNumbers.find(text.front()) == std::string_view::npos) return text;
  std::string written = text;
  std::erase(written, '_');
  if (const auto integer = ParseInteger(written)) return *integer;
  if (IsDecimal(written)) {
    if (const auto integer = WholeNumber(written)) return *integer;
    return Value::Number{std::move(written)};
  }
  return IsInfinityOrNan(text) ? decltype(Value::data)(Value::Number{text}) : text;
}

}  // namespace exporter::yaml
