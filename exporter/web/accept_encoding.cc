#include "exporter/web/accept_encoding.h"

#include <algorithm>
#include <optional>
#include <string>

#include "exporter/text/ascii.h"

namespace exporter::web {
namespace {

// "q=0", "q=0.0" and so on refuse the coding; every other parameter accepts it.
bool IsRefused(std::string_view parameters) {
  const std::string weight = text::ToLower(text::Trim(parameters));
  return weight.starts_with("q=0") && weight.find_first_of("123456789") == std::string::npos;
}

}  // namespace

bool AcceptsGzip(std::string_view accept_encoding) {
  std::optional<bool> by_name;
  bool by_any = false;
  while (!accept_encoding.empty()) {
    const std::size_t comma = std::min(accept_encoding.find(','), accept_encoding.size());
    const std::string_view element = accept_encoding.substr(0, comma);
    accept_encoding.remove_prefix(std::min(comma + 1, accept_encoding.size()));

    const std::size_t semicolon = std::min(element.find(';'), element.size());
    const std::string coding = text::ToLower(text::Trim(element.substr(0, semicolon)));
    const bool accepted = semicolon == element.size() || !IsRefused(element.substr(semicolon + 1));
    if (coding == "gzip" || coding == "x-gzip") by_name = accepted;
    if (coding == "*") by_any = accepted;
  }
  return by_name.value_or(by_any);
}

}  // namespace exporter::web
