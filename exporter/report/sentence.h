// A sentence about clusters, pools and addresses, as plain text and as HTML.
//
// Names come from clusters: they may contain control characters and markup. The sentence records
// which parts are names, so that each output can escape names in its own way. A value type, pure.

#ifndef EXPORTER_REPORT_SENTENCE_H_
#define EXPORTER_REPORT_SENTENCE_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace exporter::report {

class Sentence {
 public:
  Sentence& Text(std::string_view text) { return Add(Style::kPlain, text); }
  Sentence& Name(std::string_view name) { return Add(Style::kName, name); }
  Sentence& Strong(std::string_view text) { return Add(Style::kStrong, text); }

  Sentence& Append(const Sentence& other) {
    parts_.insert(parts_.end(), other.parts_.begin(), other.parts_.end());
    return *this;
  }

  // Names are unchanged: the text must still be made visible or escaped.
  std::string Plain() const;

  // Safe between tags: <b> around strong text, <bdi> around names, everything escaped.
  std::string Html() const;

 private:
  enum class Style { kPlain, kName, kStrong };

  Sentence& Add(Style style, std::string_view text) {
    parts_.emplace_back(style, text);
    return *this;
  }

  std::vector<std::pair<Style, std::string>> parts_;
};

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_SENTENCE_H_
