// Suggestions for names that a person has misspelled. Pure.

#ifndef EXPORTER_TEXT_SUGGESTION_H_
#define EXPORTER_TEXT_SUGGESTION_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace exporter::text {

// The name with the fewest edits from `typed`, ignoring case. Returns nullopt if every name needs
// more than one edit for every three characters of `typed`. Names that differ in a digit, or in a
// word of one letter, are different on purpose: "rack-1" is never a misspelling of "rack-2".
std::optional<std::string_view> FindSimilar(std::string_view typed,
                                            const std::vector<std::string_view>& names);

// `; did you mean "network"?`; empty if no name is similar.
std::string DidYouMean(std::string_view typed, const std::vector<std::string_view>& names);

}  // namespace exporter::text

#endif  // EXPORTER_TEXT_SUGGESTION_H_
