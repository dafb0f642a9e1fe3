// The fleet's facts as text: three pieces, because they change at different times.
//
// Facts change with a cluster's objects, the record with every poll, the process all the time. Each
// piece is rendered when what it shows has changed, and no metric is in two of them. Pure.

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

namespace exporter::metrics {

// Which exporter this is, and how its configuration fared.
struct ExporterInfo {
  std::string version;
  std::string revision;
  bool last_reload_successful = true;
  std::chrono::system_clock::time_point last_reload_success;
};

// What the operating system says of this process; what it does not say is absent.
struct ProcessUsage {
  std::optional<double> cpu_seconds;
  std::optional<std::uint64_t> open_fds;
  std::optional<std::uint64_t> max_fds;
  std::optional<std::uint64_t> virtual_bytes;
  std::optional<std::uint64_t> resident_bytes;
  std::optional<std::uint64_t> threads;
  std::optional<double> start_time_seconds;  // since the Unix epoch
};

// REQUIRES of all: IsUsableClusterLabel(cluster_label).

// Pools, clusters and the fleet: kPoolAndClusterMetrics, kFleetMetrics. `facts` are those of
// `fleet` under `policy`.
std::string RenderFacts(const fleet::FleetView& fleet, const fleet::FleetFacts& facts,
                        const fleet::FleetPolicy& policy, std::string_view cluster_label);

// Polls and the exporter itself: kExporterMetrics.
std::string RenderRecord(const fleet::FleetView& fleet, const ExporterInfo& exporter,
                         std::string_view cluster_label);

// kProcessMetrics.
std::string RenderProcess(const ProcessUsage& process);

}  // namespace exporter::metrics

#endif  // EXPORTER_METRICS_FLEET_METRICS_H_
