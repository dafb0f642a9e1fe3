#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include "exporter/report/page_parts.h"
#include "exporter/report/page_text.h"
#include "exporter/report/scan_text.h"
#include "exporter/report/wire_answers.h"

namespace exporter::report {

std::string AnswersHtml(WireFindings findings, std::size_t max) {
  if (findings.empty()) return "";
  SortBySeverity(findings);
  const std::size_t listed = std::min(findings.size(), max);
  std::string items;
  for (std::size_t i = 0; i < listed; ++i) {
    items += fmt::format("<li><b>{}</b> {}</li>", findings[i]->address.ToString(),
                         AnswerSentence(*findings[i]).Html());
  }
  const std::size_t more = findings.size() - listed;
  return fmt::format(
      "<details class=\"answers\"><summary>Who answers: {}</summary><ul>{}</ul>{}</details>",
      CountHtml(findings.size(), "finding", "findings"), items,
      more == 0 ? ""
                : fmt::format("<p class=\"more\">and {} more</p>",
                              SizeHtml(addresses::AddressCount(more))));
}

}  // namespace exporter::report
