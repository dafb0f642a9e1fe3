#include "exporter/addresses/ip_address.h"

#include <arpa/inet.h>

#include <array>
#include <charconv>
#include <cstddef>

namespace exporter::addresses {
namespace {

constexpr std::size_t kGroups = 8;
constexpr std::uint64_t kMappedPrefix = 0xffff;  // ::ffff:0:0/96, above the low 32 bits

std::uint64_t BigEndian(const std::uint8_t* bytes, std::size_t count) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < count; ++i) number = number << 8 | bytes[i];
  return number;
}

std::array<std::uint16_t, kGroups> GroupsOf(const IpAddress& address) {
  std::array<std::uint16_t, kGroups> groups{};
  for (std::size_t i = 0; i < kGroups; ++i) {
    const std::uint64_t word = i < kGroups / 2 ? address.hi : address.lo;
    groups.at(i) = static_cast<std::uint16_t>(word >> (48 - 16 * (i % 4)));
  }
  return groups;
}

struct Run {
  std::size_t start = 0;
  std::size_t length = 0;
};

// The first of the longest runs of zero groups, which "::" replaces.
Run LongestZeroRun(const std::array<std::uint16_t, kGroups>& groups) {
  Run longest;
  Run run;
  for (std::size_t i = 0; i < kGroups; ++i) {
    run = groups.at(i) == 0 ? Run{run.length == 0 ? i : run.start, run.length + 1} : Run{};
    if (run.length > longest.length) longest = run;
  }
  return longest;
}

std::string Ipv4Text(std::uint64_t number) {
  std::string text;
  for (int shift = 24; shift >= 0; shift -= 8) {
    if (!text.empty()) text += '.';
    text += std::to_string(number >> shift & 0xff);
  }
  return text;
}

std::string Ipv6Text(const IpAddress& address) {
  const auto groups = GroupsOf(address);
  const Run zeros = LongestZeroRun(groups);
  std::string text;
  for (std::size_t i = 0; i < kGroups; ++i) {
    if (zeros.length > 1 && i == zeros.start) {  // RFC 5952, 4.2.2: not for a single group
      text += "::";
      i += zeros.length - 1;
      continue;
    }
    if (!text.empty() && text.back() != ':') text += ':';
    std::array<char, 4> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), groups.at(i), 16);
    text.append(digits.data(), end.ptr);
  }
  return text;
}

}  // namespace

std::optional<IpAddress> IpAddress::Parse(std::string_view text) {
  // inet_pton accepts the same notations as Go, but ignores everything after a zero byte.
  constexpr std::size_t kMaxLength = INET6_ADDRSTRLEN;
  if (text.size() >= kMaxLength || text.find('\0') != std::string_view::npos) return std::nullopt;
  const std::string terminated(text);

  std::array<std::uint8_t, 16> bytes{};
  if (inet_pton(AF_INET, terminated.c_str(), bytes.data()) == 1) {
    return Ipv4(static_cast<std::uint32_t>(BigEndian(bytes.data(), 4)));
  }
  if (inet_pton(AF_INET6, terminated.c_str(), bytes.data()) != 1) return std::nullopt;
  const IpAddress address = Ipv6(BigEndian(bytes.data(), 8), BigEndian(bytes.data() + 8, 8));
  if (address.hi == 0 && address.lo >> 32 == kMappedPrefix) {
    return Ipv4(static_cast<std::uint32_t>(address.lo));
  }
  return address;
}

std::string IpAddress::ToString() const {
  return family == Family::kIpv4 ? Ipv4Text(lo) : Ipv6Text(*this);
}

}  // namespace exporter::addresses
