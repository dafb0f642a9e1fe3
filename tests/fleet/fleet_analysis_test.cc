// An analysis that reuses the last one must equal the analysis of the whole fleet.

#include "exporter/fleet/fleet_analysis.h"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>

#include "tests/support/changing_fleet.h"
#include "tests/support/made_fleet.h"

namespace exporter::fleet {
namespace {

void ExpectEqual(const AssignedAddresses& a, const AssignedAddresses& b) {
  EXPECT_EQ(a.addresses, b.addresses);
  EXPECT_EQ(a.listed, b.listed);
  EXPECT_EQ(a.holders_omitted, b.holders_omitted);
}

void ExpectEqual(const PoolOverlaps& a, const PoolOverlaps& b) {
  EXPECT_EQ(a.pools, b.pools);
  EXPECT_EQ(a.listed, b.listed);
  EXPECT_EQ(a.omitted, b.omitted);
  EXPECT_EQ(a.pairs, b.pairs);
  EXPECT_EQ(a.pairs_omitted, b.pairs_omitted);
  EXPECT_EQ(a.across, b.across);
  EXPECT_EQ(a.within, b.within);
}

void ExpectEqual(const NodeConflicts& a, const NodeConflicts& b) {
  EXPECT_EQ(a.listed, b.listed);
  EXPECT_EQ(a.omitted, b.omitted);
  ASSERT_EQ(a.pools.size(), b.pools.size());
  for (const auto& [name, pool] : a.pools) {
    ASSERT_TRUE(b.pools.contains(name)) << name.cluster << '/' << name.pool;
    EXPECT_EQ(pool.addresses, b.pools.at(name).addresses);
    EXPECT_EQ(pool.intended, b.pools.at(name).intended);
  }
}

void ExpectEqual(const Conflicts& a, const Conflicts& b) {
  ExpectEqual(a.duplicates, b.duplicates);
  ExpectEqual(a.overlaps, b.overlaps);
  EXPECT_EQ(a.shared_asns, b.shared_asns);
  ASSERT_EQ(a.nodes == nullptr, b.nodes == nullptr);
  if (a.nodes != nullptr) ExpectEqual(*a.nodes, *b.nodes);
}

void ExpectEqual(const NetworkFacts& a, const NetworkFacts& b) {
  EXPECT_EQ(a.name, b.name);
  EXPECT_EQ(a.clusters, b.clusters);
  ASSERT_EQ(a.conflicts.has_value(), b.conflicts.has_value());
  if (a.conflicts) ExpectEqual(*a.conflicts, *b.conflicts);
  ASSERT_EQ(a.assigned.has_value(), b.assigned.has_value());
  if (a.assigned) ExpectEqual(*a.assigned, *b.assigned);
}

void ExpectEqual(const FleetFacts& a, const FleetFacts& b) {
  ASSERT_EQ(a.networks.size(), b.networks.size());
  for (std::size_t i = 0; i < a.networks.size(); ++i) ExpectEqual(a.networks[i], b.networks[i]);
  ASSERT_EQ(a.unplanned.size(), b.unplanned.size());
  for (std::size_t i = 0; i < a.unplanned.size(); ++i) {
    EXPECT_EQ(a.unplanned[i].pool, b.unplanned[i].pool);
    EXPECT_EQ(a.unplanned[i].count, b.unplanned[i].count);
    EXPECT_EQ(a.unplanned[i].has_plan_entry, b.unplanned[i].has_plan_entry);
  }
}

TEST(FleetAnalysis, EqualsTheWholeAnalysisAfterEachChange) {
  for (unsigned seed = 0; seed < 40; ++seed) {
    tests::ChangingFleet fleet(seed);
    FleetAnalysis analysis;
    std::optional<FleetFacts> last;
    std::shared_ptr<const FleetPolicy> policy;
    for (int step = 0; step < 100; ++step) {
      const bool same_policy = policy == fleet.policy();
      policy = fleet.policy();
      last = analysis.Update(fleet.view(), *policy, same_policy ? &*last : nullptr);
      ExpectEqual(*last, Analyze(fleet.view(), *policy));
      ASSERT_FALSE(HasFailure()) << "seed " << seed << ", step " << step;
      fleet.Change();
    }
  }
}

TEST(FleetAnalysis, KeepsTheNodeConflictsOfUnchangedPoolsAndNodes) {
  ClusterObjects objects;
  objects.pools = {tests::MakePool("p", {"10.0.0.0/24"})};
  objects.nodes = {tests::MakeNode("n", {"10.0.0.1"})};
  FleetView fleet{{tests::MakeCluster("a", objects)}, {}};
  FleetAnalysis analysis;
  const FleetFacts first = analysis.Update(fleet, {}, nullptr);
  objects.services = {tests::MakeService("web", {"10.0.0.7"})};
  fleet.clusters = {tests::MakeCluster("a", objects)};
  const FleetFacts second = analysis.Update(fleet, {}, &first);
  EXPECT_EQ(second.networks[0].conflicts->nodes, first.networks[0].conflicts->nodes);
  objects.nodes = {tests::MakeNode("n", {"10.0.0.2"})};
  fleet.clusters = {tests::MakeCluster("a", objects)};
  const FleetFacts third = analysis.Update(fleet, {}, &second);
  EXPECT_NE(third.networks[0].conflicts->nodes, first.networks[0].conflicts->nodes);
}

}  // namespace
}  // namespace exporter::fleet
