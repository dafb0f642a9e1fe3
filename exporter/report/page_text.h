// Words and numbers as the page shows them. All of it is HTML, and safe to put between tags. Pure.

#ifndef EXPORTER_REPORT_PAGE_TEXT_H_
#define EXPORTER_REPORT_PAGE_TEXT_H_

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "exporter/addresses/address_count.h"
#include "exporter/fleet/cluster_snapshot.h"
#include "exporter/fleet/pool_overlaps.h"
#include "exporter/report/verdict.h"

namespace exporter::report {

// `text` as it must stand in HTML, between tags or in a quoted attribute.
std::string EscapeHtml(std::string_view text);

// A name from elsewhere: escaped, what is invisible in it written out (Visible), and its
// direction of writing kept to itself.
std::string NameHtml(std::string_view name);

// The same in a list of thousands: nothing around a name whose direction is no question.
std::string ListedNameHtml(std::string_view name);

// "1 pool", "20 000 pools"
std::string CountHtml(std::size_t count, std::string_view one, std::string_view many);

// "40", "16 777 216"; above 2^53 "1.84×10^19", with the exact number beside.
std::string SizeHtml(const addresses::AddressCount& size);

// "40 addresses", with the same numbers.
std::string AddressesHtml(const addresses::AddressCount& size);

// What two pools share: "10.0.0.1-10.0.0.9, 10.0.1.0 and 3 ranges more".
std::string RangesHtml(const fleet::PoolOverlap& overlap);

// "82.5 %". Never rounded up, and more than nothing is never 0: "< 0.1 %". "–" without capacity.
std::string PercentHtml(const fleet::FamilyUsage& usage);

// "12 s ago", "5 min ago", "3 h 20 min ago", "2 d 4 h ago", with the time beside.
std::string AgeHtml(std::chrono::system_clock::time_point then,
                    std::chrono::system_clock::time_point now);

// "2025-01-31 12:00:00 UTC"
std::string TimeHtml(std::chrono::system_clock::time_point time);

// "▲ 80 % or more", in words, a sign and a colour; empty where all is well.
std::string VerdictHtml(Verdict verdict, const Thresholds& thresholds);

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_PAGE_TEXT_H_
