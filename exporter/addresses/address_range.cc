#include "exporter/addresses/address_range.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace exporter::addresses {
namespace {

constexpr int kIpv4Bits = 32;
constexpr int kIpv6Bits = 128;
constexpr int kMappedBits = kIpv6Bits - kIpv4Bits;  // of the prefix ::ffff:0:0/96

// Unicode's White_Space in UTF-8, which is what Go's strings.TrimSpace trims.
constexpr std::array<std::string_view, 25> kWhiteSpace = {
    "\t",           "\n",           "\v",           "\f",           "\r",           " ",
    "\xc2\x85",     "\xc2\xa0",     "\xe1\x9a\x80", "\xe2\x80\x80", "\xe2\x80\x81", "\xe2\x80\x82",
    "\xe2\x80\x83", "\xe2\x80\x84", "\xe2\x80\x85", "\xe2\x80\x86", "\xe2\x80\x87", "\xe2\x80\x88",
    "\xe2\x80\x89", "\xe2\x80\x8a", "\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f",
    "\xe3\x80\x80"};

// Can no white space begin or end with the byte?
constexpr bool IsPrintableAscii(char byte) { return byte > ' ' && byte <= '~'; }

std::string_view TrimSpace(std::string_view text) {
  const auto size_of_space = [](char edge, auto is_at_edge) -> std::size_t {
    if (IsPrintableAscii(edge)) return 0;  // and so of nearly every text there is
    const auto* const space = std::find_if(kWhiteSpace.begin(), kWhiteSpace.end(), is_at_edge);
    return space == kWhiteSpace.end() ? 0 : space->size();
  };
  while (!text.empty()) {
    const std::size_t size = size_of_space(
        text.front(), [&](std::string_view space) { return text.starts_with(space); });
    if (size == 0) break;
    text.remove_prefix(size);
  }
  while (!text.empty()) {
    const std::size_t size =
        size_of_space(text.back(), [&](std::string_view space) { return text.ends_with(space); });
    if (size == 0) break;
    text.remove_suffix(size);
  }
  return text;
}

// As Go reads it: decimal digits, any number of leading zeros, no sign.
std::optional<int> ParsePrefixLength(std::string_view text, int most) {
  int length = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    length = 10 * length + (c - '0');
    if (length > most) return std::nullopt;
  }
  return text.empty() ? std::nullopt : std::optional(length);
}

// A word's last `bits` bits. REQUIRES: 0 <= bits <= 64.
constexpr std::uint64_t LowBits(int bits) {
  constexpr int kWordBits = 64;
  return bits == kWordBits ? UINT64_MAX : (std::uint64_t{1} << bits) - 1;
}

// The block of addresses that share all but the last `host_bits` bits with `address`.
constexpr AddressRange Block(const IpAddress& address, int host_bits) {
  const std::uint64_t hi_mask = LowBits(std::clamp(host_bits - 64, 0, 64));
  const std::uint64_t lo_mask = LowBits(std::clamp(host_bits, 0, 64));
  return {{address.family, address.hi & ~hi_mask, address.lo & ~lo_mask},
          {address.family, address.hi | hi_mask, address.lo | lo_mask}};
}

static_assert(Block(IpAddress::Ipv4(0x0a141e28), 8).first == IpAddress::Ipv4(0x0a141e00));
static_assert(Block(IpAddress::Ipv6(1, 1), 128).last == HighestOf(Family::kIpv6));

// A mapped address keeps IPv6's prefix lengths, as in Go. A block that is larger than all mapped
// addresses is one of IPv6.
AddressRange MappedBlock(const IpAddress& ipv4, int length) {
  if (length >= kMappedBits) return Block(ipv4, kIpv6Bits - length);
  constexpr std::uint64_t kMappedPrefix = std::uint64_t{0xffff} << kIpv4Bits;
  return Block(IpAddress::Ipv6(0, kMappedPrefix | ipv4.lo), kIpv6Bits - length);
}

tl::expected<AddressRange, RangeError> ParseCidr(std::string_view text) {
  if (TrimSpace(text) != text) return tl::unexpected(RangeError::kSurroundingSpace);
  const std::size_t slash = text.find('/');
  const std::string_view base = text.substr(0, slash);
  const auto address = IpAddress::Parse(base);
  if (!address) return tl::unexpected(RangeError::kBadAddress);
  if (slash == std::string_view::npos) return tl::unexpected(RangeError::kBareAddress);

  const bool written_as_ipv6 = base.find(':') != std::string_view::npos;
  const int bits = written_as_ipv6 ? kIpv6Bits : kIpv4Bits;
  const auto length = ParsePrefixLength(text.substr(slash + 1), bits);
  if (!length) return tl::unexpected(RangeError::kBadPrefixLength);
  if (written_as_ipv6 && address->family == Family::kIpv4) return MappedBlock(*address, *length);
  return Block(*address, bits - *length);
}

// Go compares the ends in their 16-byte form, in which IPv4 is ::ffff:a.b.c.d.
std::strong_ordering CompareAsMapped(const IpAddress& a, const IpAddress& b) {
  const auto mapped = [](const IpAddress& address) {
    return address.family == Family::kIpv6
               ? address
               : IpAddress::Ipv6(0, std::uint64_t{0xffff} << kIpv4Bits | address.lo);
  };
  return mapped(a) <=> mapped(b);
}

tl::expected<AddressRange, RangeError> ParseEnds(std::string_view first, std::string_view last) {
  const auto start = IpAddress::Parse(TrimSpace(first));
  const auto end = IpAddress::Parse(TrimSpace(last));
  if (!start || !end) return tl::unexpected(RangeError::kBadAddress);
  if (CompareAsMapped(*start, *end) > 0) return tl::unexpected(RangeError::kStartAfterEnd);
  if (start->family != end->family) return tl::unexpected(RangeError::kMixedFamilies);
  return AddressRange{*start, *end};
}

}  // namespace

std::string AddressRange::ToString() const {
  return first == last ? first.ToString() : first.ToString() + '-' + last.ToString();
}

std::optional<AddressRange> Intersection(const AddressRange& a, const AddressRange& b) {
  if (!a.Overlaps(b)) return std::nullopt;
  return AddressRange{std::max(a.first, b.first), std::min(a.last, b.last)};
}

std::string_view Describe(RangeError error) {
  switch (error) {
    case RangeError::kEmpty:
      return "is empty; write a CIDR or a range of two addresses";
    case RangeError::kBareAddress:
      return "is a single address; write it with /32, or /128 for IPv6";
    case RangeError::kBadAddress:
      return "holds something that is no IP address; write a CIDR as 192.0.2.0/24 or a range as "
             "192.0.2.10-192.0.2.49, whole addresses without leading zeros";
    case RangeError::kBadPrefixLength:
      return "has a bad prefix length; it goes from 0 to 32, for IPv6 to 128";
    case RangeError::kStartAfterEnd:
      return "ends before it starts; write the lower address first";
    case RangeError::kMixedFamilies:
      return "goes from IPv4 to IPv6; write a range for each family";
    case RangeError::kSurroundingSpace:
      return "has white space around a CIDR; write it without";
    case RangeError::kNotText:
      return "is no text; write a CIDR or a range, in quotes where YAML takes it for something "
             "else";
  }
  return "is no range of addresses";
}

tl::expected<AddressRange, RangeError> ParseRange(std::string_view text) {
  if (TrimSpace(text).empty()) return tl::unexpected(RangeError::kEmpty);
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) return ParseCidr(text);
  return ParseEnds(text.substr(0, dash), text.substr(dash + 1));
}

}  // namespace exporter::addresses
