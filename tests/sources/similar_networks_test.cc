#include "exporter/sources/similar_networks.h"

#include <gtest/gtest.h>

#include <vector>

namespace exporter::sources {
namespace {

TEST(FindSimilarNetworks, ListsNamesThatDifferInTheirSpelling) {
  const std::vector<SourceNetwork> networks = {{"", "office"},   {"e", "Office"}, {"e", "rack-1"},
                                               {"w", "office "}, {"w", "Rack_1"}, {"w", "office"}};
  EXPECT_EQ(
      FindSimilarNetworks(networks),
      (std::vector<SimilarNetwork>{
          {{"e", "Office"}, "office"}, {{"w", "office "}, "office"}, {{"w", "Rack_1"}, "rack-1"}}));
}

TEST(FindSimilarNetworks, IgnoresNamesThatAreDifferentOnPurpose) {
  EXPECT_TRUE(
      FindSimilarNetworks({{"", "rack-1"}, {"e", "rack-2"}, {"e", "dc-east"}, {"w", "dc-west"}})
          .empty());
  EXPECT_TRUE(FindSimilarNetworks({{"", "a"}, {"", "A"}, {"e", "A"}}).empty())
      << "one exporter has both";
  EXPECT_TRUE(FindSimilarNetworks({}).empty());
}

}  // namespace
}  // namespace exporter::sources
