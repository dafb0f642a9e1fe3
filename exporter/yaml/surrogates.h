// JSON escapes of characters above U+FFFF, which are surrogate pairs: "\ud83d\ude00". YAML has only
// "\U0001f600". Pure.

#ifndef EXPORTER_YAML_SURROGATES_H_
#define EXPORTER_YAML_SURROGATES_H_

#include <string>
#include <string_view>

namespace exporter::yaml {

// True if the text is JSON and may contain such an escape. As in kubectl, a text that begins with a
// brace is JSON. In JSON, backslashes occur only in strings.
bool MayContainSurrogates(std::string_view text);

// Replaces each surrogate pair by YAML's escape. Single surrogates are unchanged.
std::string JoinSurrogates(std::string_view json);

}  // namespace exporter::yaml

#endif  // EXPORTER_YAML_SURROGATES_H_
