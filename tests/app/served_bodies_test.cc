// The pools of the clusters, rendered once for each change of the facts.

#include "exporter/app/served_bodies.h"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

namespace exporter::app {
namespace {

TEST(ServedBodies, AreRenderedOnlyForNewFacts) {
  Publication publication;
  for (const char* name : {"a", "b"}) publication.fleet.clusters.emplace_back().name = name;
  publication.facts = std::make_shared<const fleet::FleetFacts>();
  const fleet::ClusterView* const b[] = {&publication.fleet.clusters[1]};
  const fleet::ClusterView* const both[] = {&publication.fleet.clusters[0],
                                            &publication.fleet.clusters[1]};
  ServedBodies served;
  const auto first = served.Of(publication, b);
  ASSERT_EQ(first.size(), 1U);
  const auto all = served.Of(publication, both);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[1], first[0]) << "only the other cluster was missing";
  EXPECT_NE(all[0], first[0]);

  const Publication polled = publication;
  const fleet::ClusterView* const polled_b[] = {&polled.fleet.clusters[1]};
  EXPECT_EQ(served.Of(polled, polled_b), first) << "another publication of the same facts";

  publication.facts = std::make_shared<const fleet::FleetFacts>();
  EXPECT_NE(served.Of(publication, b), first);
}

}  // namespace
}  // namespace exporter::app
