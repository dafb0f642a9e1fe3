// Makes the words of another program, or of a file, safe to show in a message. Pure.

#ifndef EXPORTER_TEXT_SAFE_WORDS_H_
#define EXPORTER_TEXT_SAFE_WORDS_H_

#include <string>
#include <string_view>

namespace exporter::text {

// One line of limited length, without control characters and without the user and password of a
// URL.
std::string SafeWords(std::string_view given);

}  // namespace exporter::text

#endif  // EXPORTER_TEXT_SAFE_WORDS_H_
