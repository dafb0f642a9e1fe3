#include "exporter/fleet/shared_addresses.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "exporter/fleet/fleet_facts.h"
#include "exporter/fleet/lookup.h"
#include "tests/support/made_fleet.h"

namespace exporter::fleet {
namespace {

using addresses::AddressSet;
using addresses::IpAddress;
using testing::ElementsAre;
using testing::IsEmpty;
using tests::MakeCluster;
using tests::MakeNode;
using tests::MakePool;
using tests::MakeService;
using tests::MakeSet;

constexpr auto kEast = "http://east:10472";
constexpr auto kWest = "http://west:10472";

// A cluster whose pool is 10.9.0.0/28, and which assigned 10.9.0.1.
ClusterView Anycast(const std::string& name, const std::string& source) {
  ClusterView cluster =
      MakeCluster(name, {MakePool("anycast", {"10.9.0.0/28"})}, {MakeService("dns", {"10.9.0.1"})});
  cluster.source = source;
  return cluster;
}

FleetPolicy SharedBy(const std::vector<std::string>& sources) {
  FleetPolicy policy;
  for (const std::string& source : sources) {
    NetworkPolicy& network = policy.networks["default"];
    (source.empty() ? network.shared_addresses : network.shared_by_source[source]) =
        MakeSet({"10.9.0.0/28"});
  }
  return policy;
}

// The duplicates and the overlapping addresses. Lookup must agree.
std::string Conflicting(const std::vector<ClusterView>& clusters, const FleetPolicy& policy) {
  const FleetView fleet{clusters, {}};
  const FleetFacts facts = Analyze(fleet, policy);
  const Conflicts& conflicts = facts.networks.at(0).conflicts.value();
  const AddressAnswer answer = LookUp(fleet, policy, IpAddress::Parse("10.9.0.1").value());
  EXPECT_EQ(answer.networks.at(0).duplicate, conflicts.duplicates.Count() == 1);
  EXPECT_EQ(answer.networks.at(0).duplicate, !answer.networks.at(0).shared_on_purpose);
  return std::to_string(conflicts.duplicates.Count()) + " duplicate, " +
         conflicts.overlaps.across.Size().ToString() + " overlapping";
}

constexpr auto kNone = "0 duplicate, 0 overlapping";
constexpr auto kAll = "1 duplicate, 16 overlapping";

TEST(SharedAddresses, OfASourceCountOnlyForItsClusters) {
  const std::vector<ClusterView> east = {Anycast("a", kEast), Anycast("b", kEast)};
  EXPECT_EQ(Conflicting(east, SharedBy({kEast})), kNone);
  EXPECT_EQ(Conflicting(east, SharedBy({kWest})), kAll);
  const std::vector<ClusterView> both = {Anycast("a", kEast), Anycast("b", kWest)};
  EXPECT_EQ(Conflicting(both, SharedBy({kEast})), kAll);
  EXPECT_EQ(Conflicting(both, SharedBy({kEast, kWest})), kNone);
  EXPECT_EQ(Conflicting(both, SharedBy({""})), kNone) << "this exporter decides for all clusters";
  const std::vector<ClusterView> own = {Anycast("a", ""), Anycast("b", "")};
  EXPECT_EQ(Conflicting(own, SharedBy({kEast, kWest})), kAll);
  EXPECT_EQ(Conflicting({Anycast("a", ""), Anycast("b", kEast)}, SharedBy({kEast})), kAll);
}

TEST(SharedAddresses, OfASourceAreInConflictOnlyWhereAnotherClusterUsesThem) {
  ClusterView other = MakeCluster("c", {MakePool("p", {"10.9.0.8-10.9.0.20"})}, {});
  const std::vector<ClusterView> fleet = {Anycast("a", kEast), Anycast("b", kEast), other};
  EXPECT_EQ(Conflicting(fleet, SharedBy({kEast})), "0 duplicate, 8 overlapping");
}

TEST(SharedAddresses, OfASourceExemptNodesOfItsClusters) {
  ClusterView pool = Anycast("a", kEast);
  ClusterView node = MakeCluster("b", {}, {});
  ClusterObjects objects = node.snapshot->objects();
  objects.nodes = {MakeNode("n", {"10.9.0.5"})};
  node = MakeCluster("b", objects);
  const auto count = [&](const std::string& source) {
    node.source = source;
    return Analyze({{pool, node}, {}}, SharedBy({kEast}))
        .networks.at(0)
        .conflicts.value()
        .nodes->listed.size();
  };
  EXPECT_EQ(count(kEast), 0U);
  EXPECT_EQ(count(""), 1U);
}

TEST(SharedAddresses, ALookupNamesTheSourcesThatListThem) {
  const FleetView fleet{{Anycast("a", kEast), Anycast("b", kWest)}, {}};
  const auto shared_by = [&fleet](const FleetPolicy& policy) {
    return LookUp(fleet, policy, IpAddress::Parse("10.9.0.1").value()).networks.at(0).shared_by;
  };
  EXPECT_THAT(shared_by(SharedBy({kEast, kWest})), ElementsAre(kEast, kWest));
  EXPECT_THAT(shared_by(SharedBy({kEast})), IsEmpty()) << "it is not shared";
  EXPECT_THAT(shared_by(SharedBy({"", kEast})), IsEmpty()) << "this exporter lists it";
}

}  // namespace
}  // namespace exporter::fleet
