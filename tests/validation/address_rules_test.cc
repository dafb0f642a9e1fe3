#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/validation/findings_of.h"

namespace exporter::validation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;
using testing::UnorderedElementsAre;

TEST(InvalidAddress, EachEntryThatMetallbRejectsHasAReason) {
  EXPECT_THAT(
      FindingsOf({{"a", PoolText("p", {"10.0.0.0/24", "10.1.0.1", "10.2.0.9-10.2.0.1", "7", "''",
                                       "10.3.0.0/33", "10.4.0.1-5"})}}),
      ElementsAre(
          "a.yaml:7 invalid-address: an entry of pool \"p\" of cluster \"a\": "
          "\"10.1.0.1\" has no prefix length; write 10.1.0.1/32",
          StartsWith("a.yaml:8 invalid-address: entry \"10.2.0.9-10.2.0.1\" of pool \"p\" of "
                     "cluster \"a\": the range ends before it starts"),
          StartsWith("a.yaml:9 invalid-address: entry \"7\" of pool \"p\" of cluster \"a\": must "
                     "be a string"),
          StartsWith("a.yaml:10 invalid-address: entry \"\""),
          StartsWith("a.yaml:11 invalid-address: entry \"10.3.0.0/33\""),
          StartsWith("a.yaml:12 invalid-address: entry \"10.4.0.1-5\"")));
}

TEST(InvalidAddress, APoolWithoutAddressesIsRejected) {
  EXPECT_THAT(FindingsOf({{"a", PoolText("p", {})}}),
              ElementsAre("a.yaml:3 invalid-address: pool \"p\" of cluster \"a\" has no addresses; "
                          "MetalLB rejects the pool"));
}

TEST(HostBits, NamesTheRangeThatMetallbUses) {
  EXPECT_THAT(
      FindingsOf({{"a", PoolText("p", {"10.0.0.5/24", "10.1.0.1/31", "2001:db8::1/64"})}}),
      ElementsAre(
          "a.yaml:6 host-bits: entry \"10.0.0.5/24\" of pool \"p\" of cluster \"a\" has host "
          "bits; MetalLB uses 10.0.0.0-10.0.0.255 (256 addresses); write 10.0.0.0/24, or "
          "10.0.0.5/32 for one address",
          HasSubstr("; write 10.1.0.0/31, or 10.1.0.1/32 for one address"),
          HasSubstr("; write 2001:db8::/64, or 2001:db8::1/128 for one address")));
  EXPECT_THAT(FindingsOf({{"a", PoolText("p", {"'::ffff:10.0.0.0/95'"})}}),
              ElementsAre(HasSubstr("; write ::fffe:0:0/95, or 10.0.0.0/32 for one address")));
  EXPECT_THAT(FindingsOf({{"a", PoolText("p", {"10.0.0.0/24", "10.1.0.1/32", "10.2.0.2/31",
                                               "10.3.0.5-10.3.0.9", "2001:db8::/64"})}}),
              IsEmpty());
}

TEST(Overlap, AdjacentRangesDoNotOverlap) {
  EXPECT_THAT(FindingsOf({{"a", PoolText("p", {"192.168.1.10-192.168.1.49"})},
                          {"b", PoolText("p", {"192.168.1.50-192.168.1.89"})}}),
              IsEmpty());
}

TEST(Overlap, NamesBothPoolsAndTheSharedRangeWithItsSize) {
  EXPECT_THAT(FindingsOf({{"a", PoolText("p", {"192.168.1.10-192.168.1.49"})},
                          {"b", PoolText("q", {"192.168.1.49-192.168.1.89"})}}),
              ElementsAre("b.yaml:6 overlap: pool \"q\" of cluster \"b\" shares 192.168.1.49 (1 "
                          "address) with pool \"p\" of cluster \"a\" (a.yaml:6)"));
  EXPECT_THAT(FindingsOf({{"a", PoolText("p", {"10.0.0.0/8"})},
                          {"b", PoolText("q", {"::/0", "10.0.0.0/9"})},
                          {"c", PoolText("r", {"2001:db8::/32"})}}),
              ElementsAre("b.yaml:7 overlap: pool \"q\" of cluster \"b\" shares "
                          "10.0.0.0-10.127.255.255 (8388608 addresses) with pool \"p\" of cluster "
                          "\"a\" (a.yaml:6)",
                          HasSubstr("(79228162514264337593543950336 addresses) with pool \"q\"")));
}

TEST(Overlap, WithinAPoolAndBetweenPoolsOfACluster) {
  EXPECT_THAT(
      FindingsOf({{"a", PoolText("p", {"10.0.0.0/30", "10.0.0.3-10.0.0.9", "10.0.0.10/32"}) +
                            "---\n" + PoolText("q", {"10.0.0.10-10.0.0.11"})}}),
      ElementsAre("a.yaml:7 overlap: pool \"p\" of cluster \"a\" has 10.0.0.3 (1 address) in entry "
                  "\"10.0.0.3-10.0.0.9\" and also in \"10.0.0.0/30\" (a.yaml:6); addresses count "
                  "once; MetalLB rejects the whole configuration of cluster \"a\"",
                  "a.yaml:15 overlap: pool \"q\" of cluster \"a\" shares 10.0.0.10 (1 address) "
                  "with pool \"p\" of cluster \"a\" (a.yaml:8); MetalLB rejects the whole "
                  "configuration of cluster \"a\""));
}

TEST(Overlap, DoesNotClaimThatMetallbRejectsPoolsOfTwoNamespaces) {
  const std::string one = PoolText("p", {"10.0.0.0/24"}, ", namespace: one");
  const auto findings_with = [&one](const std::string& name_space) {
    return FindingsOf(
        {{"a", one + "---\n" + PoolText("q", {"10.0.0.9/32"}, ", namespace: " + name_space)}});
  };
  EXPECT_THAT(findings_with("two"), ElementsAre(HasSubstr("(1 address) with pool \"p\"")));
  EXPECT_THAT(findings_with("two"), ElementsAre(Not(HasSubstr("MetalLB rejects"))));
  EXPECT_THAT(findings_with("one"), ElementsAre(HasSubstr("MetalLB rejects the whole")));
}

TEST(Findings, QuoteTheBeginningOfALongEntry) {
  const std::string zeros = "10.0.0.0/" + std::string(100'000, '0');
  const std::string quoted = "\"10.0.0.0/" + std::string(91, '0') + "…\"";
  EXPECT_THAT(
      FindingsOf({{"a", PoolText("p", {zeros + "8", zeros + "9", zeros + "99"})}}),
      UnorderedElementsAre(
          StartsWith("a.yaml:8 invalid-address: entry " + quoted + " of pool \"p\" of cluster"),
          StartsWith("a.yaml:7 overlap: pool \"p\" of cluster \"a\" has "
                     "10.0.0.0-10.127.255.255 (8388608 addresses) in entry " +
                     quoted + " and also in " + quoted + " (a.yaml:6); addresses count once")));
}

constexpr const char* kNetworks =
    "clusters:\n- {name: a, network: rack-1}\n- {name: b, network: rack-1}\n"
    "- {name: c, network: rack-2}\n- {name: d}\n- {name: e}\nnetworks:\n"
    "- {name: rack-1, shared_addresses: [10.9.0.0/28, 10.9.1.5]}\n";

TEST(Overlap, OnlyClustersOfOneNetworkConflict) {
  const std::string pool = PoolText("p", {"10.0.0.0/30"});
  EXPECT_THAT(FindingsOf({{"a", pool}, {"c", pool}, {"d", pool}}, "", kNetworks), IsEmpty());
  EXPECT_THAT(FindingsOf({{"a", pool}, {"b", pool}, {"d", pool}, {"e", pool}}, "", kNetworks),
              ElementsAre(StartsWith("b.yaml:6 overlap"), StartsWith("e.yaml:6 overlap")));
}

TEST(Overlap, SharedAddressesOverlapOnlyWithinAPool) {
  const std::string anycast = PoolText("p", {"10.9.0.0/28", "10.9.1.5/32"});
  EXPECT_THAT(FindingsOf({{"a", anycast}, {"b", anycast}}, "", kNetworks), IsEmpty());
  const std::string wider = PoolText("p", {"10.9.1.4-10.9.1.6"});
  EXPECT_THAT(FindingsOf({{"a", wider}, {"b", wider}}, "", kNetworks),
              ElementsAre(HasSubstr("shares 10.9.1.4 (1 address)"),
                          HasSubstr("shares 10.9.1.6 (1 address)")));
  EXPECT_THAT(FindingsOf({{"a", PoolText("p", {"10.9.0.0/28", "10.9.0.1/32"})}}, "", kNetworks),
              ElementsAre(StartsWith("a.yaml:7 overlap")));
}

TEST(Overlap, IsOneFindingForAnyNumberOfPools) {
  std::vector<Manifest> manifests;
  for (const char* name : {"a", "b", "c"}) {
    manifests.push_back({name, PoolText("p", {"10.0.0.0/24"})});
  }
  EXPECT_THAT(FindingsOf(manifests),
              ElementsAre("c.yaml:6 overlap: pool \"p\" of cluster \"c\" shares "
                          "10.0.0.0-10.0.0.255 (256 addresses) with pool \"p\" of cluster \"a\" "
                          "(a.yaml:6), pool \"p\" of cluster \"b\" (b.yaml:6)"));
}

TEST(Overlap, NamesUpToOneHundredOtherPools) {
  const auto finding_of = [](int pools) {
    std::string text;
    for (int i = 1; i <= pools; ++i) {
      text += PoolText("p" + std::to_string(i), {"10.0.0.0/24"}) + "---\n";
    }
    const auto findings = FindingsOf({{"a", text}});
    return findings.size() == 1 ? findings[0] : "not one finding";
  };
  const std::string all = finding_of(100);
  EXPECT_THAT(all, StartsWith("a.yaml:699 overlap: pool \"p100\" of cluster \"a\""));
  for (int i = 1; i < 100; ++i) {
    const std::string place = "(a.yaml:" + std::to_string(7 * i - 1) + ")";
    EXPECT_THAT(all, HasSubstr("pool \"p" + std::to_string(i) + "\" of cluster \"a\" " + place));
  }
  EXPECT_THAT(finding_of(101), Not(HasSubstr(" more")));
  EXPECT_THAT(finding_of(102), HasSubstr(" and 1 more"));
}

TEST(Overlap, TenThousandIdenticalEntriesAreOneFinding) {
  const std::vector<std::string> entries(10'000, "10.0.0.0/24");
  const auto findings = FindingsOf({{"a", PoolText("p", entries)}});
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_THAT(findings[0], StartsWith("a.yaml:10005 overlap: "));
  EXPECT_THAT(findings[0], HasSubstr("\"10.0.0.0/24\" (a.yaml:105) and 9899 more; addresses count "
                                     "once; MetalLB rejects the whole"));
}

}  // namespace
}  // namespace exporter::validation
