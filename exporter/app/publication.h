// The fleet at one moment, its analysis and its text.
//
// The fleet is analysed only if a cluster's data, its state or the policy changed. The analysis and
// the text reuse the parts of the last publication that a change does not concern
// (fleet_analysis.h, fleet_text.h). Does not decide when to publish (publisher.h).

#ifndef EXPORTER_APP_PUBLICATION_H_
#define EXPORTER_APP_PUBLICATION_H_

#include <cstdint>
#include <memory>
#include <string_view>

#include "exporter/fleet/cluster_view.h"
#include "exporter/fleet/fleet_analysis.h"
#include "exporter/fleet/fleet_facts.h"
#include "exporter/fleet/fleet_policy.h"
#include "exporter/metrics/exposition.h"
#include "exporter/metrics/fleet_text.h"
#include "exporter/scan/scan_state.h"

namespace exporter::app {

// Immutable once it is made.
struct Publication {
  fleet::FleetView fleet;
  // Changes if the fleet or the policy changes other than in the counters and times of polls.
  std::uint64_t content = 0;
  bool ready = false;  // every cluster of the start has been polled once
  std::shared_ptr<const fleet::FleetPolicy> policy;
  std::shared_ptr<const fleet::FleetFacts> facts;  // the analysis of the fleet under the policy
  std::shared_ptr<const scan::ScanState> scan;     // nullptr: the wire is not scanned
  std::shared_ptr<const metrics::Exposition> facts_text;
  std::shared_ptr<const metrics::Exposition> record_text;
};

// Makes each publication from the previous one. Not thread-safe.
class PublicationMaker {
 public:
  // REQUIRES: IsUsableClusterLabel(cluster_label).
  explicit PublicationMaker(std::string_view cluster_label)
      : facts_text_(cluster_label), record_text_(cluster_label) {}

  // REQUIRES: `policy` is not nullptr.
  std::shared_ptr<const Publication> Make(fleet::FleetView fleet,
                                          std::shared_ptr<const fleet::FleetPolicy> policy,
                                          std::shared_ptr<const scan::ScanState> scan,
                                          const metrics::ExporterInfo& exporter);

 private:
  std::shared_ptr<const fleet::FleetFacts> Analyze(
      const fleet::FleetView& fleet, const std::shared_ptr<const fleet::FleetPolicy>& policy);

  fleet::FleetAnalysis analysis_;
  metrics::FactsText facts_text_;
  metrics::RecordText record_text_;
  std::shared_ptr<const Publication> last_;  // nullptr: none
};

}  // namespace exporter::app

#endif  // EXPORTER_APP_PUBLICATION_H_
