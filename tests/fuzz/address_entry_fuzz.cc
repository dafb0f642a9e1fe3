// Entries of spec.addresses, one for each line, compared with a second implementation
// (naive_range.h):
// - an entry is valid exactly if MetalLB accepts it, and has the same first and last address;
// - the size of a small range, and the number of addresses that avoidBuggyIPs excludes, are those
// of
//   counting one by one. The range contains each address and not its neighbors;
// - a printed range is read as the same range and printed the same again.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "exporter/addresses/address_range.h"
#include "exporter/addresses/buggy_addresses.h"
#include "tests/fuzz/naive_range.h"
#include "tests/fuzz/require.h"

namespace exporter::fuzz {
namespace {

using addresses::AddressCount;
using addresses::AddressRange;
using addresses::Family;
using addresses::IpAddress;

constexpr std::uint64_t kSmall = 600;

std::uint64_t Word(const NaiveAddress& address, std::size_t start) {
  std::uint64_t word = 0;
  for (std::size_t i = start; i < start + 8; ++i) word = word * 256 + address.at(i);
  return word;
}

IpAddress AddressOf(const NaiveAddress& naive, Family family) {
  if (family == Family::kIpv4) {
    return IpAddress::Ipv4(static_cast<std::uint32_t>(Word(naive, 8) % (std::uint64_t{1} << 32)));
  }
  return IpAddress::Ipv6(Word(naive, 0), Word(naive, 8));
}

void CheckCount(const AddressRange& range, const NaiveRange& naive, const std::string& entry) {
  if (range.Size() > AddressCount(kSmall)) return;
  const bool ipv4 = range.family() == Family::kIpv4;
  std::uint64_t count = 0;
  std::uint64_t buggy = 0;
  for (NaiveAddress each = naive.first;; each = NextOf(each)) {
    Require(range.Contains(AddressOf(each, range.family())), "a range contains its addresses",
            entry);
    ++count;
    if (ipv4 && (each.back() == 0 || each.back() == 255)) ++buggy;
    Require(count <= kSmall, "a small range is small", entry);
    if (each == naive.last) break;
  }
  Require(range.Size() == AddressCount(count), "a range's size is the number of its addresses",
          entry + " " + range.Size().ToString());
  Require(addresses::CountBuggy(range) == AddressCount(buggy),
          "avoidBuggyIPs excludes exactly the addresses that end in .0 or .255", entry);
}

void CheckNeighbors(const AddressRange& range, const std::string& entry) {
  if (range.first != LowestOf(range.family())) {
    Require(!range.Contains(Predecessor(range.first)),
            "a range does not contain the address below it", entry);
  }
  if (range.last != HighestOf(range.family())) {
    Require(!range.Contains(Successor(range.last)), "a range does not contain the address above it",
            entry);
  }
}

void CheckPrinted(const AddressRange& range, const std::string& entry) {
  // An IPv6 block may begin or end at a mapped address, which is printed as IPv4.
  constexpr std::uint64_t kMapped = 0xffff;
  const auto mapped = [](const IpAddress& end) { return end.hi == 0 && end.lo >> 32 == kMapped; };
  if (mapped(range.first) || mapped(range.last)) return;
  const std::string printed = range.ToString();
  const bool single = range.first == range.last;
  const auto read = addresses::ParseRange(single ? printed + '-' + printed : printed);
  Require(read && *read == range, "a printed range is read as the same range",
          entry + " " + printed);
  Require(read->ToString() == printed, "a range is always printed the same", entry);
}

void CheckEntry(const std::string& entry) {
  const auto range = addresses::ParseRange(entry);
  const auto naive = ParseNaively(entry);
  Require(range.has_value() == naive.has_value(), "an entry is valid exactly if MetalLB accepts it",
          entry);
  if (!range) {
    return Require(!addresses::Describe(range.error()).empty(), "an invalid entry has a reason",
                   entry);
  }
  const bool ipv4 = IsIpv4(naive->first) && IsIpv4(naive->last);
  const Family family = ipv4 ? Family::kIpv4 : Family::kIpv6;
  Require(range->first == AddressOf(naive->first, family) &&
              range->last == AddressOf(naive->last, family),
          "a range has the ends that MetalLB gives it", entry + " " + range->ToString());
  CheckCount(*range, *naive, entry);
  CheckNeighbors(*range, entry);
  CheckPrinted(*range, entry);
}

}  // namespace
}  // namespace exporter::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text = exporter::fuzz::TextOf(data, size);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    exporter::fuzz::CheckEntry(std::string(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return 0;
}
