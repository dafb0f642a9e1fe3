#include "exporter/text/utf8.h"

#include <algorithm>
#include <cstddef>

namespace exporter::text {
namespace {

// RFC 3629, 4: what may stand in the second byte depends on the first.
struct Lead {
  std::size_t length;
  unsigned char second_least;
  unsigned char second_most;
};

Lead LeadOf(unsigned char byte) {
  if (byte < 0x80) return {1, 0, 0};
  if (byte >= 0xc2 && byte <= 0xdf) return {2, 0x80, 0xbf};
  if (byte == 0xe0) return {3, 0xa0, 0xbf};
  if (byte == 0xed) return {3, 0x80, 0x9f};
  if (byte >= 0xe1 && byte <= 0xef) return {3, 0x80, 0xbf};
  if (byte == 0xf0) return {4, 0x90, 0xbf};
  if (byte >= 0xf1 && byte <= 0xf3) return {4, 0x80, 0xbf};
  if (byte == 0xf4) return {4, 0x80, 0x8f};
  return {0, 0, 0};
}

}  // namespace

bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    const Lead lead = LeadOf(static_cast<unsigned char>(text[0]));
    if (lead.length == 0 || text.size() < lead.length) return false;
    if (lead.length > 1) {
      const auto second = static_cast<unsigned char>(text[1]);
      if (second < lead.second_least || second > lead.second_most) return false;
      const std::string_view rest = text.substr(2, lead.length - 2);
      const bool continued = std::all_of(rest.begin(), rest.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
      });
      if (!continued) return false;
    }
    text.remove_prefix(lead.length);
  }
  return true;
}

}  // namespace exporter::text
