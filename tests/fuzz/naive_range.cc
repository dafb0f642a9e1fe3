#include "tests/fuzz/naive_range.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace exporter::fuzz {
namespace {

constexpr std::size_t kMappedBytes = 12;  // 80 zero bits, 16 ones

std::vector<std::string> Split(const std::string& text, const std::string& by) {
  std::vector<std::string> parts;
  std::size_t start = 0;
  for (std::size_t at = text.find(by); at != std::string::npos; at = text.find(by, start)) {
    parts.push_back(text.substr(start, at - start));
    start = at + by.size();
  }
  parts.push_back(text.substr(start));
  return parts;
}

bool ConsistsOf(const std::string& text, const std::string& characters) {
  return text.find_first_not_of(characters) == std::string::npos;
}

// The rune at `at` and its length. An octet that starts no valid rune counts as one rune.
struct Rune {
  std::uint32_t number = 0xfffd;
  std::size_t length = 1;
};

Rune RuneAt(const std::string& text, std::size_t at) {
  const auto octet = [&](std::size_t i) {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
  };
  const auto follows = [&](std::size_t i) { return octet(i) >= 0x80 && octet(i) < 0xc0; };
  if (octet(0) < 0x80) return {octet(0), 1};
  if (octet(0) >= 0xc2 && octet(0) < 0xe0 && follows(1)) {
    return {(octet(0) & 0x1f) << 6 | (octet(1) & 0x3f), 2};
  }
  if (octet(0) >= 0xe0 && octet(0) < 0xf0 && follows(1) && follows(2)) {
    const std::uint32_t number =
        (octet(0) & 0x0f) << 12 | (octet(1) & 0x3f) << 6 | (octet(2) & 0x3f);
    if (number >= 0x800) return {number, 3};
  }
  return {};
}

bool IsSpace(std::uint32_t rune) {
  return (rune >= 9 && rune <= 13) || rune == ' ' || rune == 0x85 || rune == 0xa0 ||
         rune == 0x1680 || (rune >= 0x2000 && rune <= 0x200a) || rune == 0x2028 || rune == 0x2029 ||
         rune == 0x202f || rune == 0x205f || rune == 0x3000;
}

std::string Trimmed(const std::string& text) {
  std::size_t start = text.size();
  std::size_t end = 0;
  for (std::size_t at = 0; at < text.size();) {
    const Rune rune = RuneAt(text, at);
    if (!IsSpace(rune.number)) {
      start = std::min(start, at);
      end = at + rune.length;
    }
    at += rune.length;
  }
  return start < end ? text.substr(start, end - start) : "";
}

std::optional<std::vector<std::uint8_t>> ParseIpv4(const std::string& text) {
  std::vector<std::uint8_t> octets;
  for (const std::string& part : Split(text, ".")) {
    const bool valid = !part.empty() && part.size() <= 3 && ConsistsOf(part, "0123456789") &&
                       (part == "0" || part[0] != '0') && std::stoi(part) <= 255;
    if (!valid) return std::nullopt;
    octets.push_back(static_cast<std::uint8_t>(std::stoi(part)));
  }
  return octets.size() == 4 ? std::optional(octets) : std::nullopt;
}

// The octets of groups separated by ":"; none for an empty text. The last group may be IPv4.
std::optional<std::vector<std::uint8_t>> ParseGroups(const std::string& text, bool at_end) {
  std::vector<std::uint8_t> octets;
  if (text.empty()) return octets;
  const std::vector<std::string> groups = Split(text, ":");
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const std::string& group = groups[i];
    if (at_end && i + 1 == groups.size() && group.find('.') != std::string::npos) {
      const auto tail = ParseIpv4(group);
      if (!tail) return std::nullopt;
      octets.insert(octets.end(), tail->begin(), tail->end());
    } else if (!group.empty() && group.size() <= 4 && ConsistsOf(group, "0123456789abcdefABCDEF")) {
      const int number = std::stoi(group, nullptr, 16);
      octets.push_back(static_cast<std::uint8_t>(number / 256));
      octets.push_back(static_cast<std::uint8_t>(number % 256));
    } else {
      return std::nullopt;
    }
  }
  return octets;
}

std::optional<NaiveAddress> ParseAddress(const std::string& text) {
  NaiveAddress address{};
  if (text.find(':') == std::string::npos) {
    const auto octets = ParseIpv4(text);
    if (!octets) return std::nullopt;
    address[10] = address[11] = 0xff;
    std::copy(octets->begin(), octets->end(), address.begin() + kMappedBytes);
    return address;
  }
  const std::vector<std::string> sides = Split(text, "::");
  if (sides.size() > 2) return std::nullopt;
  const auto head = ParseGroups(sides[0], sides.size() == 1);
  const auto tail = sides.size() == 2 ? ParseGroups(sides[1], true) : std::vector<std::uint8_t>();
  if (!head || !tail) return std::nullopt;
  const std::size_t size = head->size() + tail->size();
  // "::" replaces at least one group.
  if (sides.size() == 2 ? size > 14 : size != 16) return std::nullopt;
  std::copy(head->begin(), head->end(), address.begin());
  std::copy(tail->rbegin(), tail->rend(), address.rbegin());
  return address;
}

std::optional<NaiveRange> ParseCidr(const std::string& entry) {
  const std::size_t slash = entry.find('/');
  if (slash == std::string::npos) return std::nullopt;
  const std::string base = entry.substr(0, slash);
  std::string length = entry.substr(slash + 1);
  const auto address = ParseAddress(base);
  if (!address || length.empty() || !ConsistsOf(length, "0123456789")) return std::nullopt;
  length.erase(0, std::min(length.find_first_not_of('0'), length.size() - 1));
  const int max = base.find(':') == std::string::npos ? 32 : 128;
  if (length.size() > 3 || std::stoi(length) > max) return std::nullopt;

  NaiveRange range{*address, *address};
  for (int bit = 128 - max + std::stoi(length); bit < 128; ++bit) {
    const auto octet = static_cast<std::size_t>(bit / 8);
    const auto mask = static_cast<std::uint8_t>(0x80 >> bit % 8);
    range.first.at(octet) = static_cast<std::uint8_t>(range.first.at(octet) & ~mask);
    range.last.at(octet) = static_cast<std::uint8_t>(range.last.at(octet) | mask);
  }
  return range;
}

}  // namespace

bool IsIpv4(const NaiveAddress& address) {
  constexpr std::array<std::uint8_t, kMappedBytes> kMapped = {0, 0, 0, 0, 0,    0,
                                                              0, 0, 0, 0, 0xff, 0xff};
  return std::equal(kMapped.begin(), kMapped.end(), address.begin());
}

std::optional<NaiveRange> ParseNaively(const std::string& entry) {
  const std::size_t dash = entry.find('-');
  if (dash == std::string::npos) return ParseCidr(entry);
  const auto first = ParseAddress(Trimmed(entry.substr(0, dash)));
  const auto last = ParseAddress(Trimmed(entry.substr(dash + 1)));
  // MetalLB's parser accepts a range of both families, but it yields no address.
  if (!first || !last || *first > *last || IsIpv4(*first) != IsIpv4(*last)) return std::nullopt;
  return NaiveRange{*first, *last};
}

NaiveAddress NextOf(NaiveAddress address) {
  for (std::size_t i = address.size(); i > 0; --i) {
    if (++address.at(i - 1) != 0) break;
  }
  return address;
}

}  // namespace exporter::fuzz
