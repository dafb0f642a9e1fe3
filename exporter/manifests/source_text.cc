#include "exporter/manifests/source_text.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "exporter/yaml/yaml_reader.h"

namespace exporter::manifests {
namespace {

using objects::Value;

auto CountLines(std::string_view text) { return std::count(text.begin(), text.end(), '\n'); }

}  // namespace

void SetLines(int line, Value& value) {
  value.line = line;
  if (auto* const list = std::get_if<Value::List>(&value.data)) {
    for (Value& element : *list) SetLines(line, element);
  } else if (auto* const object = std::get_if<Value::Object>(&value.data)) {
    for (Value::Field& field : *object) {
      field.line = line;
      SetLines(line, field.value);
    }
  }
}

SourceText::SourceText(std::string text, int lines_before, Lines lines)
    : text_(std::move(text)), lines_before_(lines_before), lines_(lines) {
  if (lines_ == Lines::kSame) return;
  line_starts_.push_back(0);
  for (std::size_t at = 0; (at = text_.find('\n', at)) != text_.npos;) line_starts_.push_back(++at);
}

SourceText SourceText::Embedded(const Value& value, std::string content) const {
  const auto* const original = std::get_if<std::string>(&value.data);
  const bool same_lines = original == nullptr || original->size() == content.size() ||
                          CountLines(*original) == CountLines(content);
  const bool literal = same_lines && BeginsLiteralBlock(value.line);
  return {std::move(content), value.line, literal ? Lines::kEach : Lines::kSame};
}

Result<std::vector<Value>> SourceText::ReadDocuments() const {
  if (lines_ == Lines::kEach) {
    return yaml::ReadDocuments(text_, yaml::Duplicates::kAreErrors, lines_before_);
  }
  auto documents = yaml::ReadDocuments(text_);
  if (!documents) {
    Error& error = documents.error();
    return Fail(error.kind,
                "in line " + std::to_string(error.line) + " of the text: " + error.message,
                lines_before_);
  }
  for (Value& document : *documents) SetLines(lines_before_, document);
  return documents;
}

bool SourceText::BeginsLiteralBlock(int line) const {
  const auto index = static_cast<std::size_t>(line - lines_before_ - 1);
  if (lines_ == Lines::kSame || line <= lines_before_ || index >= line_starts_.size()) return false;
  std::string_view header = text_;
  header.remove_prefix(line_starts_[index]);
  header = header.substr(0, header.find('\n'));
  header = header.substr(0, header.find(" #"));
  header = header.substr(0, header.find_last_not_of(" \t\r") + 1);
  header = header.substr(0, header.find_last_not_of("+-0123456789") + 1);
  if (!header.ends_with('|')) return false;
  header.remove_suffix(1);
  return header.empty() || header.ends_with(' ') || header.ends_with('\t');
}

}  // namespace exporter::manifests
