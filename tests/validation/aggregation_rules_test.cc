#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/validation/findings_of.h"

namespace exporter::validation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

// An advertisement whose field `spec` is in line 4.
std::string Advertisement(const std::string& spec) {
  return "apiVersion: metallb.io/v1beta1\nkind: BGPAdvertisement\nmetadata: {name: adv}\nspec: {" +
         spec + "}\n---\n";
}

// The findings of an advertisement with this length for a pool with this entry.
std::vector<std::string> FindingsWith(const std::string& length, const std::string& entry) {
  return FindingsOf({{"a", Advertisement(length) + PoolText("p", {entry})}});
}

TEST(AggregationLength, MustNotBeShorterThanThePrefixOfAPool) {
  EXPECT_THAT(
      FindingsWith("aggregationLength: 25", "192.0.2.0/26"),
      ElementsAre("a.yaml:4 aggregation-length: BGPAdvertisement \"adv\" of cluster \"a\" has the "
                  "aggregation length 25, which is too short for entry \"192.0.2.0/26\" of pool "
                  "\"p\" (a.yaml:11); write at least 26; MetalLB rejects the whole configuration "
                  "of cluster \"a\""));
  EXPECT_THAT(FindingsWith("aggregationLength: 26", "192.0.2.0/26"), IsEmpty());
  EXPECT_THAT(FindingsWith("aggregationLength: 32", "192.0.2.0/26"), IsEmpty());
  EXPECT_THAT(FindingsWith("localPref: 1", "192.0.2.0/26"), IsEmpty());
  EXPECT_THAT(FindingsWith("aggregationLengthV6: 63", "2001:db8::/64"),
              ElementsAre(HasSubstr("write at least 64")));
  EXPECT_THAT(FindingsWith("aggregationLengthV6: 64", "2001:db8::/64"), IsEmpty());
}

// Source: net.ParseCIDR, which MetalLB calls, gives such a CIDR a mask of 128 bits.
TEST(AggregationLength, IsLessThanThePrefixOfAMappedCidr) {
  for (const char* const spec : {"localPref: 1", "aggregationLength: 24", "ipAddressPools: [p]"}) {
    EXPECT_THAT(
        FindingsWith(spec, "::ffff:10.0.0.9/120"),
        testing::Contains(
            "a.yaml:11 aggregation-length: entry \"::ffff:10.0.0.9/120\" of pool \"p\" of cluster "
            "\"a\" has the prefix length 120, but an aggregation length for IPv4, of "
            "BGPAdvertisement \"adv\" (a.yaml:3), is at most 32; write 10.0.0.0/24; MetalLB "
            "rejects "
            "the whole configuration of cluster \"a\""))
        << spec;
  }
  for (const char* const entry : {"::ffff:10.0.0.0-::ffff:10.0.0.255", "10.0.0.0/24"}) {
    EXPECT_THAT(FindingsWith("localPref: 1", entry), IsEmpty()) << entry;
  }
  EXPECT_THAT(FindingsWith("ipAddressPools: [q]", "::ffff:10.0.0.0/120"),
              testing::Not(testing::Contains(HasSubstr("aggregation-length"))));
  EXPECT_THAT(FindingsOf({{"a", PoolText("p", {"::ffff:10.0.0.0/120"})}}), IsEmpty());
}

TEST(AggregationLength, OfIpv6IsComparedWithIpv6PrefixesOnly) {
  EXPECT_THAT(FindingsWith("aggregationLengthV6: -1", "192.0.2.0/26"), IsEmpty());
  EXPECT_THAT(FindingsWith("aggregationLengthV6: -1", "2001:db8::/64"),
              ElementsAre(HasSubstr("write at least 64")));
}

TEST(AggregationLength, OfARangeIsComparedWithItsShortestPrefix) {
  struct Case {
    const char* entry;
    int shortest;
  };
  // The prefixes of 10.0.0.1-10.0.0.200 are /32, /31, /30, /29, /28, /27, /26, /26, /29 and /32.
  for (const Case& each :
       {Case{"10.0.0.1-10.0.0.200", 26}, Case{"192.0.2.10-192.0.2.20", 30},
        Case{"10.0.0.7-10.0.0.8", 32}, Case{"10.0.0.0-10.0.0.255", 24}, Case{"10.0.0.9/32", 32},
        Case{"10.0.0.1-10.0.1.255", 24}, Case{"10.0.0.254-10.0.2.0", 24}}) {
    const auto findings_with = [&each](int length) {
      return FindingsWith("aggregationLength: " + std::to_string(length), each.entry);
    };
    EXPECT_THAT(findings_with(each.shortest - 1),
                ElementsAre(HasSubstr("write at least " + std::to_string(each.shortest))))
        << each.entry;
    EXPECT_THAT(findings_with(each.shortest), IsEmpty()) << each.entry;
  }
}

TEST(AggregationLength, AppliesOnlyToItsFamilyAndToAdvertisedPools) {
  EXPECT_THAT(FindingsWith("aggregationLength: 8", "2001:db8::/64"), IsEmpty());
  EXPECT_THAT(FindingsWith("aggregationLengthV6: 8", "192.0.2.0/26"), IsEmpty());
  const std::string pools =
      PoolText("p", {"10.0.0.0/24"}) + "---\n" + PoolText("q", {"10.1.0.0/26"});
  const std::string layer2 =
      "---\napiVersion: metallb.io/v1beta1\nkind: L2Advertisement\nmetadata: {name: all}\n";
  const auto findings_for = [&](const std::string& selection) {
    return FindingsOf({{"a", Advertisement("aggregationLength: 24" + selection) + pools + layer2}});
  };
  EXPECT_THAT(findings_for(", ipAddressPools: [p]"), IsEmpty());
  EXPECT_THAT(findings_for(", ipAddressPools: [q]"), ElementsAre(HasSubstr("of pool \"q\"")));
  EXPECT_THAT(findings_for(""), ElementsAre(HasSubstr("of pool \"q\"")));
  EXPECT_THAT(findings_for(", ipAddressPoolSelectors: [{matchLabels: {a: b}}]"), IsEmpty());
}

TEST(AggregationLength, IsOneFindingThatNamesTheLongestPrefix) {
  EXPECT_THAT(FindingsOf({{"a", Advertisement("aggregationLength: 24, aggregationLengthV6: 64") +
                                    PoolText("p", {"10.0.0.0/25", "10.1.0.0/28", "10.2.0.0/26",
                                                   "10.3.0.0/24", "2001:db8::/64"})}}),
              ElementsAre(HasSubstr("24, which is too short for entry \"10.1.0.0/28\" of pool "
                                    "\"p\" (a.yaml:12) and 2 more; write at least 28; ")));
}

TEST(AggregationLength, MustBeALengthOfTheFamily) {
  const auto findings_with = [](const std::string& length) {
    return FindingsWith(length, "0.0.0.0/0");
  };
  for (const std::string length : {"0", "-1"}) {
    EXPECT_THAT(findings_with("aggregationLength: " + length),
                ElementsAre(HasSubstr(length + ", but a length for IPv4 must be 1 to 32; the CRD "
                                               "has the minimum 1, so the API server rejects")));
  }
  EXPECT_THAT(findings_with("aggregationLength: 1"), IsEmpty());
  EXPECT_THAT(findings_with("aggregationLength: 33"), ElementsAre(HasSubstr("must be 1 to 32")));
  EXPECT_THAT(findings_with("aggregationLengthV6: 0"), IsEmpty());
  EXPECT_THAT(findings_with("aggregationLengthV6: 128"), IsEmpty());
  EXPECT_THAT(findings_with("aggregationLengthV6: 129"),
              ElementsAre(HasSubstr("must be 0 to 128")));
}

TEST(AggregationLength, IsTheDefaultTogetherWithServiceSelectors) {
  const auto findings_with = [](const std::string& spec) {
    return FindingsWith(spec + ", serviceSelectors: [{matchLabels: {a: b}}]", "10.0.0.0/24");
  };
  EXPECT_THAT(findings_with("aggregationLength: 31"),
              ElementsAre(HasSubstr("which must be 32 together with serviceSelectors")));
  EXPECT_THAT(findings_with("aggregationLengthV6: 127"),
              ElementsAre(HasSubstr("which must be 128 together with serviceSelectors")));
  EXPECT_THAT(findings_with("aggregationLength: 32, aggregationLengthV6: 128"), IsEmpty());
}

TEST(AggregationLength, ReadsLegacyPools) {
  EXPECT_THAT(
      FindingsOf(
          {{"a",
            "apiVersion: metallb.io/v1beta1\nkind: AddressPool\nmetadata: {name: p}\nspec:\n"
            "  addresses: [10.0.0.0/28]\n  bgpAdvertisements: [{aggregationLength: 27}]\n"},
           {"b",
            "kind: ConfigMap\nmetadata: {name: config, namespace: metallb-system}\ndata:\n"
            "  config: |\n    address-pools:\n    - name: q\n      addresses: [10.1.0.0/28]\n"
            "      bgp-advertisements:\n      - aggregation-length: 27\n"}}),
      ElementsAre(StartsWith("a.yaml:6 aggregation-length: pool \"p\" of cluster \"a\" has the "
                             "aggregation length 27, which is too short for entry \"10.0.0.0/28\""),
                  StartsWith("b.yaml:9 aggregation-length: pool \"q\" of cluster \"b\" has")));
}

}  // namespace
}  // namespace exporter::validation
