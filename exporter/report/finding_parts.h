// The findings of one kind of subject each, and the words that they share. Used by the findings
// and by area_text.cc. Pure.

#ifndef EXPORTER_REPORT_FINDING_PARTS_H_
#define EXPORTER_REPORT_FINDING_PARTS_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/addresses/address_count.h"
#include "exporter/fleet/cluster_view.h"
#include "exporter/fleet/fleet_facts.h"
#include "exporter/report/fleet_findings.h"
#include "exporter/report/sentence.h"
#include "exporter/report/verdict.h"
#include "exporter/scan/scan_state.h"

namespace exporter::report {

// The maximum number of findings of a kind, for the whole fleet or for a network. The last finding
// counts the omitted ones.
inline constexpr std::size_t kMaxFindings = 1'000;

// The other exporters that could not be read, or whose clusters are incomplete.
void AddSourceProblems(const fleet::FleetView& fleet, std::vector<FleetFinding>& findings);

// A cluster that could not be read, its pending Services and its addresses outside every pool.
void AddClusterProblems(const fleet::ClusterView& cluster, std::vector<FleetFinding>& findings);

// Clusters without MetalLB, unread optional resources, and contexts of the same cluster.
void AddClusterNotes(const fleet::FleetView& fleet, std::vector<FleetFinding>& findings);

// The pools of all clusters at a threshold, the fullest first.
void AddFullPools(const fleet::FleetView& fleet, const Thresholds& thresholds,
                  std::vector<FleetFinding>& findings);

// The reasons why MetalLB rejects pools of the cluster.
void AddRejectedPools(const fleet::ClusterView& cluster, std::vector<FleetFinding>& findings);

// The pools outside the plan. A cluster without an entry in the plan is one finding.
void AddOutsidePlan(const fleet::FleetFacts& facts, std::vector<FleetFinding>& findings);

// The conflicts of one network. Adjacent duplicate addresses of the same clusters are one finding,
// and so are adjacent ranges that several pools contain. Node addresses that a pool contains on
// purpose are notes.
void AddConflicts(const fleet::NetworkFacts& network, std::vector<FleetFinding>& findings);

// Conflicts and squatted addresses that the last scan of the wire found.
void AddWireFindings(const scan::ScanState& scan, std::vector<FleetFinding>& findings);

// "5 addresses"
std::string CountAddresses(const addresses::AddressCount& count);

// "cluster/pool"
void AddPool(const fleet::PoolName& pool, Sentence& sentence);

// The separator before an item of a list: " and " before the last item, ", " before others.
// `omitted` is the number of items that the list does not name.
std::string_view Separator(std::size_t index, std::size_t count, std::size_t omitted);

// Calls `add`, which appends to the sentence, for each item, with separators between them.
template <typename Item, typename Add>
void AddList(const std::vector<Item>& items, const Add& add, Sentence& sentence) {
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) sentence.Text(Separator(i, items.size(), 0));
    add(items[i]);
  }
}

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_FINDING_PARTS_H_
