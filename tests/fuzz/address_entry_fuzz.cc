// Entries of spec.addresses, a line each, against a second implementation (naive_range.h):
// - MetalLB's verdict on every entry is ours, and so are the first and the last address;
// - of a small range, counting its addresses one by one gives its size and how many of them
//   avoidBuggyIPs leaves out; each of them is in it, and its neighbours are not;
// - what is printed of a range is read as the same range, and printed the same again.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "exporter/addresses/address_range.h"
#include "exporter/addresses/buggy_addresses.h"
#include "tests/fuzz/naive_range.h"
#include "tests/fuzz/promise.h"

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
    Promise(range.Contains(AddressOf(each, range.family())), "a range contains its addresses",
            entry);
    ++count;
    if (ipv4 && (each.back() == 0 || each.back() == 255)) ++buggy;
    Promise(count <= kSmall, "a small range is small", entry);
    if (each == naive.last) break;
  }
  Promise(range.Size() == AddressCount(count), "a range's size is the number of its addresses",
          entry + " " + range.Size().ToString());
  Promise(addresses::CountBuggy(range) == AddressCount(buggy),
          "as many are left out as end in .0 and .255", entry);
}

void CheckNeighbours(const AddressRange& range, const std::string& entry) {
  if (range.first != LowestOf(range.family())) {
    Promise(!range.Contains(Predecessor(range.first)), "what lies below is not in a range", entry);
  }
  if (range.last != HighestOf(range.family())) {
    Promise(!range.Contains(Successor(range.last)), "what lies above is not in a range", entry);
  }
}

void CheckPrinted(const AddressRange& range, const std::string& entry) {
  // A block of IPv6 around all mapped addresses may end at one, which stands alone as IPv4.
  constexpr std::uint64_t kMapped = 0xffff;
  const auto mapped = [](const IpAddress& end) { return end.hi == 0 && end.lo >> 32 == kMapped; };
  if (mapped(range.first) || mapped(range.last)) return;
  const std::string printed = range.ToString();
  const bool single = range.first == range.last;
  const auto read = addresses::ParseRange(single ? printed + '-' + printed : printed);
  Promise(read && *read == range, "what is printed of a range is read as the same",
          entry + " " + printed);
  Promise(read->ToString() == printed, "a range is always printed the same", entry);
}

void CheckEntry(const std::string& entry) {
  const auto range = addresses::ParseRange(entry);
  const auto naive = ParseNaively(entry);
  Promise(range.has_value() == naive.has_value(), "the verdict on an entry is MetalLB's", entry);
  if (!range) {
    return Promise(!addresses::Describe(range.error()).empty(), "a bad entry is told why", entry);
  }
  const bool ipv4 = IsIpv4(naive->first) && IsIpv4(naive->last);
  const Family family = ipv4 ? Family::kIpv4 : Family::kIpv6;
  Promise(range->first == AddressOf(naive->first, family) &&
              range->last == AddressOf(naive->last, family),
          "a range has the ends that MetalLB gives it", entry + " " + range->ToString());
  CheckCount(*range, *naive, entry);
  CheckNeighbours(*range, entry);
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
