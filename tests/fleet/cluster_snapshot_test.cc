#include "exporter/fleet/cluster_snapshot.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/support/made_fleet.h"

namespace exporter::fleet {
namespace {

metallb::AddressPool Pool(const std::string& name, const std::vector<std::string>& entries,
                          bool avoid_buggy_ips = false) {
  metallb::AddressPool pool = tests::MakePool(name, entries);
  pool.avoid_buggy_ips = avoid_buggy_ips;
  return pool;
}

metallb::Service MetallbService(const std::string& name,
                                const std::vector<std::string>& addresses) {
  metallb::Service service = tests::MakeService(name, addresses);
  service.from_metallb_pool = !addresses.empty();
  return service;
}

ClusterSnapshot Snapshot(std::vector<metallb::AddressPool> pools,
                         std::vector<metallb::Service> services, const std::string& lb_class = "") {
  ClusterObjects objects;
  objects.metallb_installed = true;
  objects.pools = std::move(pools);
  objects.services = std::move(services);
  Normalize(objects);
  return {std::move(objects), lb_class};
}

// "assigned/capacity, available" of IPv4, then of IPv6, if they exist.
std::string Usage(const PoolUsage& pool) {
  std::string text;
  for (const FamilyUsage& family : pool.families) {
    text += family.Exists() ? family.assigned.ToString() + "/" + family.capacity.ToString() + ", " +
                                  family.available.ToString() + ";"
                            : "-;";
  }
  return text;
}

TEST(ClusterSnapshot, PoolsFullByDesignHaveNoCapacityAlerts) {
  std::vector<metallb::AddressPool> pools = {Pool("by-design", {"10.0.0.0/30", "2001:db8::/126"}),
                                             Pool("web", {"10.0.1.0/30"})};
  pools[0].capacity_alerts = false;
  const ClusterSnapshot snapshot = Snapshot(pools, {});
  for (const FamilyUsage& family : snapshot.pools()[0].families) {
    EXPECT_FALSE(family.capacity_alerts);
  }
  EXPECT_TRUE(snapshot.pools()[1].Of(addresses::Family::kIpv4).capacity_alerts);
}

TEST(ClusterSnapshot, CountsEachFamilyOfAPool) {
  const auto snapshot = Snapshot(
      {Pool("p", {"192.168.1.10-192.168.1.49", "2001:db8::/64"})},
      {MetallbService("a", {"192.168.1.10", "2001:db8::1"}), MetallbService("b", {"192.168.1.49"}),
       MetallbService("c", {}), MetallbService("d", {"192.168.1.9", "192.168.1.50"})});
  ASSERT_EQ(snapshot.pools().size(), 1U);
  EXPECT_EQ(Usage(snapshot.pools()[0]), "2/40, 38;1/18446744073709551616, 18446744073709551615;");
  EXPECT_EQ(snapshot.pools()[0].services, 2U);
  EXPECT_EQ(snapshot.unpooled_addresses(), 2U);
  EXPECT_EQ(snapshot.assigned_services(), 3U);
  EXPECT_EQ(snapshot.pending().size(), 1U);
}

TEST(ClusterSnapshot, CountsASharedAddressOnceAndEachOfItsServices) {
  const auto snapshot =
      Snapshot({Pool("p", {"10.0.0.0/30"})},
               {MetallbService("dns-tcp", {"10.0.0.1"}), MetallbService("dns-udp", {"10.0.0.1"}),
                MetallbService("web", {"10.0.0.2"})});
  EXPECT_EQ(Usage(snapshot.pools()[0]), "2/4, 2;-;");
  EXPECT_EQ(snapshot.pools()[0].services, 3U);
}

TEST(ClusterSnapshot, AnAddressInTwoPoolsCountsInBoth) {
  const auto snapshot =
      Snapshot({Pool("p", {"10.0.0.0/24"}), Pool("q", {"10.0.0.128/25"})},
               {MetallbService("a", {"10.0.0.127"}), MetallbService("b", {"10.0.0.128"})});
  EXPECT_EQ(Usage(snapshot.pools()[0]), "2/256, 254;-;");
  EXPECT_EQ(Usage(snapshot.pools()[1]), "1/128, 127;-;");
}

TEST(ClusterSnapshot, ExcludesBuggyAddressesUnlessTheyAreAssigned) {
  const auto services = {MetallbService("a", {"10.0.0.0"}), MetallbService("b", {"10.0.0.1"})};
  EXPECT_EQ(Usage(Snapshot({Pool("p", {"10.0.0.0/30"}, true)}, services).pools()[0]), "2/3, 2;-;");
  EXPECT_EQ(Usage(Snapshot({Pool("p", {"10.0.0.0/30"}, false)}, services).pools()[0]), "2/4, 2;-;");
}

TEST(ClusterSnapshot, APoolOfBuggyAddressesHasNoCapacity) {
  const auto empty = Snapshot({Pool("p", {"10.0.0.255/32"}, true)}, {});
  EXPECT_EQ(Usage(empty.pools()[0]), "-;-;");
  const auto snapshot =
      Snapshot({Pool("p", {"10.0.0.255/32"}, true)}, {MetallbService("a", {"10.0.0.255"})});
  EXPECT_EQ(Usage(snapshot.pools()[0]), "1/0, 0;-;");
}

TEST(ClusterSnapshot, APoolWithoutEntriesCountsAsOneInvalidEntry) {
  const auto snapshot = Snapshot({Pool("empty", {}), Pool("valid", {"10.0.0.0/24"})}, {});
  EXPECT_EQ(snapshot.pools()[0].invalid_entries, 1U);
  EXPECT_TRUE(snapshot.pools()[0].IsRejected());
  EXPECT_EQ(snapshot.pools()[1].invalid_entries, 0U);
  EXPECT_FALSE(snapshot.pools()[1].IsRejected());
}

TEST(ClusterSnapshot, EntriesThatOverlapCountOnce) {
  const auto snapshot =
      Snapshot({Pool("p", {"10.0.0.0/24", "10.0.0.0/25", "10.0.0.255-10.0.1.0", "10.0.0.1"})},
               {MetallbService("a", {"10.0.0.1"})});
  EXPECT_EQ(Usage(snapshot.pools()[0]), "1/257, 256;-;");
  EXPECT_EQ(snapshot.pools()[0].overlapping_entries, 2U);
  EXPECT_EQ(snapshot.pools()[0].invalid_entries, 1U);
}

TEST(ClusterSnapshot, IsExactForWholeSpaces) {
  const auto snapshot =
      Snapshot({Pool("p", {"::/0", "0.0.0.0/0"})},
               {MetallbService("a", {"::", "255.255.255.255"}),
                MetallbService("b", {"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"})});
  EXPECT_EQ(Usage(snapshot.pools()[0]),
            "1/4294967296, 4294967295;2/340282366920938463463374607431768211456, "
            "340282366920938463463374607431768211454;");
  EXPECT_EQ(snapshot.unpooled_addresses(), 0U);
}

TEST(ClusterSnapshot, CountsServicesByClassButEveryAssignedAddress) {
  metallb::Service other = MetallbService("other", {"10.0.0.1"});
  other.load_balancer_class = "example.com/lb";
  const std::vector<metallb::Service> services = {other, MetallbService("web", {"10.0.0.2"}),
                                                  MetallbService("waiting", {})};
  const auto without_class = Snapshot({Pool("p", {"10.0.0.0/30"})}, services);
  EXPECT_EQ(without_class.assigned_services(), 1U);
  EXPECT_EQ(without_class.pending().size(), 1U);
  EXPECT_EQ(Usage(without_class.pools()[0]), "2/4, 2;-;");
  const auto with_class = Snapshot({Pool("p", {"10.0.0.0/30"})}, services, "example.com/lb");
  EXPECT_EQ(with_class.assigned_services(), 1U);
  EXPECT_EQ(with_class.pending().size(), 0U);
}

TEST(ClusterSnapshot, OnlyMarkedAddressesCanBeUnpooledAndEachOnce) {
  metallb::Service unmarked = MetallbService("unmarked", {"10.9.9.9"});
  unmarked.from_metallb_pool = false;
  const auto snapshot =
      Snapshot({Pool("p", {"10.0.0.0/30"})}, {unmarked, MetallbService("a", {"10.0.0.4"}),
                                              MetallbService("b", {"10.0.0.4", "2001:db8::1"}),
                                              MetallbService("c", {"10.0.0.3"})});
  EXPECT_EQ(snapshot.unpooled_addresses(), 2U);
}

TEST(ClusterSnapshot, QualifiesOnlyEqualPoolNames) {
  metallb::AddressPool twin = Pool("p", {"10.0.1.0/24"});
  twin.name_space = "other";
  const auto snapshot =
      Snapshot({Pool("p", {"10.0.0.0/24"}), twin, Pool("q", {"10.0.2.0/24"})}, {});
  std::vector<std::string> labels;
  for (const PoolUsage& pool : snapshot.pools()) labels.push_back(pool.label);
  EXPECT_EQ(labels, (std::vector<std::string>{"metallb-system/p", "q", "other/p"}));
}

TEST(Normalize, IgnoresTheOrderOfLists) {
  ClusterObjects one;
  one.pools = {Pool("b", {"10.0.0.0/24"}), Pool("a", {"10.0.1.0/24"})};
  one.services = {MetallbService("y", {"10.0.0.1"}), MetallbService("x", {}),
                  MetallbService("y", {"10.0.0.1"})};
  ClusterObjects other;
  other.pools = {one.pools[1], one.pools[0]};
  other.services = {one.services[1], one.services[0]};
  EXPECT_NE(one, other);
  Normalize(one);
  Normalize(other);
  EXPECT_EQ(one, other);
  EXPECT_EQ(one.services.size(), 2U) << "an object listed twice is one";
}

}  // namespace
}  // namespace exporter::fleet
