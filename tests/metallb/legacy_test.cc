#include "exporter/metallb/legacy.h"

#include <gtest/gtest.h>

#include "tests/metallb/yaml_object.h"

namespace exporter::metallb {
namespace {

constexpr const char* kConfig = R"(peers:
- peer-address: 10.0.0.1
  my-asn: 64501
address-pools:
- name: default
  protocol: layer2
  addresses:
  - 192.168.1.10-192.168.1.49
  - 7
  auto-assign: false
  avoid-buggy-ips: true
- name: public
  addresses: [198.51.100.0/24]
  bgp-advertisements:
  - communities: [plain]
  - communities: ["64501:100"]
bgp-communities:
  plain: 64501:200
)";

TEST(DecodeLegacyConfig, ReadsPoolsPeersAndCommunities) {
  const auto config = DecodeLegacyConfig(FromYaml(kConfig));
  ASSERT_TRUE(config) << config.error().message;
  ASSERT_EQ(config->pools.size(), 2U);
  const AddressPool& first = config->pools[0].pool;
  EXPECT_EQ(first.name, "default");
  EXPECT_EQ(first.name_space, "metallb-system");
  EXPECT_EQ(first.line, 5);
  EXPECT_FALSE(first.auto_assign);
  EXPECT_TRUE(first.avoid_buggy_ips);
  EXPECT_EQ(first.entries.at(0).line, 8);
  EXPECT_EQ(first.InvalidEntries(), 1U);
  EXPECT_EQ(config->pools[1].advertisement.communities,
            (std::vector<Reference>{{"plain", 15}, {"64501:100", 16}}));
  ASSERT_EQ(config->peers.size(), 1U);
  EXPECT_EQ(config->peers[0].local_asn, 64501U);
  EXPECT_EQ(config->peers[0].line, 3);
  EXPECT_EQ(config->communities.aliases, (std::vector<CommunityAlias>{{"plain", "64501:200", 18}}));
}

TEST(DecodeLegacyConfig, AdvertisesEachPoolOnlyByItself) {
  const auto config = DecodeLegacyConfig(FromYaml(kConfig));
  const auto& [pool, advertisement] = config->pools.at(0);
  EXPECT_EQ(advertisement.kind, Advertisement::Kind::kPool);
  EXPECT_TRUE(advertisement.Covers(pool));
  EXPECT_FALSE(advertisement.Covers(config->pools.at(1).pool));
}

TEST(DecodeLegacyConfig, ReportsAFieldOfAWrongType) {
  const auto error = [](const std::string& yaml) {
    const auto config = DecodeLegacyConfig(FromYaml(yaml));
    return config ? "no error" : InFile("f", config.error()).message;
  };
  EXPECT_EQ(error("address-pools: {}"),
            "f:1: config: address-pools must be a list, found an object");
  EXPECT_EQ(error("address-pools:\n- name: p\n  addresses: 10.0.0.0/24\n"),
            "f:3: address pool \"p\": addresses must be a list, found a string");
  EXPECT_EQ(error("address-pools:\n- addresses: []\n"), "f:2: an address pool has no name");
  EXPECT_EQ(error("address-pools:\n- name: p\n  bgp-advertisements: [{communities: [1]}]\n"),
            "f:3: bgp-advertisements: communities must be a string, found an integer");
  EXPECT_EQ(error("peers:\n- my-asn: 4294967296\n"),
            "f:2: peers: my-asn is 4294967296; an ASN is at most 4294967295");
  EXPECT_EQ(error("peers: [{my-asn: x}]"), "f:1: peers: my-asn must be an integer, found a string");
}

TEST(DecodeLegacyConfig, ReadsBfdProfilesAndAggregationLengths) {
  const auto config = DecodeLegacyConfig(FromYaml(
      "bfd-profiles: [{name: fast}]\npeers:\n- my-asn: 1\n  bfd-profile: slow\naddress-pools:\n"
      "- name: p\n  bgp-advertisements:\n  - {aggregation-length: 24}\n"
      "  - {aggregation-length-v6: 64}\n"));
  ASSERT_TRUE(config) << config.error().message;
  ASSERT_EQ(config->bfd_profiles.size(), 1U);
  EXPECT_EQ(config->bfd_profiles[0].name, "fast");
  EXPECT_EQ(config->peers.at(0).bfd_profile, (Reference{"slow", 4}));
  EXPECT_EQ(config->pools.at(0).advertisement.aggregation_lengths,
            (std::vector<AggregationLength>{{addresses::Family::kIpv4, 24, 8},
                                            {addresses::Family::kIpv6, 64, 9}}));
}

TEST(DecodeLegacyPool, ReadsThePoolAndItsAdvertisements) {
  const auto legacy = DecodeLegacyPool(FromYaml(
      "metadata: {name: p, namespace: ns}\nspec:\n  protocol: bgp\n  addresses: [10.0.0.0/24]\n"
      "  autoAssign: false\n  bgpAdvertisements: [{communities: [a]}, {communities: [b], "
      "aggregationLength: 26}]\n"));
  ASSERT_TRUE(legacy) << legacy.error().message;
  EXPECT_EQ(legacy->pool.name, "p");
  EXPECT_EQ(legacy->pool.Addresses().Size(), addresses::AddressCount(256));
  EXPECT_FALSE(legacy->pool.auto_assign);
  EXPECT_TRUE(legacy->advertisement.Covers(legacy->pool));
  EXPECT_EQ(legacy->advertisement.communities, (std::vector<Reference>{{"a", 6}, {"b", 6}}));
  EXPECT_EQ(legacy->advertisement.aggregation_lengths,
            (std::vector<AggregationLength>{{addresses::Family::kIpv4, 26, 6}}));
  const auto bad = DecodeLegacyPool(FromYaml("metadata: {name: p}\nspec: {addresses: x}\n"));
  ASSERT_FALSE(bad);
  EXPECT_EQ(InFile("f", bad.error()).message,
            "f:2: AddressPool \"p\": spec.addresses must be a list, found a string");
}

}  // namespace
}  // namespace exporter::metallb
