#include <cstddef>

#include "exporter/report/finding_parts.h"
#include "exporter/report/scan_text.h"

namespace exporter::report {
namespace {

void AddOf(scan::Severity severity, const scan::ScanState& scan,
           std::vector<FleetFinding>& findings) {
  const bool critical = severity == scan::Severity::kCritical;
  const FindingKind kind =
      critical ? FindingKind::kContestedAddress : FindingKind::kSquattedAddress;
  const Verdict verdict = critical ? Verdict::kCritical : Verdict::kWarning;
  std::size_t omitted = 0;
  std::size_t listed = 0;
  for (const scan::WireFinding& finding : scan.findings) {
    // The pools of node addresses are findings without a scan as well.
    if (finding.verdict == scan::WireVerdict::kNode) continue;
    if (scan::SeverityOf(finding.verdict) != severity) continue;
    if (++listed > kMaxFindings) {
      ++omitted;
      continue;
    }
    findings.push_back({.kind = kind,
                        .verdict = verdict,
                        .network = finding.network,
                        .sentence = ScanSentence(finding)});
  }
  if (omitted == 0) return;
  findings.push_back(
      {.kind = kind,
       .verdict = verdict,
       .sentence = Sentence().Text("and " + std::to_string(omitted) + " more addresses"),
       .count = omitted,
       .is_remainder = true});
}

}  // namespace

void AddWireFindings(const scan::ScanState& scan, std::vector<FleetFinding>& findings) {
  AddOf(scan::Severity::kCritical, scan, findings);
  AddOf(scan::Severity::kWarning, scan, findings);
}

}  // namespace exporter::report
