#include "exporter/report/terminal_text.h"

#include <cstddef>

namespace exporter::report {

std::string TameForTerminal(std::string_view text) {
  constexpr unsigned char kDelete = 0x7f;
  constexpr unsigned char kLeadOfC1 = 0xc2;  // which are U+0080 to U+009F
  constexpr unsigned char kLastOfC1 = 0x9f;
  std::string tame;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : ' ';
    if (byte == kLeadOfC1 && next >= 0x80 && next <= kLastOfC1) {
      tame += '?';
      ++i;
    } else {
      tame += byte < ' ' || byte == kDelete ? '?' : text[i];
    }
  }
  return tame;
}

}  // namespace exporter::report
