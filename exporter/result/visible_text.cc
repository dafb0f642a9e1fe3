#include "exporter/result/visible_text.h"

namespace exporter {
namespace {

// How many bytes long the control character is that `text` begins with; 0 for none.
std::size_t LengthOfControl(std::string_view text) {
  constexpr unsigned char kDelete = 0x7f;
  constexpr unsigned char kLeadOfC1 = 0xc2;
  const auto byte = static_cast<unsigned char>(text[0]);
  if (byte < ' ' || byte == kDelete) return 1;
  if (byte != kLeadOfC1 || text.size() == 1) return 0;
  const auto next = static_cast<unsigned char>(text[1]);
  return next >= 0x80 && next <= 0x9f ? 2 : 0;
}

}  // namespace

std::string Visible(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string visible;
  visible.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = LengthOfControl(text);
    for (const char c : text.substr(0, length)) {
      const auto byte = static_cast<unsigned char>(c);
      visible += {'\\', 'x', kHex[byte >> 4], kHex[byte & 0xf]};
    }
    if (length == 0) visible += text[0];
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return visible;
}

std::string_view Shortened(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  const auto continues = [text](std::size_t at) {
    return (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80;
  };
  while (most > 0 && continues(most)) --most;
  return text.substr(0, most);
}

}  // namespace exporter
