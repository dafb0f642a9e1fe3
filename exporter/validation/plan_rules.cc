#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <string_view>
#include <utility>

#include "exporter/addresses/address_set.h"
#include "exporter/fleet/shared_ranges.h"
#include "exporter/text/list_text.h"
#include "exporter/validation/rules.h"
#include "exporter/validation/wording.h"

namespace exporter::validation {
namespace {

using addresses::AddressRange;
using addresses::AddressSet;
using config::PlanEntry;

constexpr std::size_t kMaxListed = 20;  // names in one finding

struct Plan {
  const config::IpPlan& entries;
  const std::string& file;  // its name in findings
};

struct Planned {
  const PlanEntry* entry;
  const config::PlannedRange* range;
  std::size_t position;  // in the plan
};

// An owner is the index of a planned range, a group is an entry of the plan. REQUIRES: ranges of
// one entry are adjacent in `planned`.
std::vector<fleet::Claim> ClaimsOf(const std::vector<Planned>& planned) {
  std::vector<fleet::Claim> claims;
  std::size_t entry = 0;
  for (std::size_t i = 0; i < planned.size(); ++i) {
    if (i > 0 && planned[i].entry != planned[i - 1].entry) ++entry;
    claims.push_back({planned[i].range->range, i, entry});
  }
  return claims;
}

// A finding at the last of the listed ranges, in the order of the plan.
Finding DescribeOverlap(const Plan& plan, const std::vector<Planned>& planned,
                        const fleet::SharedRange& shared) {
  std::vector<Planned> ranges;
  for (const std::size_t owner : shared.owners) ranges.push_back(planned[owner]);
  std::sort(ranges.begin(), ranges.end(),
            [](const Planned& a, const Planned& b) { return a.position < b.position; });
  const Planned last = ranges.back();
  ranges.pop_back();
  std::vector<std::string> others;
  others.reserve(ranges.size());
  for (const Planned& each : ranges) {
    others.push_back(
        fmt::format("\"{}\" ({})", each.entry->name, Place(plan.file, each.range->line)));
  }
  return {plan.file, last.range->line, Rule::kPlanOverlap,
          fmt::format("the plan assigns {} to \"{}\" and also to {}",
                      Summary(AddressSet::FromRanges({shared.range})), last.entry->name,
                      text::List(others, shared.owners_omitted))};
}

void FindPlanOverlaps(const Plan& plan, const Networks& networks, std::vector<Finding>& findings) {
  std::map<std::string_view, std::vector<Planned>> by_network;
  std::vector<Planned> all;  // reserved ranges first
  std::size_t position = 0;
  for (const PlanEntry& entry : plan.entries.entries) {
    std::vector<Planned>& planned =
        entry.reserved ? all : by_network[networks.NetworkOf(entry.name)];
    for (const config::PlannedRange& range : entry.ranges) {
      planned.push_back({&entry, &range, position++});
    }
  }
  const std::size_t reserved = all.size();
  for (const auto& [network, planned] : by_network) {
    for (const fleet::SharedRange& shared :
         fleet::FindSharedRanges(ClaimsOf(planned), networks.SharedIn(network), kMaxListed)) {
      findings.push_back(DescribeOverlap(plan, planned, shared));
    }
    all.insert(all.end(), planned.begin(), planned.end());
  }
  for (const fleet::SharedRange& shared : fleet::FindSharedRanges(ClaimsOf(all), {}, kMaxListed)) {
    const bool has_reserved = shared.owners.front() < reserved;
    if (has_reserved) findings.push_back(DescribeOverlap(plan, all, shared));
  }
}

void FindWrongCapacities(const Plan& plan, std::vector<Finding>& findings) {
  for (const PlanEntry& entry : plan.entries.entries) {
    if (!entry.capacity) continue;
    const addresses::AddressCount size = entry.Addresses().Size();
    if (entry.capacity->count == size) continue;
    findings.push_back(
        {plan.file, entry.capacity->line, Rule::kPlanCapacity,
         fmt::format("the plan states a capacity of {} for \"{}\", but its range has {} "
                     "addresses",
                     entry.capacity->text, entry.name, size.ToString())});
  }
}

void FindOutside(const Plan& plan, const PlanEntry& planned,
                 const metallb::DeclaredCluster& cluster, std::vector<Finding>& findings) {
  const AddressSet allowed = planned.Addresses();
  for (const auto& [file, pool] : cluster.pools) {
    for (const metallb::PoolEntry& entry : pool.entries) {
      if (!entry.range) continue;
      const AddressSet outside = Difference(AddressSet::FromRanges({*entry.range}), allowed);
      if (outside.empty()) continue;
      findings.push_back({file, entry.line, Rule::kPlanOutside,
                          fmt::format("{} has {} outside its cluster's range in the plan, {} ({})",
                                      NameOf(pool, cluster), Summary(outside), Summary(allowed),
                                      Place(plan.file, planned.ranges.front().line))});
    }
  }
}

// The reserved entries of a plan.
class Reserved {
 public:
  explicit Reserved(const Plan& plan) : plan_(plan) {
    std::vector<AddressRange> ranges;
    for (const PlanEntry& entry : plan.entries.entries) {
      if (!entry.reserved) continue;
      entries_.emplace_back(&entry, entry.Addresses());
      for (const config::PlannedRange& range : entry.ranges) ranges.push_back(range.range);
    }
    addresses_ = AddressSet::FromRanges(std::move(ranges));
  }

  const AddressSet& addresses() const { return addresses_; }

  // `"reserved" (routers, ip-plan.yaml:4)` for each entry that overlaps the range.
  std::string NamesIn(const AddressRange& range) const {
    std::vector<std::string> names;
    std::size_t more = 0;
    for (const auto& [entry, addresses] : entries_) {
      if (!addresses.Overlaps(range)) continue;
      if (names.size() == kMaxListed) {
        ++more;
        continue;
      }
      names.push_back(fmt::format("\"{}\" ({}{}{})", entry->name, entry->purpose,
                                  entry->purpose.empty() ? "" : ", ",
                                  Place(plan_.file, entry->ranges.front().line)));
    }
    return text::List(names, more);
  }

 private:
  const Plan& plan_;
  std::vector<std::pair<const PlanEntry*, AddressSet>> entries_;
  AddressSet addresses_;
};

void FindReserved(const Reserved& reserved, const metallb::DeclaredCluster& cluster,
                  std::vector<Finding>& findings) {
  for (const auto& [file, pool] : cluster.pools) {
    for (const metallb::PoolEntry& entry : pool.entries) {
      if (!entry.range || !reserved.addresses().Overlaps(*entry.range)) continue;
      const AddressSet used =
          Intersection(AddressSet::FromRanges({*entry.range}), reserved.addresses());
      findings.push_back(
          {file, entry.line, Rule::kPlanReserved,
           fmt::format("{} has {}, which the plan reserves as {}", NameOf(pool, cluster),
                       Summary(used), reserved.NamesIn(*entry.range))});
    }
  }
}

// A finding for a cluster that has no entry, or whose name is the name of a reserved entry.
Finding DescribeMissing(const Plan& plan, const std::string& cluster) {
  const auto& entries = plan.entries.entries;
  const auto reserved = std::find_if(entries.begin(), entries.end(),
                                     [&](const PlanEntry& entry) { return entry.name == cluster; });
  if (reserved == entries.end()) {
    return {plan.file, plan.entries.line, Rule::kPlanMissing,
            fmt::format("cluster \"{}\" has no entry in the plan; add one with metallb_range",
                        cluster)};
  }
  return {plan.file, reserved->line, Rule::kPlanMissing,
          fmt::format("the plan's entry \"{}\" has the name of a cluster, but is reserved; write "
                      "metallb_range instead of range, or rename the entry",
                      cluster)};
}

}  // namespace

void CheckPlan(const Subject& subject, const Networks& networks, std::vector<Finding>& findings) {
  const Plan plan{*subject.plan, subject.plan_file};
  FindPlanOverlaps(plan, networks, findings);
  FindWrongCapacities(plan, findings);
  const Reserved reserved(plan);
  for (const metallb::DeclaredCluster& cluster : subject.clusters) {
    const PlanEntry* const planned = plan.entries.FindCluster(cluster.name);
    if (planned != nullptr) {
      FindOutside(plan, *planned, cluster, findings);
    } else {
      findings.push_back(DescribeMissing(plan, cluster.name));
    }
    FindReserved(reserved, cluster, findings);
  }
}

}  // namespace exporter::validation
