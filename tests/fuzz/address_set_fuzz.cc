// Address sets compared with std::set. Every three bytes are a range of a few addresses for one of
// two sets, near a place where numbers carry or end.
// - Size, membership, intersection, difference and what avoidBuggyIPs excludes are those of
// std::set.
//   Ranges are sorted, disjoint and not adjacent;
// - an entry counts as overlapping exactly if it shares an address with an earlier entry.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <set>
#include <vector>

#include "exporter/addresses/address_set.h"
#include "exporter/addresses/buggy_addresses.h"
#include "tests/fuzz/require.h"

namespace exporter::fuzz {
namespace {

using addresses::AddressCount;
using addresses::AddressRange;
using addresses::AddressSet;
using addresses::Family;
using addresses::IpAddress;

using NaiveSet = std::set<IpAddress>;

constexpr std::size_t kBytesOfRange = 3;
constexpr std::uint8_t kMaxAddresses = 40;
// A range begins up to 255 addresses above one of these; the last ones are near their family's end.
constexpr std::uint64_t kTail = 255 + kMaxAddresses;
constexpr std::array<IpAddress, 6> kPlaces = {IpAddress::Ipv4(0),
                                              IpAddress::Ipv4(0x0a0000f0),
                                              IpAddress::Ipv6(0, 0),
                                              IpAddress::Ipv6(1, UINT64_MAX - 100),
                                              IpAddress::Ipv4(UINT32_MAX - kTail),
                                              IpAddress::Ipv6(UINT64_MAX, UINT64_MAX - kTail)};

IpAddress Above(IpAddress address, unsigned steps) {
  for (; steps > 0; --steps) address = Successor(address);
  return address;
}

struct Entries {
  std::vector<AddressRange> ranges;
  NaiveSet addresses;
  std::size_t overlapping = 0;

  void Add(const AddressRange& range) {
    ranges.push_back(range);
    bool overlaps = false;
    for (IpAddress each = range.first;; each = Successor(each)) {
      overlaps |= !addresses.insert(each).second;
      if (each == range.last) break;
    }
    if (overlaps) ++overlapping;
  }
};

void CheckSame(const AddressSet& set, const NaiveSet& naive) {
  Require(set.Size() == AddressCount(naive.size()), "a set's size is the number of its addresses",
          set.Size().ToString());
  for (const IpAddress& each : naive) {
    Require(set.Contains(each), "a set contains its addresses", each.ToString());
  }
  for (const Family family : {Family::kIpv4, Family::kIpv6}) {
    const auto buggy = std::count_if(naive.begin(), naive.end(), [family](const IpAddress& each) {
      const std::uint64_t octet = each.lo % 256;
      return family == Family::kIpv4 && each.family == family && (octet == 0 || octet == 255);
    });
    Require(CountBuggy(set, family) == AddressCount(static_cast<std::uint64_t>(buggy)),
            "avoidBuggyIPs excludes exactly the addresses that end in .0 or .255");
  }
  const auto ranges = set.ranges();
  for (std::size_t i = 1; i < ranges.size(); ++i) {
    const AddressRange& last = ranges[i - 1];
    const bool apart =
        last.family() != ranges[i].family() || Successor(last.last) < ranges[i].first;
    Require(last.first < ranges[i].first && apart, "ranges are sorted and not adjacent",
            ranges[i].ToString());
  }
}

void CheckPair(const Entries& a, const Entries& b) {
  const AddressSet set_a = AddressSet::FromRanges(a.ranges);
  const AddressSet set_b = AddressSet::FromRanges(b.ranges);
  CheckSame(set_a, a.addresses);
  CheckSame(set_b, b.addresses);
  NaiveSet common;
  std::set_intersection(a.addresses.begin(), a.addresses.end(), b.addresses.begin(),
                        b.addresses.end(), std::inserter(common, common.end()));
  CheckSame(Intersection(set_a, set_b), common);
  NaiveSet rest;
  std::set_difference(a.addresses.begin(), a.addresses.end(), b.addresses.begin(),
                      b.addresses.end(), std::inserter(rest, rest.end()));
  CheckSame(Difference(set_a, set_b), rest);
  Require(addresses::FindOverlappingEntries(a.ranges).size() == a.overlapping,
          "an entry overlaps if an earlier entry has one of its addresses");
}

}  // namespace
}  // namespace exporter::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace exporter::fuzz;  // NOLINT(google-build-using-namespace)
  std::array<Entries, 2> sets;
  for (; size >= kBytesOfRange; data += kBytesOfRange, size -= kBytesOfRange) {
    const auto first = Above(kPlaces.at(data[0] / 2 % kPlaces.size()), data[1]);
    sets.at(data[0] % 2).Add({first, Above(first, data[2] % kMaxAddresses)});
  }
  CheckPair(sets[0], sets[1]);
  return 0;
}
