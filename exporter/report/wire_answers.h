// The findings of a wire scan about the addresses of a network, for its map: which hosts answer,
// and which cells have a mark. Proxy ARP is not a finding about an address. Does not draw
// (page_map.cc, page_answers.cc). Pure.

#ifndef EXPORTER_REPORT_WIRE_ANSWERS_H_
#define EXPORTER_REPORT_WIRE_ANSWERS_H_

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "exporter/addresses/address_range.h"
#include "exporter/report/address_map.h"
#include "exporter/scan/scan_state.h"

namespace exporter::report {

// Elements of a ScanState.
using WireFindings = std::vector<const scan::WireFinding*>;

// nullopt for a finding without a mark. The address of a node in a pool has the mark of a node.
std::optional<WireMark> MarkOf(scan::WireVerdict verdict);

// "contested", "foreign", "squatted", "silent".
std::string_view Name(WireMark mark);

// The numbers of addresses. An address with several findings counts as the worst one.
class WireCounts {
 public:
  std::size_t Of(WireMark mark) const { return counts_.at(static_cast<std::size_t>(mark)); }
  void Add(WireMark mark) { ++counts_.at(static_cast<std::size_t>(mark)); }

 private:
  std::array<std::size_t, kWireMarks> counts_{};
};

inline constexpr std::array<WireMark, kWireMarks> kAllWireMarks = {
    WireMark::kContested, WireMark::kForeign, WireMark::kSquatted, WireMark::kSilent};

// Refers to the state. `scan` is nullptr if the wire is not scanned: no findings.
class NetworkAnswers {
 public:
  NetworkAnswers(const scan::ScanState* scan, std::string_view network);

  // False if no scan of the network has succeeded lately.
  bool scanned() const { return scanned_; }

  // The findings about the addresses of the range. The lowest address is first; of one address, the
  // worst finding.
  WireFindings In(const addresses::AddressRange& range) const;

 private:
  bool scanned_ = false;
  WireFindings findings_;
};

// The findings about the address in every network, sorted by network. `scan` is nullptr if the wire
// is not scanned. Refers to the state.
WireFindings HeardAbout(const scan::ScanState* scan, const addresses::IpAddress& address);

// REQUIRES for both functions: `findings` is NetworkAnswers::In a range.
WireCounts CountAnswers(const WireFindings& findings);
// Sets the marks of the cells. A cell has the worst mark of its addresses. An address that is a
// duplicate in the map already has a mark.
void MarkCells(const WireFindings& findings, AddressMap& map);

// The worst finding first, then the lowest address.
void SortBySeverity(WireFindings& findings);

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_WIRE_ANSWERS_H_
