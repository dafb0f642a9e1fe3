// Replaces JSON's escapes of characters above U+FFFF, which libyaml rejects, by YAML's escapes.
//
// JSON writes such a character as a surrogate pair: "\ud83d\ude00". YAML writes "\U0001f600". Does
// not parse the text. Pure.

#ifndef EXPORTER_YAML_SURROGATES_H_
#define EXPORTER_YAML_SURROGATES_H_

#include <string>
#include <string_view>

namespace exporter::yaml {

// True if the text is JSON and may contain a surrogate pair. As in kubectl, a text that begins with
// a brace is JSON.
bool MayContainSurrogates(std::string_view text);

// Replaces each surrogate pair. Single surrogates are unchanged. REQUIRES: backslashes occur only
// in strings, as in JSON.
std::string JoinSurrogates(std::string_view json);

}  // namespace exporter::yaml

#endif  // EXPORTER_YAML_SURROGATES_H_
