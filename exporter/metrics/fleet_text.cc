#include "exporter/metrics/fleet_text.h"

#include <cstddef>
#include <span>

#include "exporter/metrics/catalogue.h"
#include "exporter/metrics/family_writer.h"
#include "exporter/metrics/scan_metrics.h"

namespace exporter::metrics {
namespace {

template <typename Cluster>
std::vector<const SeriesPieces*> SourcesOf(const std::vector<Cluster>& clusters) {
  std::vector<const SeriesPieces*> sources;
  sources.reserve(clusters.size());
  for (const Cluster& cluster : clusters) sources.push_back(&cluster.series);
  return sources;
}

}  // namespace

std::shared_ptr<const Exposition> FactsText::Render(
    const fleet::FleetView& fleet, const fleet::FleetFacts& facts,
    const std::shared_ptr<const fleet::FleetPolicy>& policy, const scan::ScanState* scan) {
  if (std::exchange(policy_, policy) != policy) clusters_.clear();
  RenderClusters(fleet, facts);
  RenderNodeCounts(fleet, facts);
  FamilyWriter writer(cluster_label_);
  if (scan != nullptr) AddScan(*scan, policy_->max_conflict_series, writer);
  for (const fleet::NetworkFacts& network : facts.networks) AddNetwork(network, *policy_, writer);
  networks_.Replace(writer);
  std::vector<const SeriesPieces*> sources = SourcesOf(clusters_);
  sources.insert(sources.end(), {&networks_, &node_counts_});
  return exposition_.Make(sources);
}

void FactsText::RenderClusters(const fleet::FleetView& fleet, const fleet::FleetFacts& facts) {
  clusters_.resize(fleet.clusters.size());
  std::span<const fleet::UnplannedAddresses> unplanned(facts.unplanned);
  FamilyWriter writer(cluster_label_);
  for (std::size_t i = 0; i < clusters_.size(); ++i) {
    const fleet::ClusterView& view = fleet.clusters[i];
    const bool has_plan = policy_->HasPlanFor(view.source) && view.snapshot != nullptr;
    const auto own = unplanned.first(has_plan ? view.snapshot->pools().size() : 0);
    unplanned = unplanned.subspan(own.size());
    Cluster& cluster = clusters_[i];
    if (cluster.snapshot == view.snapshot && cluster.name == view.name &&
        cluster.context == view.context && cluster.network == view.network &&
        cluster.has_series == view.has_series) {
      continue;
    }
    cluster = {view.name,     view.context,    view.network,
               view.snapshot, view.has_series, std::move(cluster.series)};
    if (view.snapshot != nullptr && view.has_series) {
      AddCluster(view, policy_->LocationOf(view.name), writer);
    }
    // A source serves these series for its own plan.
    if (view.has_series || !policy_->planned_sources) AddUnplanned(own, writer);
    cluster.series.Replace(writer);
  }
}

void FactsText::RenderNodeCounts(const fleet::FleetView& fleet, const fleet::FleetFacts& facts) {
  std::vector<std::shared_ptr<const fleet::NodeConflicts>> nodes;
  for (const fleet::NetworkFacts& network : facts.networks) {
    if (network.conflicts && network.conflicts->nodes) nodes.push_back(network.conflicts->nodes);
  }
  std::set<std::string> without_series;
  for (const fleet::ClusterView& cluster : fleet.clusters) {
    if (!cluster.has_series) without_series.insert(without_series.end(), cluster.name);
  }
  if (nodes == nodes_ && without_series == without_series_) return;
  nodes_ = std::move(nodes);
  without_series_ = std::move(without_series);
  FamilyWriter writer(cluster_label_);
  const auto has_series = [this](const std::string& cluster) {
    return !without_series_.contains(cluster);
  };
  for (const auto& each : nodes_) AddNodeCounts(*each, has_series, writer);
  node_counts_.Replace(writer);
}

std::shared_ptr<const Exposition> RecordText::Render(const fleet::FleetView& fleet,
                                                     const ExporterInfo& exporter) {
  FamilyWriter writer(cluster_label_);
  clusters_.resize(fleet.clusters.size());
  for (std::size_t i = 0; i < clusters_.size(); ++i) {
    if (clusters_[i].rendered == fleet.clusters[i]) continue;
    clusters_[i].rendered = fleet.clusters[i];
    if (fleet.clusters[i].has_series) AddRecord(fleet.clusters[i], writer);
    clusters_[i].series.Replace(writer);
  }
  for (const fleet::ContextAlias& alias : fleet.aliases) {
    if (!alias.has_series) continue;
    writer.Add(Named("metallb_exporter_context_alias_info"), {alias.cluster, alias.context}, 1);
  }
  for (const fleet::SourceView& source : fleet.sources) AddSource(source, writer);
  AddExporter(exporter, writer);
  exporter_.Replace(writer);
  std::vector<const SeriesPieces*> sources = SourcesOf(clusters_);
  sources.push_back(&exporter_);
  return exposition_.Make(sources);
}

}  // namespace exporter::metrics
