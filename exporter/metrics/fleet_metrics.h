// Writes the metrics of a fleet and of the exporter. Each metric is written by one function.
//
// Does not decide which of them are written again (fleet_text.h). Pure.

#ifndef EXPORTER_METRICS_FLEET_METRICS_H_
#define EXPORTER_METRICS_FLEET_METRICS_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "exporter/fleet/cluster_view.h"
#include "exporter/fleet/fleet_facts.h"
#include "exporter/fleet/fleet_policy.h"
#include "exporter/metrics/family_writer.h"

namespace exporter::metrics {

// The exporter's version and the result of the last reload.
struct ExporterInfo {
  std::string version;
  std::string revision;
  bool last_reload_successful = true;
  std::chrono::system_clock::time_point last_reload_success;
};

// Process statistics of the operating system. Unknown values are absent.
struct ProcessUsage {
  std::optional<double> cpu_seconds;
  std::optional<std::uint64_t> open_fds;
  std::optional<std::uint64_t> max_fds;
  std::optional<std::uint64_t> virtual_bytes;
  std::optional<std::uint64_t> resident_bytes;
  std::optional<std::uint64_t> threads;
  std::optional<double> start_time_seconds;  // since the Unix epoch
};

// The facts about one cluster, except AddUnplanned. REQUIRES: `cluster` has a snapshot.
void AddCluster(const fleet::ClusterView& cluster, std::string_view location, FamilyWriter& writer);

// The addresses of one cluster outside the plan.
void AddUnplanned(std::span<const fleet::UnplannedAddresses> unplanned, FamilyWriter& writer);

// The facts about one network, except its node counts.
void AddNetwork(const fleet::NetworkFacts& network, const fleet::FleetPolicy& policy,
                FamilyWriter& writer);

// The number of node addresses in each pool of the clusters for which `has_series` returns true.
void AddNodeCounts(const fleet::NodeConflicts& conflicts,
                   const std::function<bool(const std::string& cluster)>& has_series,
                   FamilyWriter& writer);

// The polls of one cluster.
void AddRecord(const fleet::ClusterView& cluster, FamilyWriter& writer);

// The reads of another exporter.
void AddSource(const fleet::SourceView& source, FamilyWriter& writer);

// Reloads and the build.
void AddExporter(const ExporterInfo& exporter, FamilyWriter& writer);

// The metrics that begin with "process_".
std::string RenderProcess(const ProcessUsage& process);

}  // namespace exporter::metrics

#endif  // EXPORTER_METRICS_FLEET_METRICS_H_
