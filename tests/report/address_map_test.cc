#include "exporter/report/address_map.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "exporter/report/page_parts.h"

namespace exporter::report {
namespace {

using addresses::AddressCount;
using addresses::AddressSet;
using addresses::Family;
using addresses::IpAddress;

// A pool of these entries, and Services with these addresses.
struct Case {
  std::vector<std::string> entries;
  std::vector<std::string> assigned = {};
  bool avoid_buggy_ips = false;
  std::vector<std::string> overlapping = {};
  std::vector<std::string> duplicates = {};
};

AddressMap MapOf(const Case& given, Family family = Family::kIpv4) {
  fleet::ClusterObjects objects;
  objects.pools.push_back({.name = "p", .avoid_buggy_ips = given.avoid_buggy_ips});
  for (const std::string& entry : given.entries) {
    objects.pools[0].entries.push_back({entry, addresses::ParseRange(entry), 0});
  }
  for (const std::string& address : given.assigned) {
    metallb::Service service;
    service.name = address;
    service.addresses.push_back(IpAddress::Parse(address).value());
    objects.services.push_back(service);
  }
  const fleet::ClusterSnapshot snapshot(std::move(objects), "");
  std::vector<addresses::AddressRange> shared;
  for (const std::string& range : given.overlapping) {
    shared.push_back(addresses::ParseRange(range).value());
  }
  const auto assignments = AssignmentsOf(snapshot, snapshot.pools()[0], family);
  return MapAddresses({.pool = snapshot.pools()[0],
                       .family = family,
                       .avoid_buggy_ips = given.avoid_buggy_ips,
                       .assignments = assignments,
                       .overlapping = AddressSet::FromRanges(std::move(shared)),
                       .is_duplicate = [&given](const IpAddress& address) {
                         return std::find(given.duplicates.begin(), given.duplicates.end(),
                                          address.ToString()) != given.duplicates.end();
                       }});
}

std::string StatesOf(const AddressMap& map) {
  const std::map<CellState, char> letters = {{CellState::kAvailable, '.'},
                                             {CellState::kPartlyAssigned, 'p'},
                                             {CellState::kAssigned, 'h'},
                                             {CellState::kOverlapping, 'o'},
                                             {CellState::kOverlappingAssigned, 'q'},
                                             {CellState::kDuplicate, 'd'},
                                             {CellState::kExcluded, 'x'}};
  std::string states;
  for (const MapCell& cell : map.cells) states += letters.at(cell.State());
  return states;
}

TEST(AddressMap, HasACellForEachAddressUpToTheLimit) {
  for (const auto& [entry, cells, bits] :
       std::vector<std::tuple<std::string, std::size_t, int>>{{"10.0.0.9/32", 1, 0},
                                                              {"10.0.0.0-10.0.0.254", 255, 0},
                                                              {"10.0.0.0-10.0.0.255", 256, 0},
                                                              {"10.0.0.0-10.0.1.0", 129, 1},
                                                              {"10.0.0.0-10.0.1.255", 256, 1},
                                                              {"10.0.0.0-10.0.2.0", 129, 2},
                                                              {"10.0.0.1-10.0.2.0", 129, 2},
                                                              {"10.0.0.0/8", 256, 16},
                                                              {"0.0.0.0/0", 256, 24},
                                                              {"255.255.255.255/32", 1, 0}}) {
    const AddressMap map = MapOf({{entry}});
    EXPECT_EQ(map.cells.size(), cells) << entry;
    EXPECT_EQ(map.block_bits, bits) << entry;
  }
}

TEST(AddressMap, BlocksAreAlignedAndCountAddressesOfThePool) {
  const AddressMap map = MapOf({{"10.0.0.3-10.0.2.4"}, {"10.0.0.3", "10.0.2.4"}});
  ASSERT_EQ(map.block_bits, 2);
  EXPECT_EQ(map.cells.front().block.first.ToString(), "10.0.0.0");
  EXPECT_EQ(map.cells.front().assignable, AddressCount(1));
  EXPECT_EQ(map.cells.front().State(), CellState::kAssigned);
  EXPECT_EQ(map.cells[1].assignable, AddressCount(4));
  EXPECT_EQ(map.cells.back().block.first.ToString(), "10.0.2.4");
  EXPECT_EQ(map.cells.back().State(), CellState::kAssigned);
}

TEST(AddressMap, DrawsIpv6InPrefixes) {
  const AddressMap map =
      MapOf({{"2001:db8::/64"}, {"2001:db8::1", "2001:db8:0:0:ff00::"}}, Family::kIpv6);
  ASSERT_EQ(map.cells.size(), 256U);
  EXPECT_EQ(map.block_bits, 56);
  EXPECT_EQ(map.cells[0].State(), CellState::kPartlyAssigned);
  EXPECT_EQ(map.cells[1].block.first.ToString(), "2001:db8:0:0:100::");
  EXPECT_EQ(map.cells[255].assigned, 1U);
  EXPECT_EQ(map.cells[255].assignable, AddressCount(std::uint64_t{1} << 56));

  const AddressMap all = MapOf({{"::/0"}, {"ffff::"}}, Family::kIpv6);
  EXPECT_EQ(all.block_bits, 120);
  EXPECT_EQ(all.cells.size(), 256U);
  EXPECT_EQ(all.cells[255].State(), CellState::kPartlyAssigned);
}

TEST(AddressMap, SeparatesFamilies) {
  const Case both{{"10.0.0.0/30", "2001:db8::/126"}, {"10.0.0.1", "2001:db8::2"}};
  EXPECT_EQ(StatesOf(MapOf(both)), ".h..");
  EXPECT_EQ(StatesOf(MapOf(both, Family::kIpv6)), "..h.");
  EXPECT_TRUE(MapOf({{"10.0.0.0/30"}}, Family::kIpv6).cells.empty());
}

TEST(AddressMap, MarksOverlapsAndDuplicates) {
  const AddressMap map = MapOf({.entries = {"10.0.0.8/29"},
                                .assigned = {"10.0.0.8", "10.0.0.9", "10.0.0.14", "10.0.0.15"},
                                .overlapping = {"10.0.0.13-10.0.0.15"},
                                .duplicates = {"10.0.0.15", "10.0.0.13"}});
  EXPECT_EQ(StatesOf(map), "hh...oqd");
}

TEST(AddressMap, MarksBlocksWithOverlapsAndDuplicates) {
  const AddressMap map = MapOf({.entries = {"10.0.0.0/23"},
                                .assigned = {"10.0.0.4", "10.0.0.5", "10.0.0.6", "10.0.0.8"},
                                .overlapping = {"10.0.0.1-10.0.0.2"},
                                .duplicates = {"10.0.0.8"}});
  EXPECT_EQ(StatesOf(map).substr(0, 6), "oohpd.");
}

TEST(AddressMap, ExcludesAddressesAsAvoidBuggyIpsDoes) {
  const AddressMap map = MapOf(
      {.entries = {"10.0.0.254-10.0.1.1"}, .assigned = {"10.0.1.0"}, .avoid_buggy_ips = true});
  EXPECT_EQ(StatesOf(map), ".xh.") << "an excluded address that is assigned";
  // In pairs, 10.0.0.0 and 10.0.0.1: one of them is assignable, and it is assigned.
  const AddressMap pairs =
      MapOf({.entries = {"10.0.0.0/23"}, .assigned = {"10.0.0.1"}, .avoid_buggy_ips = true});
  EXPECT_EQ(StatesOf(pairs).substr(0, 2), "h.");
}

TEST(AddressMap, CountsAnAddressOfSeveralServicesOnce) {
  const AddressMap map = MapOf({{"10.0.0.0/23"}, {"10.0.0.2", "10.0.0.2"}});
  EXPECT_EQ(map.cells[1].assigned, 1U);
  EXPECT_EQ(map.cells[1].State(), CellState::kPartlyAssigned);
}

TEST(AddressMap, HasFewCellsForThousandsOfRanges) {
  Case scattered;
  for (int i = 0; i < 4'000; ++i) {
    scattered.entries.push_back("10." + std::to_string(i / 250) + "." + std::to_string(i % 250) +
                                ".7/32");
  }
  const AddressMap map = MapOf(scattered);
  EXPECT_LE(map.cells.size(), kMaxCells);
  AddressCount total;
  for (const MapCell& cell : map.cells) total += cell.assignable;
  EXPECT_EQ(total, AddressCount(4'000));
}

TEST(MapHtml, DrawsRunsAndDescribesThemInAttributes) {
  const AddressMap map = MapOf({.entries = {"10.0.0.10-10.0.0.13", "10.0.0.20/31"},
                                .assigned = {"10.0.0.10", "10.0.0.11", "10.0.0.21"},
                                .overlapping = {"10.0.0.20/31"},
                                .duplicates = {"10.0.0.21"}});
  EXPECT_EQ(
      MapHtml(map),
      "<svg class=\"map\" role=\"img\" aria-label=\"Map of 6 addresses: 3 assigned, 2 also in "
      "another pool, 1 also assigned by another cluster\" viewBox=\"0 0 6 1\" width=\"84\" "
      "data-bits=\"0\" data-blocks=\"10.0.0.10*4 10.0.0.20*2\" data-cells=\"a2v2o1d1\">"
      "<path class=\"available\" d=\"M0 0.5h6\"/><path class=\"assigned\" d=\"M0 0.5h2M5 0.5h1\"/>"
      "<path class=\"overlapping\" d=\"M4 0.5h2\"/><path class=\"duplicate\" d=\"M5 0.5h1\"/>"
      "<path class=\"cross\" d=\"M5 0m.2 .2l.6 .6m0-.6l-.6 .6\"/>"
      "<path class=\"grid\" d=\"M0 0h6v1H0z\"/></svg>");
  EXPECT_EQ(MapHtml({}), "");
}

}  // namespace
}  // namespace exporter::report
