#include "exporter/config/ip_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <variant>

#include "exporter/config/address_text.h"
#include "exporter/config/strict_mapping.h"
#include "exporter/yaml/yaml_reader.h"

namespace exporter::config {
namespace {

using objects::Value;

tl::unexpected<Error> InFile(const std::string& file, const std::string& what) {
  return Fail(ErrorKind::kConfig, "plan " + file + ": " + what);
}

void ReadRanges(StrictMapping& fields, std::string_view key, PlanEntry& entry) {
  for (const Value* const value : fields.OneOrMore(key)) {
    const auto& text = std::get<std::string>(value->data);
    const auto range = ParseAddresses(text);
    if (range) {
      entry.ranges.push_back({*range, text, value->line});
    } else {
      fields.Complain(value->line, fmt::format(R"(cluster "{}": {} "{}": {})", entry.name, key,
                                               text, addresses::Describe(range.error())));
    }
  }
}

// nullopt for anything but digits, and for more of them than there are addresses.
std::optional<addresses::AddressCount> CountOf(std::string_view digits) {
  constexpr std::size_t kMostDigits = 39;  // of 2^128
  constexpr std::uint32_t kTen = 10;
  if (digits.starts_with('+')) digits.remove_prefix(1);
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
  if (digits.size() > kMostDigits) return std::nullopt;
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
    const std::string digits = std::to_string(*integer);
    entry.capacity = {digits, CountOf(digits), value->line};
  } else if (const auto* const number = std::get_if<Value::Number>(&value->data)) {
    entry.capacity = {number->text, CountOf(number->text), value->line};
  } else {
    fields.Complain(value->line, fmt::format("\"{}\": capacity is {} where a number should be",
                                             entry.name, value->TypeName()));
  }
}

Result<PlanEntry> ReadEntry(const Value::Field& field) {
  PlanEntry entry{.name = field.name, .line = field.line};
  const std::string what = "cluster \"" + field.name + "\"";
  StrictMapping fields(field.value, what, {});
  entry.reserved = fields.Has("range");
  if (entry.reserved == fields.Has("metallb_range")) {
    fields.Complain(
        field.line,
        what + (entry.reserved ? " has both a metallb_range and a range; keep one"
                               : " has no metallb_range; write one, or a range that is set aside"));
  }
  ReadRanges(fields, entry.reserved ? "range" : "metallb_range", entry);
  entry.location = fields.String("location").value_or("");
  entry.purpose = fields.String("purpose").value_or("");
  ReadCapacity(fields, field.value.Find("capacity"), entry);
  if (entry.ranges.empty()) fields.Complain(field.line, what + " has no range");
  if (fields.error()) return tl::unexpected(*fields.error());
  return entry;
}

// The line of a key itself, which of a mapping is not that of the value.
int LineOfKey(const Value& mapping, std::string_view key) {
  const auto& fields = std::get<Value::Object>(mapping.data);
  const auto field = std::find_if(fields.begin(), fields.end(),
                                  [key](const Value::Field& each) { return each.name == key; });
  return field == fields.end() ? mapping.line : field->line;
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
  const auto documents = yaml::ReadDocuments(text);
  if (!documents) return InFile(file, documents.error().message);
  if (documents->size() != 1) {
    return InFile(file, fmt::format("{} documents where one plan should be", documents->size()));
  }
  const Value* const clusters = documents->front().Find("clusters");
  const auto* const fields =
      clusters == nullptr ? nullptr : std::get_if<Value::Object>(&clusters->data);
  if (fields == nullptr) {
    return InFile(file,
                  "has no mapping clusters; write each cluster's name and metallb_range there");
  }
  IpPlan plan;
  plan.line = LineOfKey(documents->front(), "clusters");
  for (const Value::Field& field : *fields) {
    const auto twin =
        std::find_if(plan.entries.begin(), plan.entries.end(),
                     [&field](const PlanEntry& entry) { return entry.name == field.name; });
    if (twin != plan.entries.end()) {
      return InFile(file, fmt::format("line {}: \"{}\" stands in line {} already; keep one",
                                      field.line, field.name, twin->line));
    }
    auto entry = ReadEntry(field);
    if (!entry) return InFile(file, entry.error().message);
    plan.entries.push_back(*std::move(entry));
  }
  return plan;
}

}  // namespace exporter::config
