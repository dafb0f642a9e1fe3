#include "exporter/report/pool_json.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "exporter/report/address_map.h"

namespace exporter::report {
namespace {

using text::JsonWriter;

// Writes the first `max_listed` elements as `name`, and the number of the others as `omitted`.
template <typename WriteElement>
void WriteBounded(const char* name, const char* omitted, std::size_t count, std::size_t max_listed,
                  const WriteElement& write_element, JsonWriter& json) {
  const std::size_t listed = std::min(count, max_listed);
  json.Key(name).BeginList();
  for (std::size_t i = 0; i < listed; ++i) write_element(i);
  json.EndList();
  json.Key(omitted).Unsigned(count - listed);
}

// One address and its Services.
void WriteAssignment(const fleet::ClusterSnapshot& snapshot, AddressAssignments assignments,
                     std::size_t max_elements, JsonWriter& json) {
  json.BeginObject().Key("address").String(assignments.front().address.ToString());
  WriteBounded(
      "services", "services_omitted", assignments.size(), max_elements,
      [&](std::size_t i) {
        json.String(snapshot.objects().services[assignments[i].service].Holder());
      },
      json);
  json.EndObject();
}

void WriteFamily(const fleet::ClusterSnapshot& snapshot, const fleet::PoolUsage& pool,
                 addresses::Family family, const PoolJsonStyle& style, JsonWriter& json) {
  const fleet::FamilyUsage& usage = pool.Of(family);
  json.BeginObject().Key("family").String(addresses::Name(family));
  WriteNumber(usage.capacity, json.Key("capacity"));
  WriteNumber(usage.assigned, json.Key("assigned"));
  WriteNumber(usage.available, json.Key("available"));
  if (!usage.capacity.IsZero()) {
    json.Key("utilization_ratio").Double(usage.assigned.ToDouble() / usage.capacity.ToDouble());
  }
  if (style.thresholds) json.Key("state").String(Name(JudgePool(usage, *style.thresholds)));
  const std::vector<AddressAssignments> assignments = AssignmentsOf(snapshot, pool, family);
  WriteBounded(
      "assignments", "assignments_omitted", assignments.size(), style.max_listed,
      [&](std::size_t i) { WriteAssignment(snapshot, assignments[i], style.max_elements, json); },
      json);
  json.EndObject();
}

// A reader of the full JSON must know whether the entry was a string.
void WriteEntry(const metallb::PoolEntry& entry, const PoolJsonStyle& style, JsonWriter& json) {
  const bool is_text = entry.range || entry.range.error().fault != addresses::RangeFault::kNotText;
  if (is_text || !style.full) {
    json.String(entry.text);
  } else {
    json.BeginObject().Key("not_text").String(entry.text).EndObject();
  }
}

void WriteRejection(const metallb::Rejection& rejection, JsonWriter& json) {
  json.BeginObject();
  if (rejection.entry != nullptr) json.Key("entry").String(rejection.entry->text);
  json.Key("reason").String(rejection.reason);
  json.EndObject();
}

}  // namespace

void WriteNumber(const addresses::AddressCount& count, JsonWriter& json) {
  if (count <= addresses::AddressCount(UINT64_MAX)) {
    json.Unsigned(count.ToUint64());
  } else {
    json.Double(count.ToDouble());
  }
}

void WriteUnpooled(const fleet::ClusterSnapshot& snapshot, std::size_t max_elements,
                   JsonWriter& json) {
  json.Key("unpooled_addresses").Unsigned(snapshot.unpooled_addresses());
  const std::vector<AddressAssignments> unpooled = ByAddress(snapshot.unpooled());
  WriteBounded(
      "unpooled", "unpooled_omitted", unpooled.size(), max_elements,
      [&](std::size_t i) { WriteAssignment(snapshot, unpooled[i], max_elements, json); }, json);
}

void WritePool(const fleet::ClusterView& cluster, std::size_t index, const PoolJsonStyle& style,
               JsonWriter& json) {
  const fleet::ClusterSnapshot& snapshot = *cluster.snapshot;
  const metallb::AddressPool& pool = snapshot.objects().pools[index];
  const fleet::PoolUsage& usage = snapshot.pools()[index];
  const std::vector<metallb::Rejection> rejections = pool.Rejections();
  json.BeginObject().Key("pool").String(usage.label);
  if (style.full) json.Key("name").String(pool.name);
  json.Key("namespace").String(pool.name_space);
  json.Key("auto_assign").Bool(pool.auto_assign);
  json.Key("avoid_buggy_ips").Bool(pool.avoid_buggy_ips);
  json.Key("capacity_alerts").Bool(pool.capacity_alerts);
  json.Key("services").Unsigned(usage.services);
  json.Key("invalid_entries").Unsigned(usage.invalid_entries);
  json.Key("overlapping_entries").Unsigned(usage.overlapping_entries);
  WriteBounded(
      "addresses", "addresses_omitted", pool.entries.size(), style.max_elements,
      [&](std::size_t i) { WriteEntry(pool.entries[i], style, json); }, json);
  WriteBounded(
      "rejected", "rejected_omitted", rejections.size(), style.max_elements,
      [&](std::size_t i) { WriteRejection(rejections[i], json); }, json);
  const auto unplanned = style.marks.Unplanned({cluster.name, usage.label});
  if (unplanned) WriteNumber(*unplanned, json.Key("unplanned_addresses"));
  const fleet::PoolNodeAddresses* const nodes = style.marks.NodesIn(cluster, usage);
  if (nodes != nullptr) json.Key("node_addresses").Unsigned(nodes->addresses);
  json.Key("families").BeginList();
  for (const addresses::Family family : fleet::kFamilies) {
    if (usage.Of(family).Exists()) WriteFamily(snapshot, usage, family, style, json);
  }
  json.EndList().EndObject();
}

}  // namespace exporter::report
