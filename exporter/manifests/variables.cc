#include "exporter/manifests/variables.h"

#include <algorithm>
#include <cstddef>
#include <optional>

namespace exporter::manifests {
namespace {

bool IsNameCharacter(char c) {
  return c == '_' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

// The value of an expression without "${" and "}"; nullopt if it has none.
std::optional<std::string> ValueOf(std::string_view expression, const Variables& variables) {
  const auto* const end = std::find_if_not(expression.begin(), expression.end(), IsNameCharacter);
  const std::string_view name =
      expression.substr(0, static_cast<std::size_t>(end - expression.begin()));
  const std::string_view rest = expression.substr(name.size());
  const auto found = variables.find(name);
  const bool has_default = rest.starts_with(":=") || rest.starts_with(":-");
  if (name.empty() || !(rest.empty() || has_default)) return std::nullopt;
  if (found != variables.end() && !(has_default && found->second.empty())) return found->second;
  if (has_default) return std::string(rest.substr(2));
  return std::nullopt;
}

}  // namespace

Substituted Substitute(std::string_view text, const Variables& variables) {
  Substituted result;
  while (!text.empty()) {
    const std::size_t begin = std::min(text.find("${"), text.size());
    const std::size_t end = text.find('}', begin);
    if (end == text.npos) break;
    const bool escaped = begin > 0 && text[begin - 1] == '$';
    result.text.append(text.substr(0, escaped ? begin - 1 : begin));
    const std::string_view expression = text.substr(begin, end + 1 - begin);
    const auto value = escaped ? std::optional(std::string(expression))
                               : ValueOf(expression.substr(2, expression.size() - 3), variables);
    if (!value) result.unresolved.emplace_back(expression);
    result.text.append(value ? *value : expression);
    text.remove_prefix(end + 1);
  }
  result.text.append(text);
  return result;
}

}  // namespace exporter::manifests
