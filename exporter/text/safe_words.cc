#include "exporter/text/safe_words.h"

#include <algorithm>
#include <cstddef>

#include "exporter/text/visible_text.h"

namespace exporter::text {
namespace {

constexpr std::size_t kMaxWords = 1000;

}  // namespace

std::string SafeWords(std::string_view given) {
  std::string words;
  for (std::size_t i = 0; i < given.size(); ++i) {
    if (given.substr(i, 3) == "://") {
      const std::size_t end = std::min(given.find_first_of("/ \n'\"", i + 3), given.size());
      const std::size_t at = given.rfind('@', end);
      words += "://";
      i = at != given.npos && at > i + 2 && at < end ? at : i + 2;
    } else if (given[i] == '\n' || given[i] == '\r' || given[i] == '\t') {
      if (!words.empty() && words.back() != ' ') words += ' ';
    } else {
      words += given[i];
    }
  }
  while (words.ends_with(' ')) words.pop_back();
  return std::string(Shortened(Visible(words), kMaxWords));
}

}  // namespace exporter::text
