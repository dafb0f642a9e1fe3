// The clusters and pools that the search of the page finds.

#include "exporter/report/pool_search.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "tests/support/made_fleet.h"

namespace exporter::report {
namespace {

using tests::MakeCluster;
using tests::MakePool;
using tests::MakeService;

class PoolSearchTest : public testing::Test {
 protected:
  // "berlin 2, paris 1": the clusters, and the numbers of pools.
  std::string Search(std::string_view query) const {
    std::string text;
    for (const FoundCluster& found : SearchPools(fleet_, facts_, policy_, query)) {
      text += (text.empty() ? "" : ", ") + found.cluster->name + ' ' + std::to_string(found.pools);
    }
    return text;
  }

  static fleet::ClusterView Down() {
    fleet::ClusterView cluster;
    cluster.name = "away";
    cluster.network = "default";
    cluster.record.polls = 1;
    cluster.record.last_error = Error{ErrorKind::kTimeout, "no route to 10.9.9.9"};
    return cluster;
  }

  const fleet::FleetPolicy policy_ = {};
  const fleet::FleetView fleet_{
      {MakeCluster("berlin", {MakePool("full", {"10.0.0.0/31"}), MakePool("web", {"10.0.1.0/24"})},
                   {MakeService("w0", {"10.0.0.0"}), MakeService("w1", {"10.0.0.1"}),
                    MakeService("w2", {"10.0.1.10"})}),
       MakeCluster("paris", {MakePool("web", {"10.0.2.0/24", "2001:db8::/64"})},
                   {MakeService("Api", {"10.0.2.1"}), MakeService("waits", {})}),
       Down()},
      {}};
  const fleet::FleetFacts facts_ = fleet::Analyze(fleet_, policy_);
};

TEST_F(PoolSearchTest, FindsNames) {
  EXPECT_EQ(Search("BERLIN"), "berlin 2");
  EXPECT_EQ(Search("web"), "berlin 1, paris 1");
  EXPECT_EQ(Search("paris web"), "paris 1");
  EXPECT_EQ(Search(" shop/api "), "paris 1");
  EXPECT_EQ(Search("route"), "away 0") << "the error of the last poll";
  EXPECT_EQ(Search("10.0.1."), "berlin 1") << "part of an address";
  EXPECT_EQ(Search("assigned"), "") << "a word of the page";
  EXPECT_EQ(Search("berlin paris"), "");
  EXPECT_EQ(Search("  "), "");
  EXPECT_EQ(Search(std::string(100'000, 'x')), "");
}

TEST_F(PoolSearchTest, FindsWholeAddressesAndRanges) {
  EXPECT_EQ(Search("10.0.1.1"), "berlin 1") << "available, and not the pool of 10.0.1.10";
  EXPECT_EQ(Search("2001:DB8:0::77"), "paris 1");
  EXPECT_EQ(Search("paris 10.0.1.1"), "");
  EXPECT_EQ(Search("10.0.0.0/23"), "berlin 2");
  EXPECT_EQ(Search("10.0.1.255 - 10.0.2.0"), "berlin 1, paris 1");
  EXPECT_EQ(Search("10.0.1.5-10.0.1.4"), "");
}

TEST_F(PoolSearchTest, FindsStates) {
  EXPECT_EQ(Search("is:full"), "berlin 1");
  EXPECT_EQ(Search("full"), "berlin 1") << "the name";
  EXPECT_EQ(Search("is:pending"), "paris 1");
  EXPECT_EQ(Search("is:down"), "away 0");
  EXPECT_EQ(Search("is:"), "");
}

}  // namespace
}  // namespace exporter::report
