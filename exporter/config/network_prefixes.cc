#include "exporter/config/network_prefixes.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <variant>

#include "exporter/config/address_text.h"

namespace exporter::config {
namespace {

using addresses::AddressRange;
using addresses::IpAddress;

// Why the text is not a prefix, with a colon or a space in front; empty if it is one.
std::string FaultOf(const std::string& text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string::npos && text.find('-') != std::string::npos) {
    return fmt::format(R"( "{}" must be a CIDR such as 192.168.1.0/24, not a range)", text);
  }
  const auto range = addresses::ParseRange(text);
  if (!range) return DescribeEntry("", text, range.error());
  const std::optional<IpAddress> first = IpAddress::Parse(text.substr(0, slash));
  if (first && *first != range->first) {
    return fmt::format(R"( "{}" has host bits set; write {}{})", text, range->first.ToString(),
                       text.substr(slash));
  }
  return "";
}

}  // namespace

std::vector<Prefix> ReadPrefixes(StrictMapping& network) {
  std::vector<Prefix> prefixes;
  for (const objects::Value* const element : network.OneOrMore("prefixes")) {
    const auto& text = std::get<std::string>(element->data);
    const std::string fault = FaultOf(text);
    if (!fault.empty()) {
      network.Reject(element->line, "prefixes" + fault);
      continue;
    }
    prefixes.push_back({*addresses::ParseRange(text), text, element->line});
  }
  std::stable_sort(prefixes.begin(), prefixes.end(),
                   [](const Prefix& a, const Prefix& b) { return a.range.first < b.range.first; });
  for (std::size_t i = 1; i < prefixes.size(); ++i) {
    const Prefix& before = prefixes[i - 1];
    const Prefix& prefix = prefixes[i];
    if (!before.range.Overlaps(prefix.range)) continue;
    const auto& [first, second] = std::minmax(
        before, prefix, [](const Prefix& a, const Prefix& b) { return a.line < b.line; });
    network.Reject(second.line,
                   fmt::format(R"(prefixes "{}" overlaps "{}" in line {}; remove one of them)",
                               second.text, first.text, first.line));
  }
  return prefixes;
}

}  // namespace exporter::config
