#include "exporter/text/suggestion.h"

#include <gtest/gtest.h>

namespace exporter::text {
namespace {

TEST(FindSimilar, FindsTheNameWithTheFewestEdits) {
  EXPECT_EQ(FindSimilar("netwrok", {"name", "network", "context"}), "network");
  EXPECT_EQ(FindSimilar("serv", {"serve", "check"}), "serve");
  EXPECT_EQ(FindSimilar("--colector.interval", {"--collector.timeout", "--collector.interval"}),
            "--collector.interval");
  EXPECT_EQ(FindSimilar("IpAddressPool", {"AddressPool", "IPAddressPool"}), "IPAddressPool");
  EXPECT_EQ(FindSimilar("rack1", {"rack-1"}), "rack-1");
}

TEST(FindSimilar, IgnoresNamesThatNeedManyEdits) {
  EXPECT_EQ(FindSimilar("nonsense", {"serve", "check"}), std::nullopt);
  EXPECT_EQ(FindSimilar("ab", {"cb"}), std::nullopt);
  EXPECT_EQ(FindSimilar("", {"a"}), std::nullopt);
  EXPECT_EQ(FindSimilar("east", {"west"}), std::nullopt);
  EXPECT_EQ(FindSimilar(std::string(101, 'a'), {std::string(101, 'a')}), std::nullopt);
}

TEST(FindSimilar, TreatsDigitsAndSingleLettersAsDistinctions) {
  EXPECT_EQ(FindSimilar("rack-2", {"rack-1"}), std::nullopt);
  EXPECT_EQ(FindSimilar("rack-11", {"rack-1"}), std::nullopt);
  EXPECT_EQ(FindSimilar("prod-a", {"prod-b"}), std::nullopt);
}

TEST(DidYouMean, IsEmptyIfNoNameIsSimilar) {
  EXPECT_EQ(DidYouMean("contxt", {"context"}), "; did you mean \"context\"?");
  EXPECT_EQ(DidYouMean("plan", {"context"}), "");
}

}  // namespace
}  // namespace exporter::text
