// Names and numbers for the page, as HTML that is safe between tags. Pure.

#ifndef EXPORTER_REPORT_PAGE_TEXT_H_
#define EXPORTER_REPORT_PAGE_TEXT_H_

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "exporter/addresses/address_count.h"
#include "exporter/fleet/cluster_snapshot.h"
#include "exporter/report/verdict.h"

namespace exporter::report {

// Escapes `text` for HTML, between tags or in a quoted attribute.
std::string EscapeHtml(std::string_view text);

// A name from a cluster or a file, escaped. Invisible characters are written out (text::Visible),
// and the writing direction is isolated.
std::string NameHtml(std::string_view name);

// The same without markup around ASCII names, for lists of thousands.
std::string ListedNameHtml(std::string_view name);

// "1 pool", "20 000 pools"
std::string CountHtml(std::size_t count, std::string_view one, std::string_view many);

// "40", "16 777 216"; above 2^53 "1.84×10^19", with the exact number in the title.
std::string SizeHtml(const addresses::AddressCount& size);

// "40 addresses", with the same numbers.
std::string AddressesHtml(const addresses::AddressCount& size);

// "82.5 %", rounded down; "< 0.1 %" if any address is assigned; "–" if the capacity is 0.
std::string PercentHtml(const fleet::FamilyUsage& usage);

// "12 s", "5 min", "3 h 20 min", "2 d 4 h", with the time in an attribute.
std::string AgeHtml(std::chrono::system_clock::time_point then,
                    std::chrono::system_clock::time_point now);

// "2025-01-31 12:00:00 UTC"
std::string TimeHtml(std::chrono::system_clock::time_point time);

// The verdict about a pool as a badge: "▲ 80 % or more", "■ full"; empty for kOk.
std::string VerdictHtml(const fleet::FamilyUsage& usage, const Thresholds& thresholds);

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_PAGE_TEXT_H_
