// A YAML text in a file, and YAML texts in its strings, with the lines of the file.
//
// A ConfigMap or the values of a Helm release may contain YAML as a string. If the string is a
// literal block (|), each of its lines is a line of the file. Pure.

#ifndef EXPORTER_MANIFESTS_SOURCE_TEXT_H_
#define EXPORTER_MANIFESTS_SOURCE_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/objects/value.h"
#include "exporter/result/result.h"

namespace exporter::manifests {

// Sets the line of `value` and of all values in it.
void SetLines(int line, objects::Value& value);

class SourceText {
 public:
  // The text of a whole file. `has_lines`: false if the text is rendered; all lines are then 0.
  SourceText(std::string_view text, bool has_lines)
      : SourceText(std::string(text), 0, has_lines ? Lines::kEach : Lines::kSame) {}

  // The text in `value`, a string of this text. `content`: the string, or the string with values in
  // place of variables.
  SourceText Embedded(const objects::Value& value, std::string content) const;

  std::string_view text() const { return text_; }

  // As yaml::ReadDocuments, but with the lines of the file.
  Result<std::vector<objects::Value>> ReadDocuments() const;

 private:
  enum class Lines {
    kEach,  // each line of the text is a line of the file
    kSame,  // the whole text is in one line of the file
  };

  SourceText(std::string text, int lines_before, Lines lines);

  // True if a literal block begins in this line of the file.
  bool BeginsLiteralBlock(int line) const;

  std::string text_;
  int lines_before_;  // the lines of the file before the text; if kSame: the line of the text
  Lines lines_;
  std::vector<std::size_t> line_starts_;  // the positions of lines in the text; only if kEach
};

}  // namespace exporter::manifests

#endif  // EXPORTER_MANIFESTS_SOURCE_TEXT_H_
