#include "exporter/metallb/address_pool.h"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <variant>

#include "exporter/text/visible_text.h"

namespace exporter::metallb {
namespace {

constexpr std::string_view kCapacityAlerts = "metallb-pool-exporter/capacity-alerts";

std::vector<addresses::AddressRange> ValidRanges(const AddressPool& pool) {
  std::vector<addresses::AddressRange> ranges;
  ranges.reserve(pool.entries.size());
  for (const PoolEntry& entry : pool.entries) {
    if (entry.range) ranges.push_back(*entry.range);
  }
  return ranges;
}

// The overlapping entries of the pool, as indices into ValidRanges.
std::vector<std::size_t> OverlappingOf(const AddressPool& pool) {
  return addresses::FindOverlappingEntries(ValidRanges(pool));
}

// The text of an entry that is not a string, for messages.
std::string TextOf(const objects::Value& value) {
  using objects::Value;
  struct Writer {
    std::string operator()(Value::Null /*null*/) const { return "null"; }
    std::string operator()(bool flag) const { return flag ? "true" : "false"; }
    std::string operator()(std::int64_t number) const { return std::to_string(number); }
    std::string operator()(const Value::Number& number) const { return number.text; }
    std::string operator()(const std::string& text) const { return text; }
    std::string operator()(const Value::List& /*list*/) const { return "[…]"; }
    std::string operator()(const Value::Object& /*object*/) const { return "{…}"; }
  };
  return std::visit(Writer(), value.data);
}

}  // namespace

std::string PoolEntry::Quote() const {
  constexpr std::size_t kMaxBytes = 100;  // more than a range of two IPv6 addresses
  const std::string_view shown = text::Shortened(text, kMaxBytes);
  return std::string(shown) + (shown.size() < text.size() ? "…" : "");
}

addresses::AddressSet AddressPool::Addresses() const {
  return addresses::AddressSet::FromRanges(ValidRanges(*this));
}

std::size_t AddressPool::InvalidEntries() const {
  return static_cast<std::size_t>(std::count_if(
      entries.begin(), entries.end(), [](const PoolEntry& entry) { return !entry.range; }));
}

std::size_t AddressPool::OverlappingEntries() const { return OverlappingOf(*this).size(); }

std::vector<Rejection> AddressPool::Rejections() const {
  if (entries.empty()) return {{nullptr, "the pool has no addresses"}};
  const std::vector<std::size_t> overlapping = OverlappingOf(*this);
  std::vector<Rejection> rejections;
  std::size_t valid = 0;
  for (const PoolEntry& entry : entries) {
    if (!entry.range) {
      rejections.push_back({&entry, addresses::Describe(entry.range.error())});
    } else if (std::binary_search(overlapping.begin(), overlapping.end(), valid++)) {
      rejections.push_back({&entry, "overlaps an entry before it"});
    }
  }
  return rejections;
}

std::vector<EntryOverlap> AddressPool::EntryOverlaps(std::size_t max_count) const {
  std::vector<const PoolEntry*> valid;
  for (const PoolEntry& entry : entries) {
    if (entry.range) valid.push_back(&entry);
  }
  std::vector<EntryOverlap> overlaps;
  for (const std::size_t index : OverlappingOf(*this)) {
    if (overlaps.size() == max_count) break;
    const PoolEntry& later = *valid[index];
    const auto earlier = std::find_if(valid.begin(), valid.end(), [&later](const auto* entry) {
      return entry->range->Overlaps(*later.range);
    });
    overlaps.push_back({*earlier, &later, *Intersection(*(*earlier)->range, *later.range)});
  }
  return overlaps;
}

std::span<const objects::WantedField> AddressPoolFields() {
  static constexpr objects::WantedField kAnnotations[] = {{kCapacityAlerts}};
  static constexpr objects::WantedField kMetadata[] = {
      {"name"}, {"namespace"}, {"annotations", kAnnotations}};
  static constexpr objects::WantedField kSpec[] = {
      {"addresses"}, {"autoAssign"}, {"avoidBuggyIPs"}};
  static constexpr objects::WantedField kPool[] = {{"metadata", kMetadata}, {"spec", kSpec}};
  return kPool;
}

std::vector<PoolEntry> ReadPoolEntries(objects::FieldReader& spec) {
  std::vector<PoolEntry> entries;
  for (const objects::Value* const element : spec.Elements("addresses")) {
    if (const auto* const text = std::get_if<std::string>(&element->data)) {
      entries.push_back({*text, addresses::ParseRange(*text), element->line});
    } else {
      entries.push_back({TextOf(*element),
                         tl::unexpected(addresses::RangeError{addresses::RangeFault::kNotText}),
                         element->line});
    }
  }
  return entries;
}

Result<AddressPool> DecodeAddressPool(const objects::Value& object) {
  ObjectReader reader(object, "IPAddressPool");
  AddressPool pool;
  pool.name = reader.name();
  pool.name_space = reader.name_space();
  pool.entries = ReadPoolEntries(reader.spec());
  pool.auto_assign = reader.spec().Bool("autoAssign", true);
  pool.avoid_buggy_ips = reader.spec().Bool("avoidBuggyIPs", false);
  pool.capacity_alerts = reader.metadata().Object("annotations").String(kCapacityAlerts) != "off";
  pool.line = reader.line();
  pool.labels = reader.labels();
  if (const auto error = reader.error()) return tl::unexpected(*error);
  return pool;
}

}  // namespace exporter::metallb
