#include "exporter/scan/scan_state.h"

#include <algorithm>
#include <iterator>
#include <tuple>

namespace exporter::scan {
namespace {

// Why the scan of the interface failed; nullopt if it succeeded.
std::optional<Error> FailureOf(const std::string& interface, const ScanReport& report) {
  if (report.error) return report.error;
  for (const InterfaceScan& each : report.interfaces) {
    if (each.interface == interface && each.error) return each.error;
  }
  std::size_t expected = 0;
  std::size_t answered = 0;
  for (const SegmentScan& segment : report.segments) {
    if (segment.interface != interface) continue;
    expected += segment.expected;
    answered += segment.answered;
  }
  if (expected == 0 || answered > 0) return std::nullopt;
  return Error(
      ErrorKind::kUnreachable,
      "interface " + interface + ": no host answered, not even a node; is this the right segment?");
}

template <typename Item>
void CopyOf(const std::string& interface, const std::vector<Item>& from, std::vector<Item>& to) {
  std::copy_if(from.begin(), from.end(), std::back_inserter(to),
               [&interface](const Item& item) { return item.interface == interface; });
}

// Copies the findings about unassigned addresses that the scan did not ask for.
void CopyNotAsked(const std::vector<WireFinding>& before, const std::vector<SegmentScan>& segments,
                  std::vector<WireFinding>& findings) {
  const std::size_t count = findings.size();
  for (const WireFinding& finding : before) {
    const bool was_asked =
        std::none_of(segments.begin(), segments.end(), [&finding](const SegmentScan& segment) {
          return segment.interface == finding.interface && segment.network == finding.network &&
                 segment.not_asked.Contains(finding.address);
        });
    if (!was_asked && finding.verdict == WireVerdict::kSquatter) findings.push_back(finding);
  }
  if (findings.size() == count) return;
  std::stable_sort(findings.begin(), findings.end(),
                   [](const WireFinding& a, const WireFinding& b) {
                     return std::tie(a.interface, a.network, a.address) <
                            std::tie(b.interface, b.network, b.address);
                   });
}

void Count(const ScanReport& report, InterfaceState& state) {
  for (const InterfaceScan& each : report.interfaces) {
    if (each.interface != state.interface) continue;
    state.sent += each.sent;
    state.dropped += each.dropped;
    if (*state.up) state.duration = each.duration;
  }
}

}  // namespace

bool ScanState::HasFinding(const WireFinding& finding) const {
  return std::any_of(findings.begin(), findings.end(), [&finding](const WireFinding& each) {
    return each.address == finding.address && each.network == finding.network &&
           each.interface == finding.interface && each.verdict == finding.verdict;
  });
}

ScanState Advance(const ScanState& before, const ScanReport& report,
                  std::chrono::system_clock::time_point now, std::chrono::milliseconds keep_for) {
  ScanState after;
  after.interval = before.interval;
  for (InterfaceState state : before.interfaces) {
    state.error = FailureOf(state.interface, report);
    state.up = !state.error;
    if (*state.up) {
      state.last_success = now;
      CopyOf(state.interface, report.segments, after.segments);
      CopyOf(state.interface, report.findings, after.findings);
    } else if (state.last_success && now - *state.last_success < keep_for) {
      CopyOf(state.interface, before.segments, after.segments);
      CopyOf(state.interface, before.findings, after.findings);
    }
    Count(report, state);
    after.interfaces.push_back(std::move(state));
  }
  CopyNotAsked(before.findings, after.segments, after.findings);
  return after;
}

}  // namespace exporter::scan
