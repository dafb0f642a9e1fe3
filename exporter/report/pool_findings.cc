#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <utility>

#include "exporter/report/finding_parts.h"
#include "exporter/report/usage_text.h"
#include "exporter/text/list_text.h"

namespace exporter::report {
namespace {

using fleet::ClusterView;

struct FullPool {
  fleet::PoolName name;
  addresses::Family family;
  fleet::FamilyUsage usage;
  Verdict verdict;
};

std::vector<FullPool> FindFullPools(const fleet::FleetView& fleet, const Thresholds& thresholds) {
  std::vector<FullPool> full;
  for (const ClusterView& cluster : fleet.clusters) {
    if (cluster.snapshot == nullptr) continue;
    for (const fleet::PoolUsage& pool : cluster.snapshot->pools()) {
      for (const addresses::Family family : fleet::kFamilies) {
        const fleet::FamilyUsage& usage = pool.Of(family);
        const Verdict verdict = JudgePool(usage, thresholds);
        if (verdict == Verdict::kOk) continue;
        full.push_back({{cluster.name, pool.label}, family, usage, verdict});
      }
    }
  }
  std::stable_sort(full.begin(), full.end(), [](const FullPool& a, const FullPool& b) {
    return ShareOf(a.usage) > ShareOf(b.usage);
  });
  return full;
}

FleetFinding DescribeFullPool(const FullPool& pool) {
  const bool exhausted = pool.usage.available.IsZero();
  Sentence sentence;
  sentence.Text("pool ");
  AddPool(pool.name, sentence);
  sentence.Text(exhausted ? " is exhausted" : " is at " + PercentText(pool.usage) + " %");
  sentence.Text(fmt::format(
      ": {} of {} {} are assigned", pool.usage.assigned.ToString(), pool.usage.capacity.ToString(),
      pool.family == addresses::Family::kIpv4 ? "IPv4 addresses" : "IPv6 addresses"));
  if (!exhausted) sentence.Text(", " + pool.usage.available.ToString() + " available");
  return {.kind = exhausted ? FindingKind::kExhaustedPool : FindingKind::kFullPool,
          .verdict = pool.verdict,
          .sentence = std::move(sentence)};
}

// Counts the pools after the first `shown` ones that have the verdict.
void AddOmitted(const std::vector<FullPool>& full, std::size_t shown, Verdict verdict,
                config::Percent threshold, std::vector<FleetFinding>& findings) {
  std::size_t omitted = 0;
  for (const FullPool& pool : std::span(full).subspan(shown)) {
    if (pool.verdict == verdict) ++omitted;
  }
  if (omitted == 0) return;
  Sentence sentence;
  sentence.Text(fmt::format("{} at {} % or more", text::Count(omitted, "more pool", "more pools"),
                            threshold.hundredths / 100.0));
  findings.push_back({.kind = FindingKind::kFullPool,
                      .verdict = verdict,
                      .sentence = std::move(sentence),
                      .count = omitted,
                      .is_remainder = true});
}

// One sentence for each reason.
void AddRejectedPool(const ClusterView& cluster, const metallb::AddressPool& pool,
                     const fleet::PoolUsage& usage, std::vector<FleetFinding>& findings) {
  constexpr std::size_t kMaxListed = 3;
  const auto add = [&](const std::string& reason) {
    Sentence sentence;
    sentence.Text("pool ");
    AddPool({cluster.name, usage.label}, sentence);
    sentence.Text(" has ").Name(reason).Text("; MetalLB rejects the cluster's whole configuration");
    findings.push_back({.kind = FindingKind::kRejectedPool,
                        .verdict = Verdict::kWarning,
                        .sentence = std::move(sentence)});
  };
  if (!usage.has_entries) {
    add("no addresses");
  }
  std::size_t invalid = 0;
  for (const metallb::PoolEntry& entry : pool.entries) {
    if (entry.range || ++invalid > kMaxListed) continue;
    add("an invalid entry: " + addresses::Describe(entry.range.error()));
  }
  if (invalid > kMaxListed) {
    add(text::Count(invalid - kMaxListed, "more invalid entry", "more invalid entries"));
  }
  for (const metallb::EntryOverlap& overlap : pool.EntryOverlaps(kMaxListed)) {
    add(fmt::format(R"({} ({}) in two entries, "{}" and "{}" (they count once))",
                    overlap.shared.ToString(), CountAddresses(overlap.shared.Size()),
                    overlap.earlier->Quote(), overlap.later->Quote()));
  }
  if (usage.overlapping_entries > kMaxListed) {
    add(text::Count(usage.overlapping_entries - kMaxListed, "more overlapping entry",
                    "more overlapping entries"));
  }
}

}  // namespace

void AddFullPools(const fleet::FleetView& fleet, const Thresholds& thresholds,
                  std::vector<FleetFinding>& findings) {
  const std::vector<FullPool> full = FindFullPools(fleet, thresholds);
  const std::size_t shown = std::min(full.size(), kMaxFindings);
  for (std::size_t i = 0; i < shown; ++i) findings.push_back(DescribeFullPool(full[i]));
  AddOmitted(full, shown, Verdict::kCritical, thresholds.critical, findings);
  AddOmitted(full, shown, Verdict::kWarning, thresholds.warning, findings);
}

void AddRejectedPools(const ClusterView& cluster, std::vector<FleetFinding>& findings) {
  const fleet::ClusterSnapshot& snapshot = *cluster.snapshot;
  for (std::size_t i = 0; i < snapshot.pools().size(); ++i) {
    const fleet::PoolUsage& usage = snapshot.pools()[i];
    if (usage.IsRejected()) AddRejectedPool(cluster, snapshot.objects().pools[i], usage, findings);
  }
}

void AddOutsidePlan(const fleet::FleetFacts& facts, std::vector<FleetFinding>& findings) {
  std::string_view cluster_without_entry;
  for (const fleet::UnplannedAddresses& unplanned : facts.unplanned) {
    const fleet::PoolName& pool = unplanned.pool;
    if (unplanned.count.IsZero() || pool.cluster == cluster_without_entry) continue;
    Sentence sentence;
    if (unplanned.has_plan_entry) {
      sentence.Text("pool ");
      AddPool(pool, sentence);
      sentence.Text(" has " + CountAddresses(unplanned.count) +
                    " outside its cluster's range in the plan");
    } else {
      sentence.Text("cluster ").Name(pool.cluster).Text(" has no entry in the plan");
      cluster_without_entry = pool.cluster;
    }
    findings.push_back({.kind = FindingKind::kOutsidePlan, .sentence = std::move(sentence)});
  }
}

}  // namespace exporter::report
