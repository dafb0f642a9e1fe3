#include "exporter/validation/plan_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "exporter/addresses/address_set.h"
#include "exporter/fleet/shared_ranges.h"
#include "exporter/validation/ration.h"
#include "exporter/validation/wording.h"

namespace exporter::validation {
namespace {

using addresses::AddressSet;
using config::PlanEntry;

struct Planned {
  const PlanEntry* entry;
  const config::PlannedRange* range;
};

// What two ranges of the plan must not share of what they do. REQUIRES: they overlap.
AddressSet Conflict(const Planned& a, const Planned& b, const Networks& networks) {
  AddressSet both = AddressSet::FromRanges({*Intersection(a.range->range, b.range->range)});
  if (a.entry == b.entry || a.entry->reserved || b.entry->reserved) return both;
  const std::string_view network = networks.NetworkOf(a.entry->name);
  if (network != networks.NetworkOf(b.entry->name)) return {};
  return Difference(both, networks.SharedIn(network));
}

Finding Tell(const Plan& plan, const Planned& earlier, const Planned& later,
             const AddressSet& conflict) {
  const std::string to_whom =
      earlier.entry == later.entry
          ? fmt::format("twice to \"{}\"", later.entry->name)
          : fmt::format(R"(both to "{}" and to "{}")", later.entry->name, earlier.entry->name);
  return {plan.file, later.range->line, Rule::kPlanOverlap,
          fmt::format("the plan gives {} {} ({})", Summary(conflict), to_whom,
                      Place(plan.file, earlier.range->line))};
}

void FindPlanOverlaps(const Plan& plan, const Networks& networks, std::vector<Finding>& findings) {
  std::vector<Planned> planned;
  fleet::Claims claims;
  for (std::size_t i = 0; i < plan.entries.entries.size(); ++i) {
    const PlanEntry& entry = plan.entries.entries[i];
    for (const config::PlannedRange& range : entry.ranges) {
      claims.Add(AddressSet::FromRanges({range.range}), planned.size(), i);
      planned.push_back({&entry, &range});
    }
  }
  Ration ration(Rule::kPlanOverlap);
  fleet::VisitSharedRanges(claims, [&](const fleet::Claim& a, const fleet::Claim& b) {
    const Planned& earlier = planned[std::min(a.owner, b.owner)];
    const Planned& later = planned[std::max(a.owner, b.owner)];
    const AddressSet conflict = Conflict(earlier, later, networks);
    if (conflict.empty()) return fleet::Sweep::kOn;
    if (ration.Take(earlier.entry, later.entry, plan.file, later.range->line)) {
      findings.push_back(Tell(plan, earlier, later, conflict));
    }
    return fleet::Sweep::kOn;
  });
  ration.TellRest("the plan has", "overlaps", findings);
}

void FindWrongCapacities(const Plan& plan, std::vector<Finding>& findings) {
  for (const PlanEntry& entry : plan.entries.entries) {
    if (!entry.capacity) continue;
    const addresses::AddressCount size = entry.Addresses().Size();
    if (entry.capacity->count == size) continue;
    findings.push_back({plan.file, entry.capacity->line, Rule::kPlanCapacity,
                        fmt::format("the plan gives \"{}\" a capacity of {}, and its range holds "
                                    "{} addresses",
                                    entry.name, entry.capacity->text, size.ToString())});
  }
}

void FindOutside(const Plan& plan, const PlanEntry& planned,
                 const metallb::DeclaredCluster& cluster, Ration& ration,
                 std::vector<Finding>& findings) {
  const AddressSet allowed = planned.Addresses();
  for (const auto& [file, pool] : cluster.pools) {
    for (const metallb::PoolEntry& entry : pool.entries) {
      if (!entry.range) continue;
      const AddressSet outside = Difference(AddressSet::FromRanges({*entry.range}), allowed);
      if (outside.empty() || !ration.Take(&cluster, &planned, file, entry.line)) continue;
      findings.push_back({file, entry.line, Rule::kPlanOutside,
                          fmt::format("{} has {} outside its cluster's range in the plan, {} ({})",
                                      NameOf(pool, cluster), Summary(outside), Summary(allowed),
                                      Place(plan.file, planned.ranges.front().line))});
    }
  }
}

void FindReserved(const Plan& plan, const PlanEntry& reserved,
                  const metallb::DeclaredCluster& cluster, Ration& ration,
                  std::vector<Finding>& findings) {
  const AddressSet set_aside = reserved.Addresses();
  for (const auto& [file, pool] : cluster.pools) {
    for (const metallb::PoolEntry& entry : pool.entries) {
      if (!entry.range || !set_aside.Overlaps(*entry.range)) continue;
      if (!ration.Take(&cluster, &reserved, file, entry.line)) continue;
      const AddressSet taken = Intersection(AddressSet::FromRanges({*entry.range}), set_aside);
      findings.push_back({file, entry.line, Rule::kPlanReserved,
                          fmt::format("{} has {}, which the plan sets aside as \"{}\"{} ({})",
                                      NameOf(pool, cluster), Summary(taken), reserved.name,
                                      reserved.purpose.empty() ? "" : ", " + reserved.purpose,
                                      Place(plan.file, reserved.ranges.front().line))});
    }
  }
}

// The cluster has no entry, or one that is set aside.
Finding TellMissing(const Plan& plan, const std::string& cluster) {
  const auto& entries = plan.entries.entries;
  const auto reserved = std::find_if(entries.begin(), entries.end(),
                                     [&](const PlanEntry& entry) { return entry.name == cluster; });
  if (reserved == entries.end()) {
    return {plan.file, plan.entries.line, Rule::kPlanMissing,
            fmt::format("cluster \"{}\" has no entry in the plan; give it a metallb_range there",
                        cluster)};
  }
  return {plan.file, reserved->line, Rule::kPlanMissing,
          fmt::format("the entry of cluster \"{}\" in the plan has a range, which is set aside for "
                      "nobody; give it a metallb_range, or call one of the two something else",
                      cluster)};
}

}  // namespace

void FindFaultsOfPlan(const Plan& plan, const Networks& networks, std::vector<Finding>& findings) {
  FindPlanOverlaps(plan, networks, findings);
  FindWrongCapacities(plan, findings);
}

void FindDeparturesFromPlan(const Plan& plan, const std::vector<metallb::DeclaredCluster>& clusters,
                            std::vector<Finding>& findings) {
  Ration outside(Rule::kPlanOutside);
  Ration reserved(Rule::kPlanReserved);
  for (const metallb::DeclaredCluster& cluster : clusters) {
    const PlanEntry* const planned = plan.entries.FindCluster(cluster.name);
    if (planned != nullptr) {
      FindOutside(plan, *planned, cluster, outside, findings);
    } else {
      findings.push_back(TellMissing(plan, cluster.name));
    }
    for (const PlanEntry& entry : plan.entries.entries) {
      if (entry.reserved) FindReserved(plan, entry, cluster, reserved, findings);
    }
  }
  outside.TellRest("the clusters have", "entries outside their ranges in the plan", findings);
  reserved.TellRest("the clusters have", "entries in ranges that the plan sets aside", findings);
}

}  // namespace exporter::validation
