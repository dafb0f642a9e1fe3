#include "exporter/manifests/variables.h"

#include <algorithm>
#include <cstddef>
#include <optional>

namespace exporter::manifests {
namespace {

// Deeper defaults are not replaced.
constexpr int kMaxDepth = 10;
// A longer expression is not replaced, so that the time is linear.
constexpr std::size_t kMaxExpression = 4096;
// More text is not replaced, so that many variables with long values cannot fill the memory.
constexpr std::size_t kMaxExpandedBytes = std::size_t{64} << 20;

bool IsNameCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// The position of the brace that closes the one before `at`; npos: none.
std::size_t FindClosingBrace(std::string_view text, std::size_t at) {
  int open = 1;
  text = text.substr(0, kMaxExpression);
  for (; at < text.size(); ++at) {
    if (text.substr(at).starts_with("${")) ++open;
    if (text[at] == '}' && --open == 0) return at;
  }
  return text.npos;
}

Expansion ExpandTo(std::string_view text, const Variables& variables, int depth);

// The value of the expression between ${ and }; nullopt: it is not an expression.
std::optional<Expansion> ValueOf(std::string_view expression, const Variables& variables,
                                 int depth) {
  const auto* const end = std::find_if_not(expression.begin(), expression.end(), IsNameCharacter);
  const std::string_view name =
      expression.substr(0, static_cast<std::size_t>(end - expression.begin()));
  const std::string unchanged = "${" + std::string(expression) + '}';
  if (expression.starts_with('#') && IsVariableName(expression.substr(1))) {  // the length
    return Expansion{unchanged, std::string(expression.substr(1))};
  }
  if (!IsVariableName(name)) return std::nullopt;
  std::string_view function = expression.substr(name.size());
  const bool empty_counts = !function.starts_with(':');
  if (!empty_counts) function.remove_prefix(1);
  const bool has_default = function.starts_with('=') || function.starts_with('-');
  const auto value = variables.find(name);
  if (has_default) {
    const bool use_value = value != variables.end() && (empty_counts || !value->second.empty());
    if (use_value) return Expansion{value->second, {}};
    return ExpandTo(function.substr(1), variables, depth + 1);
  }
  const bool plain = name.size() == expression.size();
  if (plain && value != variables.end()) return Expansion{value->second, {}};
  return Expansion{unchanged, std::string(name)};
}

Expansion ExpandTo(std::string_view text, const Variables& variables, int depth) {
  Expansion expansion;
  while (!text.empty()) {
    const std::size_t dollar = std::min(text.find('$'), text.size());
    expansion.text += text.substr(0, dollar);
    text.remove_prefix(dollar);
    if (text.starts_with("$$")) {
      expansion.text += '$';
      text.remove_prefix(2);
      continue;
    }
    const std::size_t end = text.starts_with("${") ? FindClosingBrace(text, 2) : text.npos;
    const auto value =
        end == text.npos || depth > kMaxDepth || expansion.text.size() > kMaxExpandedBytes
            ? std::nullopt
            : ValueOf(text.substr(2, end - 2), variables, depth);
    if (value) {
      expansion.text += value->text;
      if (expansion.missing.empty()) expansion.missing = value->missing;
      text.remove_prefix(end + 1);
    } else if (!text.empty()) {
      expansion.text += text.front();
      text.remove_prefix(1);
    }
  }
  return expansion;
}

}  // namespace

Expansion Expand(std::string_view text, const Variables& variables) {
  return ExpandTo(text, variables, 0);
}

bool IsVariableName(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), IsNameCharacter) &&
         !(name.front() >= '0' && name.front() <= '9');
}

}  // namespace exporter::manifests
