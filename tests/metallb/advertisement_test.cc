#include "exporter/metallb/advertisement.h"

#include <gtest/gtest.h>

#include "tests/metallb/yaml_object.h"

namespace exporter::metallb {
namespace {

constexpr auto kLayer2 = Advertisement::Kind::kLayer2;
constexpr auto kBgp = Advertisement::Kind::kBgp;

AddressPool Pool(const std::string& name, const std::string& tier) {
  return {.name = name, .labels = {{"tier", tier, 0}}};
}

std::string WithSpec(const std::string& spec) {
  return "metadata: {name: adv, namespace: metallb-system}\nspec: " + spec;
}

Advertisement Decode(const std::string& yaml, Advertisement::Kind kind = kLayer2) {
  const auto advertisement = DecodeAdvertisement(FromYaml(yaml), kind);
  EXPECT_TRUE(advertisement) << advertisement.error().message;
  return advertisement.value_or(Advertisement{});
}

TEST(Advertisement, ReadsNamesWithTheirLines) {
  const auto advertisement = Decode(
      "metadata:\n  name: adv\n  namespace: metallb-system\nspec:\n  ipAddressPools:\n  - a\n"
      "  - b\n  communities: [64501:100]\n",
      kBgp);
  EXPECT_EQ(advertisement.name, "adv");
  EXPECT_EQ(advertisement.name_space, "metallb-system");
  EXPECT_EQ(advertisement.line, 2);
  EXPECT_EQ(advertisement.pools, (std::vector<Reference>{{"a", 6}, {"b", 7}}));
  EXPECT_EQ(advertisement.communities, (std::vector<Reference>{{"64501:100", 8}}));
}

TEST(Advertisement, ReadsPeersAndAggregationLengthsOfBgp) {
  const std::string text =
      "metadata: {name: adv}\nspec:\n  peers: [router]\n  aggregationLength: 24\n"
      "  aggregationLengthV6: 64\n  serviceSelectors: [{}]\n";
  const auto bgp = Decode(text, kBgp);
  EXPECT_EQ(bgp.peers, (std::vector<Reference>{{"router", 3}}));
  EXPECT_EQ(bgp.aggregation_lengths,
            (std::vector<AggregationLength>{{addresses::Family::kIpv4, 24, 4},
                                            {addresses::Family::kIpv6, 64, 5}}));
  EXPECT_TRUE(bgp.selects_services);
  EXPECT_TRUE(Decode(WithSpec("{aggregationLength: ~}"), kBgp).aggregation_lengths.empty());
  EXPECT_FALSE(Decode(WithSpec("{serviceSelectors: []}"), kBgp).selects_services);
}

TEST(Advertisement, CoversAllPoolsWithoutASelection) {
  for (const char* spec :
       {"", "{}", "{ipAddressPools: []}", "{ipAddressPools: ~, ipAddressPoolSelectors: []}"}) {
    EXPECT_TRUE(Decode(WithSpec(spec)).Covers(Pool("web", "edge"))) << spec;
  }
}

TEST(Advertisement, CoversPoolsByNameOrByLabels) {
  const auto advertisement = Decode(
      WithSpec("{ipAddressPools: [web], ipAddressPoolSelectors: [{matchLabels: {tier: edge}}]}"));
  EXPECT_TRUE(advertisement.Covers(Pool("web", "core")));
  EXPECT_TRUE(advertisement.Covers(Pool("other", "edge")));
  EXPECT_FALSE(advertisement.Covers(Pool("other", "core")));
}

TEST(Advertisement, ReadsObjectsOfOneNamespace) {
  EXPECT_TRUE(IsReadWith("a", "a"));
  EXPECT_TRUE(IsReadWith("", "a"));
  EXPECT_TRUE(IsReadWith("a", ""));
  EXPECT_FALSE(IsReadWith("a", "b"));
}

TEST(Advertisement, ReportsAFieldOfAWrongType) {
  const auto error = [](const std::string& yaml, Advertisement::Kind kind) {
    const auto advertisement = DecodeAdvertisement(FromYaml(yaml), kind);
    return advertisement ? "no error" : InFile("f", advertisement.error()).message;
  };
  EXPECT_EQ(error(WithSpec("{ipAddressPools: web}"), kLayer2),
            "f:2: L2Advertisement \"adv\": spec.ipAddressPools must be a list, found a string");
  EXPECT_EQ(error(WithSpec("{communities: [7]}"), kBgp),
            "f:2: BGPAdvertisement \"adv\": spec.communities must be a string, found an integer");
  EXPECT_EQ(
      error(WithSpec("{ipAddressPoolSelectors: [{matchExpressions: [{operator: Is}]}]}"), kLayer2),
      "f:2: L2Advertisement \"adv\": spec.ipAddressPoolSelectors: matchExpressions: "
      "unknown operator \"Is\"; use In, NotIn, Exists or DoesNotExist");
  EXPECT_EQ(error("spec: {}", kLayer2), "f:1: L2Advertisement has no metadata.name");
}

}  // namespace
}  // namespace exporter::metallb
