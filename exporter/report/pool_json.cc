#include "exporter/report/pool_json.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "exporter/report/address_map.h"

namespace exporter::report {
namespace {

// Entries of a pool, and Services that share one address.
constexpr std::size_t kMaxTold = 100;

using Assignments = std::vector<fleet::Assignment>;

// The elements that are told, and beside them how many are not.
template <typename Element>
void AddBounded(const char* name, const char* left_out, std::size_t count, const Element& element,
                Json& json) {
  const std::size_t told = std::min(count, kMaxTold);
  Json list = Json::array();
  for (std::size_t i = 0; i < told; ++i) list.push_back(element(i));
  json[name] = std::move(list);
  json[left_out] = count - told;
}

// One address and its Services.
Json HeldJson(const fleet::ClusterSnapshot& snapshot, Assignments::const_iterator first,
              Assignments::const_iterator last) {
  Json json = {{"address", first->address.ToString()}};
  AddBounded(
      "services", "services_left_out", static_cast<std::size_t>(last - first),
      [&](std::size_t i) {
        return snapshot.objects()
            .services[(first + static_cast<std::ptrdiff_t>(i))->service]
            .Holder();
      },
      json);
  return json;
}

void AddHeld(const fleet::ClusterSnapshot& snapshot, const Assignments& assignments,
             const fleet::FamilyUsage& usage, std::size_t most, Json& json) {
  Json held = Json::array();
  for (auto first = assignments.begin(); first != assignments.end() && held.size() < most;) {
    const auto last =
        std::find_if(first, assignments.end(), [first](const fleet::Assignment& assignment) {
          return assignment.address != first->address;
        });
    held.push_back(HeldJson(snapshot, first, last));
    first = last;
  }
  const addresses::AddressCount left_out = usage.assigned - addresses::AddressCount(held.size());
  json["held"] = std::move(held);
  json["held_left_out"] = NumberJson(left_out);
}

Json FamilyJson(const fleet::ClusterSnapshot& snapshot, const fleet::PoolUsage& pool,
                std::size_t index, const PoolJsonStyle& style) {
  const fleet::FamilyUsage& usage = pool.families.at(index);
  const addresses::Family family = fleet::kFamilies.at(index);
  Json json = {{"family", addresses::Name(family)},
               {"capacity", NumberJson(usage.capacity)},
               {"assigned", NumberJson(usage.assigned)},
               {"available", NumberJson(usage.available)}};
  if (!usage.capacity.IsZero()) {
    json["utilization_ratio"] = usage.assigned.ToDouble() / usage.capacity.ToDouble();
  }
  if (style.thresholds) json["state"] = Name(JudgePool(usage, *style.thresholds));
  AddHeld(snapshot, AssignmentsOf(snapshot, pool, family), usage, style.max_listed, json);
  return json;
}

Json RejectionJson(const metallb::Rejection& rejection) {
  Json json = Json::object();
  if (rejection.entry != nullptr) json["entry"] = rejection.entry->text;
  json["reason"] = rejection.reason;
  return json;
}

}  // namespace

Json NumberJson(const addresses::AddressCount& count) {
  if (count <= addresses::AddressCount(UINT64_MAX)) return count.ToUint64();
  return count.ToDouble();
}

Json PoolJson(const fleet::ClusterView& cluster, std::size_t index, const PoolJsonStyle& style) {
  const fleet::ClusterSnapshot& snapshot = *cluster.snapshot;
  const metallb::AddressPool& pool = snapshot.objects().pools[index];
  const fleet::PoolUsage& usage = snapshot.pools()[index];
  const std::vector<metallb::Rejection> rejections = pool.Rejections();
  Json json = {{"pool", usage.label},
               {"namespace", pool.name_space},
               {"auto_assign", pool.auto_assign},
               {"avoid_buggy_ips", pool.avoid_buggy_ips},
               {"services", usage.services},
               {"invalid_entries", usage.invalid_entries},
               {"overlapping_entries", usage.overlapping_entries}};
  AddBounded(
      "addresses", "addresses_left_out", pool.entries.size(),
      [&pool](std::size_t i) { return pool.entries[i].text; }, json);
  AddBounded(
      "rejected", "rejected_left_out", rejections.size(),
      [&rejections](std::size_t i) { return RejectionJson(rejections[i]); }, json);
  if (const auto found = style.unplanned.find({cluster.name, usage.label});
      found != style.unplanned.end()) {
    json["unplanned_addresses"] = NumberJson(found->second);
  }
  json["families"] = Json::array();
  for (std::size_t i = 0; i < fleet::kFamilies.size(); ++i) {
    if (!usage.families.at(i).Exists()) continue;
    json["families"].push_back(FamilyJson(snapshot, usage, i, style));
  }
  return json;
}

}  // namespace exporter::report
