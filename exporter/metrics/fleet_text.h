// Renders a fleet as the text of /metrics, in three parts that change at different times.
//
// Facts change with the objects or the data state of a cluster, records with every poll, process
// metrics all the time. The caller decides when to render a part again. Each metric is in one part.
// A part that is rendered again takes the series of unchanged clusters from its last text. Pure.

#ifndef EXPORTER_METRICS_FLEET_TEXT_H_
#define EXPORTER_METRICS_FLEET_TEXT_H_

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/fleet/cluster_view.h"
#include "exporter/fleet/fleet_facts.h"
#include "exporter/fleet/fleet_policy.h"
#include "exporter/metrics/exposition.h"
#include "exporter/metrics/fleet_metrics.h"
#include "exporter/scan/scan_state.h"

namespace exporter::metrics {

// Pools, clusters, conflicts, the plan and the wire scan. Not thread-safe.
class FactsText {
 public:
  // REQUIRES: IsUsableClusterLabel(cluster_label).
  explicit FactsText(std::string_view cluster_label) : cluster_label_(cluster_label) {}

  // `scan` is nullptr if the wire is not scanned. REQUIRES: facts == Analyze(fleet, *policy).
  std::shared_ptr<const Exposition> Render(const fleet::FleetView& fleet,
                                           const fleet::FleetFacts& facts,
                                           const std::shared_ptr<const fleet::FleetPolicy>& policy,
                                           const scan::ScanState* scan);

 private:
  // The series of a cluster, and what they depend on, except the policy.
  struct Cluster {
    std::string name;
    std::string context;
    std::string network;
    std::shared_ptr<const fleet::ClusterSnapshot> snapshot;
    bool has_series = true;
    SeriesPieces series;
  };

  void RenderClusters(const fleet::FleetView& fleet, const fleet::FleetFacts& facts);
  void RenderNodeCounts(const fleet::FleetView& fleet, const fleet::FleetFacts& facts);

  const std::string cluster_label_;
  std::shared_ptr<const fleet::FleetPolicy> policy_;
  std::vector<Cluster> clusters_;
  SeriesPieces networks_;  // and the scan
  SeriesPieces node_counts_;
  // The source of node_counts_, and the clusters that have no series.
  std::vector<std::shared_ptr<const fleet::NodeConflicts>> nodes_;
  std::set<std::string> without_series_;
  ExpositionMaker exposition_;
};

// Polls, sources, reloads and the build: the metrics that begin with "metallb_exporter_". Not
// thread-safe.
class RecordText {
 public:
  // REQUIRES: IsUsableClusterLabel(cluster_label).
  explicit RecordText(std::string_view cluster_label) : cluster_label_(cluster_label) {}

  std::shared_ptr<const Exposition> Render(const fleet::FleetView& fleet,
                                           const ExporterInfo& exporter);

 private:
  struct Cluster {
    std::optional<fleet::ClusterView> rendered;  // the source of the series
    SeriesPieces series;
  };

  const std::string cluster_label_;
  std::vector<Cluster> clusters_;
  SeriesPieces exporter_;
  ExpositionMaker exposition_;
};

}  // namespace exporter::metrics

#endif  // EXPORTER_METRICS_FLEET_TEXT_H_
