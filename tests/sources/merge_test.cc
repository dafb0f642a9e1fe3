#include "exporter/sources/merge.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "exporter/fleet/fleet_facts.h"
#include "tests/support/made_fleet.h"

namespace exporter::sources {
namespace {

using fleet::FleetPolicy;
using fleet::FleetView;
using tests::MakeCluster;
using tests::MakePool;
using tests::MakeRanges;
using tests::MakeService;
using tests::MakeSet;

SourceFleet SourceOf(const std::string& url, const std::string& prefix,
                     std::vector<fleet::ClusterView> clusters, FleetPolicy policy = {}) {
  return {.prefix = prefix,
          .view = {.source = url,
                   .tried = true,
                   .up = true,
                   .incomplete = false,
                   .last_success = tests::kNow,
                   .last_error = {}},
          .clusters = std::move(clusters),
          .policy = std::make_shared<const FleetPolicy>(std::move(policy))};
}

std::vector<std::string> Names(const FleetView& fleet) {
  std::vector<std::string> names;
  for (const auto& cluster : fleet.clusters) names.push_back(cluster.name);
  return names;
}

fleet::ClusterView Cluster(const std::string& name) {
  return MakeCluster(name, {MakePool("web", {"10.0.0.0/28"})}, {MakeService("a", {"10.0.0.1"})});
}

FleetPolicy Policies(const FleetPolicy& own, const std::vector<SourceFleet>& sources) {
  return MergePolicies(own, PoliciesOf({}, sources));
}

TEST(MergeFleets, AddsThePrefixTheSourceAndNoSeries) {
  const FleetView own{{Cluster("a")}, {{"a", "alias"}}};
  const auto merged = MergeFleets(own, {SourceOf("http://e:1", "east/", {Cluster("a")})}, false);
  EXPECT_EQ(Names(merged.fleet), (std::vector<std::string>{"a", "east/a"}));
  EXPECT_EQ(merged.fleet.clusters[0], own.clusters[0]);
  EXPECT_EQ(merged.fleet.clusters[1].source, "http://e:1");
  EXPECT_FALSE(merged.fleet.clusters[1].has_series);
  EXPECT_EQ(merged.fleet.aliases, own.aliases);
  ASSERT_EQ(merged.fleet.sources.size(), 1U);
  EXPECT_EQ(merged.fleet.sources[0].incomplete, false);
  EXPECT_TRUE(merged.conflicts.empty());
  const auto repeated = MergeFleets(own, {SourceOf("http://e:1", "", {Cluster("b")})}, true);
  EXPECT_TRUE(repeated.fleet.clusters.at(1).has_series);
  const auto facts = fleet::Analyze(merged.fleet, {});
  EXPECT_EQ(facts.networks.at(0).conflicts->duplicates.Count(), 1U);
}

TEST(MergeFleets, TheFirstClusterKeepsItsName) {
  const auto merged = MergeFleets({{Cluster("a")}, {}},
                                  {SourceOf("http://e:1", "", {Cluster("a"), Cluster("b")}),
                                   SourceOf("http://w:1", "", {Cluster("b"), Cluster("c")}),
                                   SourceOf("http://n:1", "", {Cluster("d")})},
                                  false);
  EXPECT_EQ(Names(merged.fleet), (std::vector<std::string>{"a", "b", "c", "d"}));
  EXPECT_EQ(merged.fleet.clusters[1].source, "http://e:1");
  EXPECT_EQ(merged.conflicts, (std::vector<NameConflict>{{"http://e:1", "a", ""},
                                                         {"http://w:1", "b", "http://e:1"}}));
  EXPECT_EQ(merged.fleet.sources[0].incomplete, true);
  EXPECT_EQ(merged.fleet.sources[1].incomplete, true);
  EXPECT_EQ(merged.fleet.sources[2].incomplete, false);
}

TEST(MergeFleets, NamesWithAPrefixBelongToItsSource) {
  FleetPolicy plan;
  plan.plan = {{"east/a", {"paris", MakeSet({"10.0.0.0/28"})}}};
  const SourceFleet other = SourceOf("http://o:1", "", {Cluster("east/a"), Cluster("c")}, plan);
  const SourceFleet east = SourceOf("http://e:1", "east/", {Cluster("a")});
  SourceFleet unread = SourceOf("http://e:1", "east/", {});
  unread.view = {.source = "http://e:1"};
  for (const auto& sources :
       {std::vector{other, east}, std::vector{east, other}, std::vector{other, unread}}) {
    const auto merged = MergeFleets({}, sources, false);
    for (const auto& cluster : merged.fleet.clusters) {
      EXPECT_EQ(cluster.source, cluster.name == "c" ? "http://o:1" : "http://e:1");
    }
    EXPECT_EQ(merged.conflicts,
              (std::vector<NameConflict>{{"http://o:1", "east/a", "http://e:1", true}}));
    for (const auto& source : merged.fleet.sources) {
      EXPECT_EQ(source.incomplete.value_or(false), source.source == "http://o:1");
    }
    EXPECT_EQ(Policies({}, sources).LocationOf("east/a"), "") << "the plan of another source";
  }
}

TEST(MergeFleets, AddsTheAliasesOfUsedClusters) {
  const FleetView own{{Cluster("own")}, {{"own", "other"}}};
  SourceFleet east = SourceOf("http://e:1", "east/", {Cluster("a")});
  east.aliases = {{"a", "b"}, {"a", "c"}, {"a", "b"}, {"none", "d"}};
  SourceFleet west = SourceOf("http://w:1", "", {Cluster("own")});
  west.aliases = {{"own", "e"}, {"east/a", "f"}};
  for (const bool has_series : {false, true}) {
    EXPECT_EQ(
        MergeFleets(own, {east, west}, has_series).fleet.aliases,
        (std::vector<fleet::ContextAlias>{
            {"own", "other", true}, {"east/a", "b", has_series}, {"east/a", "c", has_series}}));
  }
}

TEST(MergeFleets, FactsWaitForASourceThatWasNotTried) {
  SourceFleet late = SourceOf("http://e:1", "", {});
  late.view = {.source = "http://e:1"};
  const auto merged = MergeFleets({{Cluster("a")}, {}}, {late}, false);
  EXPECT_FALSE(merged.fleet.Complete());
  EXPECT_FALSE(fleet::Analyze(merged.fleet, {}).networks.at(0).conflicts);
}

TEST(MergePolicies, UnitesNetworks) {
  FleetPolicy own;
  own.max_conflict_series = 7;
  own.networks["rack"] = {MakeSet({"10.9.0.0/28"}), MakeRanges({"10.0.0.0/16"})};
  FleetPolicy east;
  east.networks["rack"] = {MakeSet({"10.9.1.0/28"}), MakeRanges({"10.0.1.0/24", "10.1.0.0/16"})};
  east.networks["far"] = {{}, MakeRanges({"10.2.0.0/16"})};
  east.known_macs = {{"02:00:00:00:00:01", "router"}};
  const FleetPolicy merged = Policies(own, {SourceOf("http://e:1", "", {}, east)});
  EXPECT_EQ(merged.networks.at("rack").shared_addresses, own.networks["rack"].shared_addresses);
  EXPECT_EQ(
      merged.networks.at("rack").shared_by_source,
      (decltype(fleet::NetworkPolicy::shared_by_source){{"http://e:1", MakeSet({"10.9.1.0/28"})}}));
  EXPECT_TRUE(merged.networks.at("far").shared_by_source.empty());
  EXPECT_EQ(merged.networks.at("rack").prefixes, MakeRanges({"10.0.0.0/16", "10.1.0.0/16"}));
  EXPECT_EQ(merged.networks.at("far").prefixes, MakeRanges({"10.2.0.0/16"}));
  EXPECT_EQ(merged.max_conflict_series, 7U);
  EXPECT_TRUE(merged.known_macs.empty());
  EXPECT_FALSE(merged.plan);
}

TEST(MergePolicies, TheOwnPlanReplacesThePlansOfSources) {
  FleetPolicy east;
  east.plan = {{"a", {"berlin", MakeSet({"10.0.0.0/28"})}}};
  east.reserved = {{"later", "routers", MakeSet({"10.5.0.0/28"})}};
  FleetPolicy west = east;
  west.plan = {{"a", {"paris", MakeSet({"10.1.0.0/28"})}}};
  const std::vector<SourceFleet> sources = {SourceOf("http://e:1", "east/", {Cluster("a")}, east),
                                            SourceOf("http://w:1", "west/", {Cluster("a")}, west),
                                            SourceOf("http://n:1", "", {})};
  const FleetPolicy merged = Policies({}, sources);
  EXPECT_EQ(merged.LocationOf("east/a"), "berlin");
  EXPECT_EQ(merged.LocationOf("west/a"), "paris");
  EXPECT_EQ(merged.plan->size(), 2U);
  EXPECT_EQ(merged.reserved, east.reserved) << "both list it";
  EXPECT_TRUE(merged.HasPlanFor("http://e:1"));
  EXPECT_FALSE(merged.HasPlanFor("http://n:1"));
  EXPECT_FALSE(merged.HasPlanFor("")) << "this exporter has no plan";

  FleetPolicy own;
  own.plan.emplace();
  const FleetPolicy planned = Policies(own, sources);
  EXPECT_EQ(planned.plan, own.plan);
  EXPECT_TRUE(planned.HasPlanFor("http://n:1"));
}

TEST(MergePolicies, AClusterWithoutAPlanIsNotOutsideOfThePlan) {
  FleetPolicy east;
  east.plan.emplace();
  const std::vector<SourceFleet> sources = {SourceOf("http://e:1", "", {Cluster("b")}, east)};
  const auto merged = MergeFleets({{Cluster("a")}, {}}, sources, false);
  const auto facts = fleet::Analyze(merged.fleet, Policies({}, sources));
  ASSERT_EQ(facts.unplanned.size(), 1U);
  EXPECT_EQ(facts.unplanned[0].pool.cluster, "b");
}

TEST(MergePolicies, APlanOfASourceCountsForItsUsedClustersOnly) {
  FleetPolicy east;
  east.plan.emplace();
  for (const char* cluster : {"own", "a", "b", "later"}) {
    east.plan->emplace(cluster, fleet::PlannedCluster{cluster, MakeSet({"10.0.0.0/28"})});
  }
  const FleetView own{{Cluster("own")}, {}};
  const std::vector<SourceFleet> sources = {
      SourceOf("http://e:1", "", {Cluster("own"), Cluster("a")}, east),
      SourceOf("http://w:1", "", {Cluster("b")})};
  const auto policies = PoliciesOf(own, sources);
  ASSERT_EQ(policies.size(), 2U);
  EXPECT_EQ(policies[0].planned, (std::vector<std::string>{"a"}));
  const FleetPolicy merged = MergePolicies({}, policies);
  ASSERT_EQ(merged.plan->size(), 1U);
  EXPECT_EQ(merged.LocationOf("a"), "a");
}

}  // namespace
}  // namespace exporter::sources
