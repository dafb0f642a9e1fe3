#include "exporter/report/scan_notes.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>

#include "exporter/report/finding_parts.h"
#include "exporter/text/list_text.h"

namespace exporter::report {
namespace {

using scan::Answerer;
using scan::ScanReport;
using scan::SegmentScan;
using scan::Severity;
using scan::WireFinding;

// The addresses that were asked and answered through one interface.
struct InterfaceCounts {
  std::size_t asked = 0;
  std::size_t answered = 0;

  bool IsDeaf() const { return asked > 0 && answered == 0; }
};

std::map<std::string, InterfaceCounts> CountInterfaces(const ScanReport& report) {
  std::map<std::string, InterfaceCounts> counts;
  for (const SegmentScan& segment : report.segments) {
    counts[segment.interface].asked += segment.asked;
    counts[segment.interface].answered += segment.answered;
  }
  return counts;
}

void AddSegmentNotes(const SegmentScan& segment, std::vector<Sentence>& notes) {
  const auto note = [&]() -> Sentence& {
    return notes.emplace_back().Text("interface ").Name(segment.interface).Text(": ");
  };
  if (!segment.own_nodes.empty()) {
    Sentence& own = note().Text("this host is ");
    AddList(
        segment.own_nodes, [&own](const std::string& node) { own.Name(node); }, own);
    own.Text(", whose own answers it cannot receive; scan from a host that is not a node");
  }
  for (const std::string& cluster : segment.unknown_nodes) {
    notes.emplace_back()
        .Text("cluster ")
        .Name(cluster)
        .Text(
            ": its nodes are unknown, so they may count as foreign; allow the exporter to list "
            "nodes");
  }
  if (segment.lacks_link_local) {
    note().Text("no IPv6 address was asked for, because it has no link-local address");
  }
  if (segment.omits_unassigned) {
    note().Text(
        "not every unassigned address was asked for; --max-unassigned sets the limit, and large "
        "IPv6 ranges are never asked for");
  }
}

bool HasOtherSource(const WireFinding& finding) {
  return std::any_of(finding.answers.begin(), finding.answers.end(),
                     [](const Answerer& each) { return each.ethernet_source.has_value(); });
}

void AddUnreadNote(const scan::UnreadCluster& unread, std::vector<Sentence>& notes) {
  Sentence& note = notes.emplace_back();
  if (unread.source.empty()) {
    note.Text("cluster ").Name(unread.cluster);
    note.Text(" could not be read; its nodes and assignments may be unknown or old");
  } else {
    note.Text("source ").Name(unread.source);
    note.Text(unread.incomplete
                  ? " was not read completely; some nodes and assignments may be unknown"
                  : " could not be read; its clusters are unknown");
  }
  if (!unread.reason.empty()) note.Text(": ").Name(unread.reason);
}

}  // namespace

Verdict JudgeScan(const ScanReport& report) {
  Verdict worst = report.error || !report.unread.empty() ? Verdict::kUnknown : Verdict::kOk;
  for (const auto& each : report.interfaces) {
    if (each.error) worst = std::max(worst, Verdict::kUnknown);
  }
  for (const auto& [interface, counts] : CountInterfaces(report)) {
    if (counts.IsDeaf()) worst = std::max(worst, Verdict::kUnknown);
  }
  for (const WireFinding& finding : report.findings) {
    const Severity severity = scan::SeverityOf(finding.verdict);
    if (severity == Severity::kCritical) worst = Verdict::kCritical;
    if (severity == Severity::kWarning) worst = std::max(worst, Verdict::kWarning);
  }
  return worst;
}

std::vector<Sentence> ScanNotes(const ScanReport& report) {
  std::vector<Sentence> notes;
  if (report.error) notes.emplace_back().Text(report.error->message);
  for (const auto& each : report.interfaces) {
    if (each.error) notes.emplace_back().Text(each.error->message);
  }
  for (const auto& [interface, counts] : CountInterfaces(report)) {
    if (!counts.IsDeaf()) continue;
    notes.emplace_back()
        .Text("interface ")
        .Name(interface)
        .Text(": no host answered, not even a node; is this the right segment?");
  }
  for (const SegmentScan& segment : report.segments) AddSegmentNotes(segment, notes);
  if (std::any_of(report.findings.begin(), report.findings.end(), HasOtherSource)) {
    notes.emplace_back().Text(
        "an answer names another hardware address than that of its sender; it is forged, or a "
        "bridge or a Wi-Fi extender has replaced the sender's address");
  }
  for (const scan::UnreadCluster& unread : report.unread) AddUnreadNote(unread, notes);
  if (report.unreached.count > 0) {
    notes.emplace_back().Text(
        text::Count(report.unreached.count, "assigned address is", "assigned addresses are") +
        " in no subnet of the scanned interfaces, for example " +
        report.unreached.first->ToString() + "; scan from a host in that subnet");
  }
  for (const std::string& name : report.unknown_names) {
    notes.emplace_back().Text("known_macs: the cluster has no node ").Name(name);
  }
  return notes;
}

}  // namespace exporter::report
