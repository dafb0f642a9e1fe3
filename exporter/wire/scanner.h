// One scan of the wire: asks for the addresses of the clusters through the chosen interfaces, looks
// again at what seems wrong, and reports. Interfaces are scanned one after the other.
//
// Does not know where the clusters' data comes from. Thread-safe if the source is.

#ifndef EXPORTER_WIRE_SCANNER_H_
#define EXPORTER_WIRE_SCANNER_H_

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "exporter/fleet/cluster_view.h"
#include "exporter/fleet/fleet_policy.h"
#include "exporter/result/result.h"
#include "exporter/scan/ask_schedule.h"
#include "exporter/scan/chosen_interfaces.h"
#include "exporter/scan/scan_report.h"
#include "exporter/scan/segment.h"

namespace exporter::wire {

struct ScanOptions {
  // Empty: every interface that is up, can broadcast, and reaches an address of a pool.
  std::vector<scan::ChosenInterface> interfaces;
  scan::Pace pace;
  std::chrono::milliseconds confirm{10'000};  // between the two looks
  bool unassigned = true;
  std::size_t max_unassigned = 4096;
  // Called for each packet: the interface, the packets sent, and the addresses to ask for.
  std::function<void(const std::string& interface, std::size_t sent, std::size_t addresses)>
      on_packet = {};
};

struct ScannedFleet {
  fleet::FleetView fleet;
  fleet::FleetPolicy policy;
};

// Called before the first look and before the second one, because assignments change meanwhile.
using FleetSource = std::function<Result<ScannedFleet>()>;

// Retained from one scan to the next, so that all unassigned addresses are asked for in turn. By
// interface and network.
using ScanProgress = std::map<std::pair<std::string, std::string>, std::size_t>;

// nullopt if it was stopped.
std::optional<scan::ScanReport> Scan(const ScanOptions& options, const FleetSource& source,
                                     ScanProgress& progress, const std::stop_token& stop);

}  // namespace exporter::wire

#endif  // EXPORTER_WIRE_SCANNER_H_
