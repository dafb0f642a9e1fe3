#include "exporter/report/wire_answers.h"

#include <algorithm>
#include <tuple>

namespace exporter::report {

using addresses::AddressRange;
using addresses::IpAddress;
using scan::WireFinding;
using scan::WireVerdict;

std::optional<WireMark> MarkOf(WireVerdict verdict) {
  switch (verdict) {
    case WireVerdict::kDuplicate:
    case WireVerdict::kStolen:
    case WireVerdict::kSplit:
      return WireMark::kContested;
    case WireVerdict::kForeign:
      return WireMark::kForeign;
    case WireVerdict::kSquatter:
      return WireMark::kSquatted;
    case WireVerdict::kSilent:
      return WireMark::kSilent;
    case WireVerdict::kNode:
    case WireVerdict::kProxyArp:
    case WireVerdict::kFlux:
    case WireVerdict::kOk:
      break;
  }
  return std::nullopt;
}

std::string_view Name(WireMark mark) {
  constexpr std::array<std::string_view, kWireMarks> kNames = {"contested", "foreign", "squatted",
                                                               "silent"};
  return kNames.at(static_cast<std::size_t>(mark));
}

NetworkAnswers::NetworkAnswers(const scan::ScanState* scan, std::string_view network) {
  if (scan == nullptr) return;
  scanned_ = std::any_of(
      scan->segments.begin(), scan->segments.end(),
      [network](const scan::SegmentScan& segment) { return segment.network == network; });
  for (const WireFinding& finding : scan->findings) {
    if (finding.network == network && finding.verdict != WireVerdict::kProxyArp) {
      findings_.push_back(&finding);
    }
  }
  std::stable_sort(findings_.begin(), findings_.end(),
                   [](const WireFinding* a, const WireFinding* b) {
                     return std::tie(a->address, a->verdict) < std::tie(b->address, b->verdict);
                   });
}

WireFindings NetworkAnswers::In(const AddressRange& range) const {
  const auto first = std::lower_bound(findings_.begin(), findings_.end(), range.first,
                                      [](const WireFinding* finding, const IpAddress& address) {
                                        return finding->address < address;
                                      });
  const auto end = std::upper_bound(first, findings_.end(), range.last,
                                    [](const IpAddress& address, const WireFinding* finding) {
                                      return address < finding->address;
                                    });
  return {first, end};
}

WireFindings HeardAbout(const scan::ScanState* scan, const IpAddress& address) {
  WireFindings heard;
  if (scan == nullptr) return heard;
  for (const WireFinding& finding : scan->findings) {
    if (finding.address == address && finding.verdict != WireVerdict::kProxyArp) {
      heard.push_back(&finding);
    }
  }
  std::stable_sort(heard.begin(), heard.end(), [](const WireFinding* a, const WireFinding* b) {
    return std::tie(a->network, a->verdict) < std::tie(b->network, b->verdict);
  });
  return heard;
}

WireCounts CountAnswers(const WireFindings& findings) {
  WireCounts counts;
  const IpAddress* counted = nullptr;
  for (const WireFinding* const finding : findings) {
    const auto mark = MarkOf(finding->verdict);
    if (!mark || (counted != nullptr && *counted == finding->address)) continue;
    counted = &finding->address;
    counts.Add(*mark);
  }
  return counts;
}

void MarkCells(const WireFindings& findings, AddressMap& map) {
  auto cell = map.cells.begin();
  for (const WireFinding* const finding : findings) {
    cell = std::find_if(cell, map.cells.end(), [finding](const MapCell& each) {
      return !(each.block.last < finding->address);
    });
    if (cell == map.cells.end()) return;
    const auto mark = MarkOf(finding->verdict);
    if (!mark || !cell->block.Contains(finding->address)) continue;
    if (finding->verdict == WireVerdict::kDuplicate && cell->duplicate) continue;
    cell->wire_mark = std::min(cell->wire_mark.value_or(*mark), *mark);
  }
}

void SortBySeverity(WireFindings& findings) {
  std::stable_sort(
      findings.begin(), findings.end(),
      [](const WireFinding* a, const WireFinding* b) { return a->verdict < b->verdict; });
}

}  // namespace exporter::report
