#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "exporter/report/finding_parts.h"
#include "exporter/text/list_text.h"

namespace exporter::report {
namespace {

using fleet::AssignedAddress;
using text::AndMore;
using text::Count;

// True if `range` ends directly before `next`.
bool EndsBefore(const addresses::AddressRange& range, const addresses::IpAddress& next) {
  return range.family() == next.family && range.last < next &&
         addresses::Successor(range.last) == next;
}

// The clusters with the address, each once.
std::vector<std::string_view> ClustersOf(const AssignedAddress& assigned) {
  std::vector<std::string_view> clusters;
  for (const fleet::Holder& holder : assigned.holders) {
    if (clusters.empty() || clusters.back() != holder.cluster) clusters.push_back(holder.cluster);
  }
  return clusters;
}

// Adjacent duplicate addresses of the same clusters.
using DuplicateRun = std::span<const AssignedAddress>;

std::vector<DuplicateRun> FindRuns(const std::vector<AssignedAddress>& listed) {
  std::vector<DuplicateRun> runs;
  for (std::size_t start = 0, end = 0; start < listed.size(); start = end) {
    const auto clusters = ClustersOf(listed[start]);
    for (end = start + 1; end < listed.size(); ++end) {
      const addresses::IpAddress& last = listed[end - 1].address;
      const bool adjacent = EndsBefore({last, last}, listed[end].address);
      if (!adjacent || ClustersOf(listed[end]) != clusters) break;
    }
    runs.push_back(std::span(listed).subspan(start, end - start));
  }
  return runs;
}

// A single address has its Services, a range only its clusters.
Sentence DescribeDuplicates(const DuplicateRun& run) {
  constexpr std::size_t kMaxHolders = 6;
  Sentence sentence;
  const addresses::AddressRange range{run.front().address, run.back().address};
  sentence.Strong(range.ToString());
  if (run.size() > 1) {
    const auto clusters = ClustersOf(run.front());
    const std::size_t shown = std::min(clusters.size(), kMaxHolders);
    sentence.Text(" (" + CountAddresses(range.Size()) + ") are assigned by ");
    for (std::size_t i = 0; i < shown; ++i) {
      sentence.Text(Separator(i, clusters.size(), clusters.size() - shown)).Name(clusters[i]);
    }
    sentence.Text(AndMore(clusters.size() - shown));
    return sentence;
  }
  const std::vector<fleet::Holder>& holders = run.front().holders;
  const std::size_t shown = std::min(holders.size(), kMaxHolders);
  sentence.Text(" is assigned by ");
  for (std::size_t i = 0; i < shown; ++i) {
    sentence.Text(i == 0 ? "" : ", ").Name(holders[i].cluster);
    sentence.Text(" (").Name(holders[i].service).Text(")");
  }
  sentence.Text(AndMore(holders.size() - shown));
  return sentence;
}

// Adjacent shared ranges.
using OverlapRun = std::span<const fleet::PoolOverlap>;

std::vector<OverlapRun> FindRuns(const std::vector<fleet::PoolOverlap>& listed) {
  std::vector<OverlapRun> runs;
  for (std::size_t start = 0, end = 0; start < listed.size(); start = end) {
    for (end = start + 1; end < listed.size(); ++end) {
      if (!EndsBefore(listed[end - 1].range, listed[end].range.first)) break;
    }
    runs.push_back(std::span(listed).subspan(start, end - start));
  }
  return runs;
}

// Each listed pool of the run, once.
std::vector<fleet::PoolName> PoolsOf(const OverlapRun& run) {
  std::vector<fleet::PoolName> pools;
  for (const fleet::PoolOverlap& overlap : run) {
    pools.insert(pools.end(), overlap.pools.begin(), overlap.pools.end());
  }
  std::sort(pools.begin(), pools.end());
  pools.erase(std::unique(pools.begin(), pools.end()), pools.end());
  return pools;
}

// The number of pools of the run beyond the first `shown`. A lower bound if the ranges of the run
// omit different pools.
std::size_t CountOmittedPools(const OverlapRun& run, std::size_t pools, std::size_t shown) {
  std::size_t all = pools;
  for (const fleet::PoolOverlap& overlap : run) {
    all = std::max(all, overlap.pools.size() + overlap.pools_omitted);
  }
  return all - shown;
}

// "share" if each address is in all of the pools, else "overlap in".
Sentence DescribeOverlap(const OverlapRun& run) {
  const std::vector<fleet::PoolName> pools = PoolsOf(run);
  const std::size_t shown = std::min(pools.size(), fleet::kMaxPoolsOfOverlap);
  const std::size_t omitted = CountOmittedPools(run, pools.size(), shown);
  Sentence sentence;
  sentence.Text("pools ");
  for (std::size_t i = 0; i < shown; ++i) {
    sentence.Text(Separator(i, shown, omitted));
    AddPool(pools[i], sentence);
  }
  const addresses::AddressRange range{run.front().range.first, run.back().range.last};
  const bool is_bound = omitted > 0 && run.size() > 1;
  sentence.Text(is_bound ? fmt::format(" and at least {} more", omitted) : AndMore(omitted));
  sentence.Text(run.size() == 1 ? " share " : " overlap in ");
  sentence.Strong(range.ToString()).Text(" (" + CountAddresses(range.Size()) + ")");
  return sentence;
}

void AddDuplicates(const fleet::NetworkFacts& network, std::vector<FleetFinding>& findings) {
  const fleet::AssignedAddresses& duplicates = network.conflicts->duplicates;
  const std::vector<DuplicateRun> runs = FindRuns(duplicates.listed);
  std::size_t described = 0;  // addresses
  for (const DuplicateRun& run : std::span(runs).first(std::min(runs.size(), kMaxFindings))) {
    findings.push_back({.kind = FindingKind::kDuplicateAddress,
                        .verdict = Verdict::kCritical,
                        .network = network.name,
                        .sentence = DescribeDuplicates(run),
                        .count = run.size()});
    described += run.size();
  }
  const std::size_t omitted = duplicates.Count() - described;
  if (omitted == 0) return;
  Sentence sentence;
  sentence.Text(Count(omitted, "more duplicate address", "more duplicate addresses"));
  findings.push_back({.kind = FindingKind::kDuplicateAddress,
                      .verdict = Verdict::kCritical,
                      .network = network.name,
                      .sentence = std::move(sentence),
                      .count = omitted,
                      .is_remainder = true});
}

void AddOverlaps(const fleet::NetworkFacts& network, std::vector<FleetFinding>& findings) {
  const fleet::PoolOverlaps& overlaps = network.conflicts->overlaps;
  for (const OverlapRun& run : FindRuns(overlaps.listed)) {
    findings.push_back({.kind = FindingKind::kOverlap,
                        .verdict = Verdict::kWarning,
                        .network = network.name,
                        .sentence = DescribeOverlap(run)});
  }
  if (overlaps.omitted == 0) return;
  Sentence sentence;
  sentence.Text(Count(overlaps.omitted, "more shared range", "more shared ranges"));
  findings.push_back({.kind = FindingKind::kOverlap,
                      .verdict = Verdict::kWarning,
                      .network = network.name,
                      .sentence = std::move(sentence),
                      .count = overlaps.omitted,
                      .is_remainder = true});
}

// Addresses that a pool contains on purpose are notes.
void AddNodeAddresses(const fleet::NetworkFacts& network, std::vector<FleetFinding>& findings) {
  if (!network.conflicts->nodes) return;
  const fleet::NodeConflicts& conflicts = *network.conflicts->nodes;
  const std::size_t shown = std::min(conflicts.listed.size(), kMaxFindings);
  for (const fleet::NodeConflict& conflict : std::span(conflicts.listed).first(shown)) {
    const bool intended = conflicts.pools.at(conflict.pool).intended;
    Sentence sentence;
    sentence.Text("pool ");
    AddPool(conflict.pool, sentence);
    sentence.Text(" contains ").Strong(conflict.address.ToString());
    sentence.Text(", the address of ").Text(intended ? "the only node " : "node ");
    sentence.Name(conflict.node).Text(" of cluster ").Name(conflict.node_cluster);
    findings.push_back({.kind = FindingKind::kNodeAddress,
                        .verdict = intended ? Verdict::kOk : Verdict::kWarning,
                        .network = network.name,
                        .sentence = std::move(sentence)});
  }
  const std::size_t omitted = conflicts.listed.size() - shown + conflicts.omitted;
  if (omitted == 0) return;
  Sentence sentence;
  sentence.Text(Count(omitted, "more node address in a pool", "more node addresses in pools"));
  findings.push_back({.kind = FindingKind::kNodeAddress,
                      .verdict = conflicts.CountPools() > 0 ? Verdict::kWarning : Verdict::kOk,
                      .network = network.name,
                      .sentence = std::move(sentence),
                      .count = omitted,
                      .is_remainder = true});
}

void AddSharedAsns(const fleet::NetworkFacts& network, std::vector<FleetFinding>& findings) {
  for (const fleet::SharedAsn& shared : network.conflicts->shared_asns) {
    Sentence sentence;
    for (std::size_t i = 0; i < shared.clusters.size(); ++i) {
      sentence.Text(Separator(i, shared.clusters.size(), 0)).Name(shared.clusters[i]);
    }
    sentence.Text(shared.clusters.size() == 2 ? " both use " : " all use ");
    sentence.Strong("AS " + std::to_string(shared.asn)).Text(" (myASN)");
    findings.push_back({.kind = FindingKind::kSharedAsn,
                        .network = network.name,
                        .sentence = std::move(sentence)});
  }
}

}  // namespace

void AddConflicts(const fleet::NetworkFacts& network, std::vector<FleetFinding>& findings) {
  if (!network.conflicts) return;
  AddDuplicates(network, findings);
  AddOverlaps(network, findings);
  AddNodeAddresses(network, findings);
  AddSharedAsns(network, findings);
}

}  // namespace exporter::report
