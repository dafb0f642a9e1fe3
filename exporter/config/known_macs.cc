#include "exporter/config/known_macs.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <utility>

#include "exporter/config/strict_mapping.h"
#include "exporter/text/ascii.h"
#include "exporter/text/suggestion.h"

namespace exporter::config {
namespace {

using objects::Value;

// The normalized key `mac`. nullopt after a fault.
std::optional<std::string> ReadMac(const Value& entry, StrictMapping& fields) {
  const Value* const value = entry.Find("mac");
  if (value == nullptr || value->IsNull()) {
    fields.Reject(entry.line, "an entry of known_macs needs a mac");
    return std::nullopt;
  }
  const auto text = fields.String("mac");
  if (!text) return std::nullopt;
  auto mac = NormalizeMac(*text);
  if (!mac) {
    fields.Reject(value->line,
                  fmt::format(R"("{}" is not a MAC; write it as "02:00:00:00:00:01")", *text));
  }
  return mac;
}

}  // namespace

std::optional<std::string> NormalizeMac(std::string_view text) {
  constexpr std::size_t kLength = 17;  // six octets of two digits, five separators
  constexpr std::size_t kOctet = 3;    // with its separator
  if (text.size() != kLength || (text[2] != ':' && text[2] != '-')) return std::nullopt;
  std::string mac = text::ToLower(text);
  for (std::size_t i = 0; i < kLength; ++i) {
    const bool is_separator = i % kOctet == kOctet - 1;
    if (is_separator && text[i] != text[2]) return std::nullopt;
    if (!is_separator && std::string_view("0123456789abcdef").find(mac[i]) == std::string::npos) {
      return std::nullopt;
    }
    if (is_separator) mac[i] = ':';
  }
  return mac;
}

std::vector<KnownMac> ReadKnownMacs(const Value& scan, Faults& faults) {
  StrictMapping fields(scan, "scan", {"known_macs"}, faults);
  std::vector<KnownMac> known;
  std::map<std::string, int> lines;  // by MAC
  for (const Value* const element : fields.List("known_macs")) {
    StrictMapping entry(*element, "an entry of known_macs", {"mac", "name"}, faults);
    const auto mac = ReadMac(*element, entry);
    auto name = entry.String("name");
    if (!name) entry.Reject(element->line, "an entry of known_macs needs a name");
    if (!mac || !name) continue;
    const auto [first, inserted] = lines.emplace(*mac, element->line);
    if (!inserted) {
      entry.Reject(element->line,
                   fmt::format("duplicate MAC \"{}\", first in line {}", *mac, first->second));
    }
    known.push_back({*mac, *std::move(name), element->line});
  }
  return known;
}

std::vector<std::string> MacsOfUnknownClusters(const std::vector<KnownMac>& known,
                                               const std::vector<std::string>& clusters,
                                               std::string_view file) {
  std::vector<std::string> warnings;
  for (const KnownMac& each : known) {
    const std::size_t slash = each.name.rfind('/');
    if (slash == std::string::npos) continue;
    if (std::any_of(clusters.begin(), clusters.end(), [&each](const std::string& cluster) {
          return each.name.starts_with(cluster + '/');
        })) {
      continue;
    }
    const std::string cluster = each.name.substr(0, slash);
    warnings.push_back(fmt::format(
        R"({}:{}: known_macs has the name "{}", and no cluster "{}" exists{})", file, each.line,
        each.name, cluster, text::DidYouMean(cluster, {clusters.begin(), clusters.end()})));
  }
  return warnings;
}

}  // namespace exporter::config
