#include "exporter/metrics/scan_metrics.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "exporter/metrics/catalogue.h"

namespace exporter::metrics {
namespace {

using scan::SegmentScan;
using scan::WireFinding;
using scan::WireVerdict;

constexpr std::array kConflicts = {WireVerdict::kDuplicate, WireVerdict::kStolen,
                                   WireVerdict::kForeign, WireVerdict::kSplit};

bool IsOf(const SegmentScan& segment, const WireFinding& finding) {
  return finding.interface == segment.interface && finding.network == segment.network;
}

void AddInterface(const scan::InterfaceState& state, std::chrono::milliseconds interval,
                  FamilyWriter& writer) {
  const std::string& name = state.interface;
  writer.Add(Named("metallb_scan_interval_seconds"), {name},
             std::chrono::duration<double>(interval).count());
  if (!state.up) return;
  writer.Add(Named("metallb_scan_up"), {name}, *state.up ? 1 : 0);
  writer.Add(Named("metallb_scan_packets_sent_total"), {name}, state.sent);
  writer.Add(Named("metallb_scan_packets_dropped_total"), {name}, state.dropped);
  if (!state.last_success) return;
  const auto since_epoch = state.last_success->time_since_epoch();
  writer.Add(Named("metallb_scan_last_success_timestamp_seconds"), {name},
             std::chrono::duration<double>(since_epoch).count());
  writer.Add(Named("metallb_scan_duration_seconds"), {name}, state.duration.count());
}

void AddSegment(const SegmentScan& segment, const std::vector<WireFinding>& findings,
                FamilyWriter& writer) {
  const auto count = [&](const auto& matches) {
    return std::count_if(findings.begin(), findings.end(), [&](const WireFinding& finding) {
      return IsOf(segment, finding) && matches(finding);
    });
  };
  for (const WireVerdict kind : kConflicts) {
    writer.Add(Named("metallb_scan_conflict_addresses"),
               {segment.network, segment.interface, scan::Name(kind)},
               count([kind](const WireFinding& finding) { return finding.verdict == kind; }));
  }
  for (const fleet::PoolName& pool : segment.pools) {
    writer.Add(Named("metallb_scan_squatted_addresses"),
               {segment.network, segment.interface, pool.cluster, pool.pool},
               count([&pool](const WireFinding& finding) {
                 return finding.verdict == WireVerdict::kSquatter &&
                        std::find(finding.pools.begin(), finding.pools.end(), pool) !=
                            finding.pools.end();
               }));
  }
  writer.Add(Named("metallb_scan_asked_addresses"), {segment.network, segment.interface},
             segment.asked);
  writer.Add(Named("metallb_scan_answered_addresses"), {segment.network, segment.interface},
             segment.answered);
  writer.Add(Named("metallb_scan_silent_addresses"), {segment.network, segment.interface},
             segment.silent);
}

// Adds a series for each host that answered. Returns how many were dropped.
std::size_t AddAnswers(std::vector<const WireFinding*> findings, std::size_t max_series,
                       FamilyWriter& writer) {
  std::stable_sort(
      findings.begin(), findings.end(),
      [](const WireFinding* a, const WireFinding* b) { return a->address < b->address; });
  std::size_t room = max_series;
  std::size_t dropped = 0;
  for (const WireFinding* const finding : findings) {
    if (finding->answers.size() > room) {
      room = 0;
      dropped += finding->answers.size();
      continue;
    }
    room -= finding->answers.size();
    for (const scan::Answerer& answerer : finding->answers) {
      writer.Add(
          Named("metallb_scan_answer_info"),
          {finding->network, finding->interface, finding->address.ToString(),
           scan::Name(finding->verdict), answerer.mac.ToString(), answerer.cluster, answerer.node},
          1);
    }
  }
  return dropped;
}

}  // namespace

void AddScan(const scan::ScanState& state, std::size_t max_series, FamilyWriter& writer) {
  for (const scan::InterfaceState& interface : state.interfaces) {
    AddInterface(interface, state.interval, writer);
  }
  std::map<std::string, std::vector<const WireFinding*>> by_network;
  for (const SegmentScan& segment : state.segments) {
    AddSegment(segment, state.findings, writer);
    by_network[segment.network];
  }
  for (const WireFinding& finding : state.findings) {
    if (scan::SeverityOf(finding.verdict) < scan::Severity::kWarning) continue;
    by_network[finding.network].push_back(&finding);
  }
  constexpr const Metric& kInfo = Named("metallb_scan_answer_info");
  for (const auto& [network, findings] : by_network) {
    writer.Add(Named("metallb_fleet_conflict_series_dropped"), {network, kInfo.name},
               AddAnswers(findings, max_series, writer));
  }
}

}  // namespace exporter::metrics
