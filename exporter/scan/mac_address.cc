#include "exporter/scan/mac_address.h"

#include <algorithm>
#include <charconv>
#include <cstddef>

namespace exporter::scan {

std::optional<MacAddress> MacAddress::Parse(std::string_view text) {
  constexpr std::size_t kDigits = 2;
  constexpr int kHexadecimal = 16;
  MacAddress mac;
  const std::size_t step = kDigits + 1;
  if (text.size() != mac.bytes.size() * step - 1) return std::nullopt;
  const char separator = text[kDigits];
  if (separator != ':' && separator != '-') return std::nullopt;
  for (std::size_t i = 0; i < mac.bytes.size(); ++i) {
    const char* const first = text.data() + i * step;
    const char* const last = first + kDigits;
    const auto [end, error] = std::from_chars(first, last, mac.bytes[i], kHexadecimal);
    if (error != std::errc() || end != last) return std::nullopt;
    if (i + 1 < mac.bytes.size() && *last != separator) return std::nullopt;
  }
  return mac;
}

std::string MacAddress::ToString() const {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : bytes) {
    if (!text.empty()) text += ':';
    text += kHex[byte >> 4U];
    text += kHex[byte & 0xfU];
  }
  return text;
}

std::string VirtualRouterName(const MacAddress& mac) {
  const auto& bytes = mac.bytes;
  const auto starts = [&bytes](std::initializer_list<std::uint8_t> prefix) {
    return std::equal(prefix.begin(), prefix.end(), bytes.begin());
  };
  const unsigned last = bytes[5];
  if (starts({0x00, 0x00, 0x5e, 0x00, 0x01}) || starts({0x00, 0x00, 0x5e, 0x00, 0x02})) {
    return "VRRP group " + std::to_string(last);
  }
  if (starts({0x00, 0x00, 0x0c, 0x07, 0xac})) return "HSRP group " + std::to_string(last);
  // The last 12 bits are the group.
  const unsigned group = (bytes[4] & 0xfU) << 8U | last;
  const bool version_2 = starts({0x00, 0x00, 0x0c, 0x9f}) && bytes[4] >> 4U == 0xf;
  const bool version_2_ipv6 = starts({0x00, 0x05, 0x73, 0xa0}) && bytes[4] >> 4U == 0;
  return version_2 || version_2_ipv6 ? "HSRP group " + std::to_string(group) : "";
}

}  // namespace exporter::scan
