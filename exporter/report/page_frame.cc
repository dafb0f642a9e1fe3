#include "exporter/report/page_frame.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>

#include "exporter/report/page_assets.h"
#include "exporter/report/page_text.h"
#include "exporter/text/sha256.h"

namespace exporter::report {
namespace {

constexpr std::string_view kIcon =
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath "
    "fill='%233d6fd9' d='M1 1h6v6h-6zM9 1h6v6h-6zM1 9h6v6h-6z'/%3E%3Cpath fill='%23c01f2e' d='M9 "
    "9h6v6h-6z'/%3E%3C/svg%3E";

// Patterns for the maps, and the shapes that all bars share.
constexpr std::string_view kPatterns =
    R"html(<svg class="patterns" width="0" height="0" aria-hidden="true"><defs>
<pattern id="grid" width="1" height="1" patternUnits="userSpaceOnUse">
  <path d="M0 0h1v1h-1z"/></pattern>
<pattern id="stripes" width=".4" height=".4" patternUnits="userSpaceOnUse"
  patternTransform="rotate(45)"><path d="M0 0h.2v.4H0z"/></pattern>
<path id="track" d="M0 0h100v10H0z"/><path id="mark" d="M80 0v10"/></defs></svg>
)html";

std::string HeadHtml(std::string_view title) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
      "<meta name=\"color-scheme\" content=\"light dark\"><title>{}</title>"
      "<link rel=\"icon\" href=\"{}\"><style>{}</style></head>\n",
      title, kIcon, kPageStyle);
}

// Not replaced when the page refreshes. If JavaScript is off, the form leads to the answer.
std::string HeaderHtml(std::string_view query, const std::string& answer) {
  return fmt::format(
      "<a class=\"skip\" href=\"#live\">Skip to the fleet</a>\n"
      "<header><h1>MetalLB pools</h1>\n"
      "<form id=\"tools\" role=\"search\" action=\"./\"><label for=\"filter\">Find</label> "
      "<input id=\"filter\" name=\"lookup\" type=\"search\" autocomplete=\"off\" "
      "spellcheck=\"false\" value=\"{}\" placeholder=\"address, range, cluster, pool or "
      "Service\"> <button id=\"search\">Look up</button> "
      "<button id=\"pause\" type=\"button\" aria-pressed=\"false\" hidden>Pause</button></form>\n"
      "<p id=\"status\"><output id=\"count\"></output> <span id=\"notice\" "
      "role=\"status\"></span></p></header>\n"
      "<div id=\"answer\" role=\"status\">{}</div>\n",
      EscapeHtml(query), answer);
}

// Links are relative, because a proxy may add a path prefix.
std::string FooterHtml(const PageFrame& frame) {
  return fmt::format(
      "<footer><p>metallb-pool-exporter {}</p><nav aria-label=\"Elsewhere\"><a href=\".{}\">Metrics"
      "</a> <a href=\"./api/v1/fleet\">JSON</a> <a href=\"./-/healthy\">Health</a> "
      "<a href=\"./-/ready\">Readiness</a></nav>"
      "<noscript><p>JavaScript is off: reload the page for newer data, and search for "
      "names, addresses and ranges. Each pool lists its addresses and the Services that use "
      "them.</p></noscript></footer>\n",
      EscapeHtml(frame.version), EscapeHtml(frame.telemetry_path));
}

// A source of a Content-Security-Policy.
std::string HashOf(std::string_view text) {
  const std::string digest = text::Sha256(text);
  std::array<unsigned char, std::size_t{2} * EVP_MAX_MD_SIZE> base64{};
  const int written =
      EVP_EncodeBlock(base64.data(), reinterpret_cast<const unsigned char*>(digest.data()),
                      static_cast<int>(digest.size()));
  return fmt::format("'sha256-{}'", std::string(base64.begin(), base64.begin() + written));
}

}  // namespace

std::string FrameHtml(const PageContent& content, const PageFrame& frame) {
  std::string html = HeadHtml(content.title);
  html += "<body>\n" + HeaderHtml(content.query, content.answer) + content.main;
  html += FooterHtml(frame);
  html += kPatterns;
  if (!content.script.empty()) html += fmt::format("<script>{}</script>\n", content.script);
  return html + "</body></html>\n";
}

std::string MainHtml(std::size_t pools_elsewhere, const PageFrame& frame) {
  return fmt::format(
      "<main id=\"live\" tabindex=\"-1\" data-version=\"{}\" data-elsewhere=\"{}\">\n"
      "<p class=\"asof\">As of {}</p>\n",
      EscapeHtml(frame.version), pools_elsewhere, TimeHtml(frame.now));
}

std::string PagePolicy() {
  static const std::string kPolicy = fmt::format(
      "default-src 'none'; style-src {}; script-src {} {}; connect-src 'self'; img-src data:; "
      "base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
      HashOf(kPageStyle), HashOf(kPageScript), HashOf(kTableScript));
  return kPolicy;
}

}  // namespace exporter::report
