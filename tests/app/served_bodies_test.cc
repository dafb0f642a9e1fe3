// The pools of the clusters, rendered once for each change of the facts.

#include "exporter/app/served_bodies.h"

#include <gtest/gtest.h>

#include <memory>

namespace exporter::app {
namespace {

TEST(ServedBodies, AreRenderedOnlyForNewFacts) {
  Publication publication;
  publication.fleet.clusters.emplace_back();
  publication.facts = std::make_shared<const fleet::FleetFacts>();
  ServedBodies served;
  const auto first = served.Of(publication);
  ASSERT_EQ(first->size(), 1);
  const Publication polled = publication;
  EXPECT_EQ(served.Of(polled), first) << "another publication of the same facts";

  publication.facts = std::make_shared<const fleet::FleetFacts>();
  publication.fleet.clusters.clear();
  EXPECT_TRUE(served.Of(publication)->empty());
  EXPECT_EQ(first->size(), 1) << "a response may still use it";
}

}  // namespace
}  // namespace exporter::app
