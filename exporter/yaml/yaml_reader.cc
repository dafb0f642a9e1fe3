#include "exporter/yaml/yaml_reader.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include "exporter/text/utf8.h"
#include "exporter/yaml/composer.h"
#include "exporter/yaml/event_reader.h"
#include "exporter/yaml/surrogates.h"

namespace exporter::yaml {
namespace {

// 0 where every line is UTF-8.
int FirstLineThatIsNotUtf8(std::string_view text) {
  if (text::IsUtf8(text)) return 0;
  int line = 1;
  while (text::IsUtf8(text.substr(0, text.find('\n')))) {
    text.remove_prefix(text.find('\n') + 1);
    ++line;
  }
  return line;
}

}  // namespace

Result<std::vector<objects::Value>> ReadDocuments(std::string_view text, Duplicates duplicates) {
  if (const int line = FirstLineThatIsNotUtf8(text); line > 0) return At(line, "not UTF-8");
  if (!MayHoldSurrogates(text)) return Composer(text, duplicates).Documents();
  const std::string joined = JoinSurrogates(text);
  return Composer(joined, duplicates).Documents();
}

}  // namespace exporter::yaml
