// Characters above U+FFFF as JSON escapes them, in two halves: "\ud83d\ude00". YAML knows "\U"
// alone. Pure.

#ifndef EXPORTER_YAML_SURROGATES_H_
#define EXPORTER_YAML_SURROGATES_H_

#include <string>
#include <string_view>

namespace exporter::yaml {

// Is it JSON, where backslashes stand in strings alone, and is there any such escape? As kubectl
// does, what begins with a brace is taken for JSON.
bool MayHoldSurrogates(std::string_view text);

// Each pair of halves as the one escape that YAML has for it. A half without its other stays.
std::string JoinSurrogates(std::string_view json);

}  // namespace exporter::yaml

#endif  // EXPORTER_YAML_SURROGATES_H_
