// Renders a fleet as the text of /metrics, in three parts that change at different times.
//
// Facts change with the objects or the data state of a cluster, records with every poll, process
// metrics all the time. The caller decides when to render a part again. Each metric is in one part.
// Pure.

#ifndef EXPORTER_METRICS_FLEET_METRICS_H_
#define EXPORTER_METRICS_FLEET_METRICS_H_

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "exporter/fleet/cluster_view.h"
#include "exporter/fleet/fleet_facts.h"
#include "exporter/fleet/fleet_policy.h"
#include "exporter/scan/scan_state.h"

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

// REQUIRES, for all: IsUsableClusterLabel(cluster_label).

// Pools, clusters, conflicts, the plan and, if `scan` is not nullptr, the wire scan.
// REQUIRES: facts == Analyze(fleet, policy).
std::string RenderFacts(const fleet::FleetView& fleet, const fleet::FleetFacts& facts,
                        const fleet::FleetPolicy& policy, std::string_view cluster_label,
                        const scan::ScanState* scan = nullptr);

// Polls, reloads and the build: the metrics that begin with "metallb_exporter_".
std::string RenderRecord(const fleet::FleetView& fleet, const ExporterInfo& exporter,
                         std::string_view cluster_label);

// The metrics that begin with "process_".
std::string RenderProcess(const ProcessUsage& process);

}  // namespace exporter::metrics

#endif  // EXPORTER_METRICS_FLEET_METRICS_H_
