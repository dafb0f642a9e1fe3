#include <fmt/format.h>

#include <cstddef>

#include "exporter/report/page_parts.h"
#include "exporter/report/page_text.h"
#include "exporter/report/scan_text.h"

namespace exporter::report {
namespace {

// "scanned 12 s ago", or why it was not.
std::string InterfaceHtml(const scan::InterfaceState& state,
                          std::chrono::system_clock::time_point now) {
  std::string html = "<li>Interface " + NameHtml(state.interface) + ": ";
  if (!state.up) return html + "not scanned yet</li>\n";
  if (state.error) html += "<b>the last scan failed</b>: " + NameHtml(state.error->message) + "; ";
  html += state.last_success ? "last successful scan " + AgeHtml(*state.last_success, now) + " ago"
                             : "no scan has succeeded";
  return html + "</li>\n";
}

std::string SegmentHtml(const scan::SegmentScan& segment) {
  return fmt::format("<li>Network {} through {}: {} asked, {} answered, {} silent</li>\n",
                     NameHtml(segment.network), NameHtml(segment.interface),
                     CountHtml(segment.asked, "address", "addresses"), segment.answered,
                     segment.silent);
}

}  // namespace

std::string ScanHtml(const scan::ScanState& state, std::chrono::system_clock::time_point now) {
  constexpr std::size_t kMaxShown = 1'000;
  std::string html = "<section class=\"scan\"><h2>Wire scan</h2>\n<ul>\n";
  for (const scan::InterfaceState& each : state.interfaces) html += InterfaceHtml(each, now);
  for (const scan::SegmentScan& each : state.segments) html += SegmentHtml(each);
  html += "</ul>\n";
  if (!state.findings.empty()) {
    html += "<details data-key=\"scan\"><summary>Who answers</summary><ul>\n";
    for (std::size_t i = 0; i < state.findings.size() && i < kMaxShown; ++i) {
      html += "<li>" + ScanSentence(state.findings[i]).Html() + "</li>\n";
    }
    html += "</ul>";
    if (state.findings.size() > kMaxShown) {
      html += fmt::format("<p class=\"more\">and {} more</p>", state.findings.size() - kMaxShown);
    }
    html += "</details>\n";
  }
  return html + "</section>\n";
}

}  // namespace exporter::report
