// Text from elsewhere, with nothing in it that cannot be seen: more than a line and a terminal need
// (result/visible_text.h), since a page draws any language in any direction. Pure.

#ifndef EXPORTER_REPORT_INVISIBLE_CHARACTERS_H_
#define EXPORTER_REPORT_INVISIBLE_CHARACTERS_H_

#include <string>
#include <string_view>

namespace exporter::report {

// What has no shape of its own, or turns the text around it, is written by its number, as
// "[U+202E]": control and format characters (Unicode's Cc and Cf), line and paragraph separators,
// and the fillers and joiners that are drawn as nothing. What is no UTF-8 stays as it is.
std::string WriteOutInvisible(std::string_view text);

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_INVISIBLE_CHARACTERS_H_
