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
    switch (style) {
      case Style::kPlain:
        html += EscapeHtml(text);
        break;
      case Style::kName:
        html += NameHtml(text);
        break;
      case Style::kStrong:
        html += "<b>" + EscapeHtml(text) + "</b>";
        break;
    }
  }
  return html;
}

}  // namespace exporter::report
