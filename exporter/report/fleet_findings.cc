#include "exporter/report/fleet_findings.h"

#include <algorithm>
#include <array>

#include "exporter/report/finding_parts.h"

namespace exporter::report {

std::string CountAddresses(const addresses::AddressCount& count) {
  return count.ToString() + (count == addresses::AddressCount(1) ? " address" : " addresses");
}

void AddPool(const fleet::PoolName& pool, Sentence& sentence) {
  sentence.Name(pool.cluster).Text("/").Name(pool.pool);
}

std::string_view Separator(std::size_t index, std::size_t count, std::size_t omitted) {
  if (index == 0) return "";
  return index + 1 == count && omitted == 0 ? " and " : ", ";
}

std::string_view Name(FindingKind kind) {
  // In the order of FindingKind.
  constexpr std::array<std::string_view, 17> kNames = {
      "source",         "cluster_down",     "duplicate_address", "contested_address",
      "exhausted_pool", "full_pool",        "rejected_pool",     "overlap",
      "node_address",   "squatted_address", "pending_services",  "unpooled_address",
      "outside_plan",   "shared_asn",       "no_metallb",        "unread_resource",
      "context_alias"};
  static_assert(kNames.size() == static_cast<std::size_t>(FindingKind::kContextAlias) + 1);
  return kNames.at(static_cast<std::size_t>(kind));
}

std::vector<FleetFinding> FindFleetFindings(const fleet::FleetView& fleet,
                                            const fleet::FleetFacts& facts,
                                            const Thresholds& thresholds,
                                            const scan::ScanState* scan) {
  std::vector<FleetFinding> findings;
  if (scan != nullptr) AddWireFindings(*scan, findings);
  AddSourceProblems(fleet, findings);
  AddFullPools(fleet, thresholds, findings);
  for (const fleet::ClusterView& cluster : fleet.clusters) {
    AddClusterProblems(cluster, findings);
    if (cluster.snapshot != nullptr) AddRejectedPools(cluster, findings);
  }
  for (const fleet::NetworkFacts& network : facts.networks) AddConflicts(network, findings);
  AddOutsidePlan(facts, findings);
  AddClusterNotes(fleet, findings);
  std::stable_sort(findings.begin(), findings.end(),
                   [](const FleetFinding& a, const FleetFinding& b) {
                     return a.verdict != b.verdict ? a.verdict > b.verdict : a.kind < b.kind;
                   });
  return findings;
}

}  // namespace exporter::report
