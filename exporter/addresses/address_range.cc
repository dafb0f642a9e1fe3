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

// True for a byte that is not part of any white space in kWhiteSpace.
constexpr bool IsPrintableAscii(char byte) { return byte > ' ' && byte <= '~'; }

std::string_view TrimSpace(std::string_view text) {
  const auto size_of_space = [](char edge, auto is_at_edge) -> std::size_t {
    if (IsPrintableAscii(edge)) return 0;  // the usual case
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

// As in Go: decimal digits, any number of leading zeros, no sign.
std::optional<int> ParsePrefixLength(std::string_view text, int max) {
  int length = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    length = 10 * length + (c - '0');
    if (length > max) return std::nullopt;
  }
  return text.empty() ? std::nullopt : std::optional(length);
}

static_assert(BlockOf(IpAddress::Ipv4(0x0a141e28), 8).first == IpAddress::Ipv4(0x0a141e00));
static_assert(BlockOf(IpAddress::Ipv6(1, 1), 128).last == HighestOf(Family::kIpv6));

// The block of an IPv4-mapped IPv6 address: "::ffff:10.0.0.0/104". As in Go, `length` is an IPv6
// prefix length. A block that is larger than ::ffff:0:0/96 is an IPv6 range.
AddressRange MappedBlock(const IpAddress& ipv4, int length) {
  if (length >= kMappedBits) return BlockOf(ipv4, kIpv6Bits - length);
  constexpr std::uint64_t kMappedPrefix = std::uint64_t{0xffff} << kIpv4Bits;
  return BlockOf(IpAddress::Ipv6(0, kMappedPrefix | ipv4.lo), kIpv6Bits - length);
}

tl::unexpected<RangeError> Reject(RangeFault fault, std::string_view part = {}) {
  constexpr std::size_t kMaxQuoted = 45;  // INET6_ADDRSTRLEN without the final zero byte
  return tl::unexpected(RangeError{fault, std::string(part.size() > kMaxQuoted ? "" : part)});
}

constexpr const char* kOneEntry = " (write one entry for each range)";

// True if `text` seems to contain two entries.
bool HasSeparator(std::string_view text) {
  return TrimSpace(text).find_first_of(",; ") != std::string_view::npos;
}

// A hint why `text` is not an address: " (octet > 255)". Empty if no hint applies.
std::string WhyNoAddress(std::string_view text) {
  if (HasSeparator(text)) return kOneEntry;
  if (text.find('%') != std::string_view::npos) return " (zones are not allowed)";
  if (text.find('/') != std::string_view::npos) return " (a range has no prefix length)";
  if (text.find_first_not_of("0123456789.") != std::string_view::npos) return {};
  if (std::count(text.begin(), text.end(), '.') != 3) return " (write all four octets)";
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t end = std::min(text.find('.', start), text.size());
    const std::string_view octet = text.substr(start, end - start);
    if (octet.size() > 1 && octet.front() == '0') return " (leading zero in an octet)";
    // The octet has no leading zeros, so an octet of more than three digits is greater than 255.
    if (octet.size() > 3 || (octet.size() == 3 && octet > "255")) return " (octet > 255)";
    start = end + 1;
  }
  return {};
}

tl::expected<AddressRange, RangeError> ParseCidr(std::string_view text) {
  if (TrimSpace(text) != text) return Reject(RangeFault::kSurroundingSpace);
  const std::size_t slash = text.find('/');
  const std::string_view base = text.substr(0, slash);
  const auto address = IpAddress::Parse(base);
  if (!address) return Reject(RangeFault::kBadAddress, base);
  if (slash == std::string_view::npos) return Reject(RangeFault::kBareAddress, base);

  const bool written_as_ipv6 = base.find(':') != std::string_view::npos;
  const int bits = written_as_ipv6 ? kIpv6Bits : kIpv4Bits;
  const std::string_view digits = text.substr(slash + 1);
  const auto length = ParsePrefixLength(digits, bits);
  if (!length) return Reject(RangeFault::kBadPrefixLength, digits);
  if (written_as_ipv6 && address->family == Family::kIpv4) return MappedBlock(*address, *length);
  return BlockOf(*address, bits - *length);
}

// Go compares the ends as 16 bytes, in which an IPv4 address is ::ffff:a.b.c.d.
std::strong_ordering CompareAsMapped(const IpAddress& a, const IpAddress& b) {
  const auto mapped = [](const IpAddress& address) {
    return address.family == Family::kIpv6
               ? address
               : IpAddress::Ipv6(0, std::uint64_t{0xffff} << kIpv4Bits | address.lo);
  };
  return mapped(a) <=> mapped(b);
}

tl::expected<AddressRange, RangeError> ParseEnds(std::string_view first, std::string_view last) {
  first = TrimSpace(first);
  last = TrimSpace(last);
  if (first.empty() || last.empty()) {
    return Reject(last.empty() ? RangeFault::kMissingEnd : RangeFault::kMissingStart);
  }
  const auto start = IpAddress::Parse(first);
  const auto end = IpAddress::Parse(last);
  if (!start || !end) return Reject(RangeFault::kBadAddress, start ? last : first);
  if (CompareAsMapped(*start, *end) > 0) return Reject(RangeFault::kStartAfterEnd);
  if (start->family != end->family) return Reject(RangeFault::kMixedFamilies);
  return AddressRange{*start, *end};
}

}  // namespace

std::string AddressRange::ToString() const {
  return first == last ? first.ToString() : first.ToString() + '-' + last.ToString();
}

int LargestBlockBits(const AddressRange& range) {
  const IpAddress highest = HighestOf(range.family());
  for (int bits = BitsOf(range.family()); bits > 0; --bits) {
    AddressRange block = BlockOf(range.first, bits);
    if (block.first < range.first) {
      if (block.last == highest) continue;
      block = BlockOf(Successor(block.last), bits);
    }
    if (block.last <= range.last) return bits;
  }
  return 0;
}

std::optional<AddressRange> Intersection(const AddressRange& a, const AddressRange& b) {
  if (!a.Overlaps(b)) return std::nullopt;
  return AddressRange{std::max(a.first, b.first), std::min(a.last, b.last)};
}

std::string Describe(const RangeError& error) {
  const std::string quoted = '"' + error.part + '"';
  switch (error.fault) {
    case RangeFault::kEmpty:
      return "empty entry; write a CIDR or a range of two addresses";
    case RangeFault::kBareAddress:
      return quoted + " has no prefix length; write " + error.part +
             (error.part.find(':') == std::string::npos ? "/32" : "/128");
    case RangeFault::kBadAddress:
      return error.part.empty() ? "an address is missing or too long"
                                : quoted + " is not an IP address" + WhyNoAddress(error.part);
    case RangeFault::kMissingStart:
      return "the start of the range is missing; write two addresses";
    case RangeFault::kMissingEnd:
      return "the end of the range is missing; write two addresses";
    case RangeFault::kBadPrefixLength:
      return "prefix length " + quoted + " must be a number up to 32, or 128 for IPv6" +
             (HasSeparator(error.part) ? kOneEntry : "");
    case RangeFault::kStartAfterEnd:
      return "the range ends before it starts; write the lower address first";
    case RangeFault::kMixedFamilies:
      return "the ends of the range are of different families; write a range for each family";
    case RangeFault::kSurroundingSpace:
      return "white space before or after a CIDR; remove it";
    case RangeFault::kNotText:
      break;
  }
  return "must be a string; write a CIDR or a range in quotes";
}

tl::expected<AddressRange, RangeError> ParseRange(std::string_view text) {
  if (TrimSpace(text).empty()) return Reject(RangeFault::kEmpty);
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) return ParseCidr(text);
  return ParseEnds(text.substr(0, dash), text.substr(dash + 1));
}

}  // namespace exporter::addresses
