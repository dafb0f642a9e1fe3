#include "exporter/config/ip_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <utility>
#include <variant>

#include "exporter/config/address_text.h"
#include "exporter/config/strict_mapping.h"

namespace exporter::config {
namespace {

using objects::Value;

// A reserved entry is not a cluster.
std::string NameOf(const PlanEntry& entry) {
  return (entry.reserved ? "entry \"" : "cluster \"") + entry.name + '"';
}

void ReadRanges(StrictMapping& fields, std::string_view key, PlanEntry& entry) {
  for (const Value* const value : fields.OneOrMore(key)) {
    const auto& text = std::get<std::string>(value->data);
    const auto range = ParseAddresses(text);
    if (range) {
      entry.ranges.push_back({*range, text, value->line});
    } else {
      fields.Reject(value->line, NameOf(entry) + ": " + DescribeEntry(key, text, range.error()));
    }
  }
}

// The number in `digits`, which may begin with "+". nullopt for any other text, and for more digits
// than 2^128 has.
std::optional<addresses::AddressCount> CountOf(std::string_view digits) {
  constexpr std::size_t kMaxDigits = 39;
  constexpr std::uint32_t kTen = 10;
  if (digits.starts_with('+')) digits.remove_prefix(1);
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
  if (digits.size() > kMaxDigits) return std::nullopt;
  addresses::AddressCount count;
  for (const char digit : digits) {
    if (digit < '0' || digit > '9') return std::nullopt;
    count = count * kTen + addresses::AddressCount(static_cast<std::uint64_t>(digit - '0'));
  }
  return count;
}

void ReadCapacity(StrictMapping& fields, const Value* value, PlanEntry& entry) {
  if (value == nullptr || value->IsNull()) return;
  if (const auto* const integer = std::get_if<std::int64_t>(&value->data)) {
    if (*integer < 0) fields.Reject(value->line, NameOf(entry) + ": \"capacity\" is negative");
    const std::string digits = std::to_string(*integer);
    entry.capacity = {digits, CountOf(digits), value->line};
  } else if (const auto* const number = std::get_if<Value::Number>(&value->data)) {
    entry.capacity = {number->text, CountOf(number->text), value->line};
  } else {
    fields.Reject(value->line, fmt::format("{}: \"capacity\" must be a number, found {}",
                                           NameOf(entry), value->TypeName()));
  }
}

PlanEntry ReadEntry(const Value::Field& field, Faults& faults) {
  PlanEntry entry{.name = field.name, .line = field.line};
  const Value* const reserved_range = field.value.Find("range");
  entry.reserved = reserved_range != nullptr && !reserved_range->IsNull();
  const std::string what = NameOf(entry);
  StrictMapping fields(field.value, what,
                       {"location", "metallb_range", "capacity", "range", "purpose"}, faults);
  if (entry.reserved == fields.Has("metallb_range")) {
    fields.Reject(field.line,
                  what + (entry.reserved ? " has both metallb_range and range; keep one"
                                         : " must have metallb_range, or range if it is reserved"));
  }
  ReadRanges(fields, entry.reserved ? "range" : "metallb_range", entry);
  entry.location = fields.String("location").value_or("");
  entry.purpose = fields.String("purpose").value_or("");
  ReadCapacity(fields, field.value.Find("capacity"), entry);
  if (entry.ranges.empty()) fields.Reject(field.line, what + " has an empty list of ranges");
  return entry;
}

IpPlan ReadPlan(const Value& root, Faults& faults) {
  IpPlan plan;
  StrictMapping fields(root, "the IP plan", {"clusters"}, faults);
  const auto* const keys = std::get_if<Value::Object>(&root.data);
  if (keys == nullptr) return plan;
  if (keys->empty()) {
    fields.Reject(root.line,
                  "\"clusters\" is missing; write each cluster's name and metallb_range there");
    return plan;
  }
  const Value::Field& clusters = keys->front();
  const auto* const entries = std::get_if<Value::Object>(&clusters.value.data);
  if (entries == nullptr) {
    fields.Reject(clusters.line, fmt::format("\"clusters\" must be an object (name: ...), found {}",
                                             clusters.value.TypeName()));
    return plan;
  }
  plan.line = clusters.line;
  for (const Value::Field& field : *entries) plan.entries.push_back(ReadEntry(field, faults));
  return plan;
}

}  // namespace

addresses::AddressSet PlanEntry::Addresses() const {
  std::vector<addresses::AddressRange> all;
  all.reserve(ranges.size());
  for (const PlannedRange& range : ranges) all.push_back(range.range);
  return addresses::AddressSet::FromRanges(std::move(all));
}

const PlanEntry* IpPlan::FindCluster(std::string_view name) const {
  const auto entry = std::find_if(entries.begin(), entries.end(), [name](const PlanEntry& each) {
    return !each.reserved && each.name == name;
  });
  return entry == entries.end() ? nullptr : &*entry;
}

Result<IpPlan> ParseIpPlan(std::string_view text, const std::string& file) {
  const auto document = ReadDocument(text, file);
  if (!document) return tl::unexpected(document.error());
  if (document->IsNull()) return Fail(ErrorKind::kConfig, file + ": is empty");
  Faults faults;
  IpPlan plan = ReadPlan(*document, faults);
  if (faults.first()) return tl::unexpected(InFile(file, *faults.first()));
  return plan;
}

}  // namespace exporter::config
