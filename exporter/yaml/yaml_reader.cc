#include "exporter/yaml/yaml_reader.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include "exporter/text/utf16.h"
#include "exporter/text/utf8.h"
#include "exporter/yaml/composer.h"
#include "exporter/yaml/event_reader.h"
#include "exporter/yaml/surrogates.h"

namespace exporter::yaml {

Result<std::vector<objects::Value>> ReadDocuments(std::string_view text, Duplicates duplicates) {
  if (const auto utf8 = text::Utf16ToUtf8(text)) return ReadDocuments(*utf8, duplicates);
  if (const std::size_t invalid = text::FindInvalidUtf8(text); invalid != std::string_view::npos) {
    const auto before = text.substr(0, invalid);
    return Fail(ErrorKind::kConfig, "not UTF-8",
                1 + static_cast<int>(std::count(before.begin(), before.end(), '\n')));
  }
  if (!MayContainSurrogates(text)) return Composer(text, duplicates).Documents();
  const std::string joined = JoinSurrogates(text);
  return Composer(joined, duplicates).Documents();
}

}  // namespace exporter::yaml
