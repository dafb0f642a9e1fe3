// Formats counts and shortened lists for sentences. Pure.

#ifndef EXPORTER_TEXT_LIST_TEXT_H_
#define EXPORTER_TEXT_LIST_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace exporter::text {

// "1 pool", "2 pools". `one` is the singular, `many` the plural.
std::string Count(std::size_t count, std::string_view one, std::string_view many);

// " and 3 more"; empty if `count` is 0.
std::string AndMore(std::size_t count);

// "a, b and 3 more". `more` is the number of items that are not in `items`; if it is 0, "a, b".
std::string List(const std::vector<std::string>& items, std::size_t more);

}  // namespace exporter::text

#endif  // EXPORTER_TEXT_LIST_TEXT_H_
