#include "exporter/report/sentence.h"

#include "exporter/report/page_text.h"

namespace exporter::report {

std::string Sentence::Plain() const {
  std::string plain;
  for (const auto& [style, text] : parts_) plain += text;
  return plain;
}

std::string Sentence::Html() const {
  std::string html;
  for (const auto& [style, text] : parts_) {
    html += style == Style::kName     ? NameHtml(text)
            : style == Style::kStrong ? "<b>" + EscapeHtml(text) + "</b>"
                                      : EscapeHtml(text);
  }
  return html;
}

}  // namespace exporter::report
