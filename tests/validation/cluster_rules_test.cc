#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/validation/findings_of.h"

namespace exporter::validation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

std::string Object(const std::string& kind, const std::string& spec,
                   const std::string& more_metadata = "") {
  return "---\napiVersion: metallb.io/v1beta1\nkind: " + kind + "\nmetadata: {name: x" +
         more_metadata + "}\nspec:\n  " + spec + "\n";
}

const std::string kPool = PoolText("p", {"10.0.0.0/24"});  // 6 lines

TEST(UnknownPool, AnAdvertisementMustNamePoolsOfItsCluster) {
  for (const char* kind : {"L2Advertisement", "BGPAdvertisement"}) {
    EXPECT_THAT(FindingsOf({{"a", kPool + Object(kind, "ipAddressPools: [p]")}}), IsEmpty());
    EXPECT_THAT(
        FindingsOf({{"a", kPool + Object(kind, "ipAddressPools: [p, pp]")}, {"b", ""}}),
        ElementsAre(std::string("a.yaml:12 unknown-pool: ") + kind +
                    " \"x\" of cluster \"a\" names pool \"pp\", which the cluster's manifests do "
                    "not define"));
  }
  EXPECT_THAT(FindingsOf({{"a", Object("L2Advertisement", "ipAddressPools: [p]")}, {"b", kPool}}),
              ElementsAre(StartsWith("a.yaml:6 unknown-pool")));
}

TEST(UnknownPool, ANameWithAVariableMayBeAnyName) {
  std::vector<metallb::DeclaredCluster> clusters = {{.name = "a"}};
  const std::string advertisement =
      "---\nkind: L2Advertisement\nmetadata: {name: l}\nspec: {ipAddressPools: [web]}\n";
  manifests::AddManifest(PoolText("\"${NAME}\"", {"10.0.0.0/24"}) + advertisement, "a.yaml",
                         clusters[0]);
  EXPECT_THAT(FindProblems({.clusters = clusters}), IsEmpty());
}

TEST(UnknownPool, APoolOfAnotherNamespaceIsNotRead) {
  const std::string pool = PoolText("p", {"10.0.0.0/24"}, ", namespace: one");
  const std::string spec = "ipAddressPools: [p]";
  EXPECT_THAT(FindingsOf({{"a", pool + Object("L2Advertisement", spec, ", namespace: one")}}),
              IsEmpty());
  EXPECT_THAT(FindingsOf({{"a", pool + Object("L2Advertisement", spec)}}), IsEmpty());
  EXPECT_THAT(
      FindingsOf({{"a", pool + Object("L2Advertisement", spec, ", namespace: two")}}),
      ElementsAre(StartsWith("a.yaml:3 not-advertised"), StartsWith("a.yaml:12 unknown-pool")));
}

TEST(UnknownCommunity, LiteralsAndAliasesAreKnown) {
  const std::string alias = Object("Community", "communities: [{name: alias, value: '1:2'}]");
  for (const char* community : {"64501:100", "large:1:2:3", "alias"}) {
    EXPECT_THAT(
        FindingsOf({{"a", alias + Object("BGPAdvertisement",
                                         "communities: ['" + std::string(community) + "']")}}),
        IsEmpty())
        << community;
  }
}

TEST(UnknownCommunity, EveryOtherNameIsAFinding) {
  const auto with = [](const std::string& community) {
    return Object("BGPAdvertisement", "communities: ['" + community + "']");
  };
  EXPECT_THAT(
      FindingsOf({{"a", with("nowhere")}}),
      ElementsAre(
          "a.yaml:6 unknown-community: BGPAdvertisement \"x\" of cluster \"a\" names "
          "community \"nowhere\", which is not an alias in the cluster's Community objects"));
  EXPECT_THAT(FindingsOf({{"a", with("64501:65536")}}),
              ElementsAre(HasSubstr("\"64501:65536\", which MetalLB rejects; write 64501:100")));
  EXPECT_THAT(FindingsOf({{"a", with("x") + Object("Community",
                                                   "communities: [{name: r, value: '1:2'}]")}}),
              ElementsAre(HasSubstr(
                  "names community \"x\", which is the name of a Community object, not of "
                  "an alias; its alias is \"r\" (a.yaml:12)")));
  EXPECT_THAT(FindingsOf({{"a", Object("Community", "communities: [{name: r, value: '1:x'}]")}}),
              ElementsAre(StartsWith("a.yaml:6 unknown-community: community alias \"r\" of cluster "
                                     "\"a\" has the value \"1:x\", which MetalLB rejects")));
}

TEST(NotAdvertised, AdvertisementsMustCoverEveryPool) {
  const std::string warning =
      "a.yaml:3 not-advertised: pool \"p\" of cluster \"a\" is not covered by an advertisement, so "
      "its addresses are unreachable";
  const std::string other = "---\n" + PoolText("q", {"10.0.1.0/24"}, ", labels: {tier: edge}");
  EXPECT_THAT(FindingsOf({{"a", kPool}}), IsEmpty());
  EXPECT_THAT(FindingsOf({{"a", kPool + Object("L2Advertisement", "{}")}}), IsEmpty());
  EXPECT_THAT(
      FindingsOf({{"a", kPool + other + Object("BGPAdvertisement", "ipAddressPools: [q]")}}),
      ElementsAre(warning));
  EXPECT_THAT(
      FindingsOf({{"a", kPool + other +
                            Object("L2Advertisement",
                                   "ipAddressPoolSelectors: [{matchLabels: {tier: edge}}]")}}),
      ElementsAre(warning));
}

TEST(NotAdvertised, ALegacyPoolAdvertisesItself) {
  const std::string legacy =
      "---\nkind: AddressPool\nmetadata: {name: old}\nspec: {addresses: [10.0.1.0/24]}\n";
  EXPECT_THAT(FindingsOf({{"a", kPool + legacy}}), IsEmpty());
  EXPECT_THAT(
      FindingsOf({{"a", kPool + legacy + Object("L2Advertisement", "ipAddressPools: [p]")}}),
      IsEmpty());
}

TEST(DuplicatePool, IsAtTheLineOfTheSecondPool) {
  EXPECT_THAT(
      FindingsOf({{"a", kPool + "---\n" + PoolText("p", {"10.0.1.0/24"})},
                  {"b", PoolText("p", {"10.0.2.0/24"})}}),
      ElementsAre("a.yaml:10 duplicate-pool: pool \"p\" of cluster \"a\" is the second pool of "
                  "that name; the first is in a.yaml:3"));
}

TEST(DuplicatePool, TwoNamespacesMakeNoDifference) {
  EXPECT_THAT(FindingsOf({{"a", PoolText("p", {"10.0.0.0/24"}, ", namespace: one") + "---\n" +
                                    PoolText("p", {"10.0.1.0/24"}, ", namespace: two")}}),
              ElementsAre(StartsWith("a.yaml:10 duplicate-pool: pool \"two/p\" of cluster \"a\"")));
}

TEST(SharedAsn, IsInEachClusterExceptTheFirst) {
  const auto peer = [](int asn) { return Object("BGPPeer", "myASN: " + std::to_string(asn)); };
  EXPECT_THAT(FindingsOf({{"a", peer(64501) + peer(64501)}, {"b", peer(64502)}}), IsEmpty());
  EXPECT_THAT(
      FindingsOf({{"a", peer(64501)}, {"b", peer(64501) + peer(64501)}, {"c", peer(64501)}}),
      ElementsAre("b.yaml:6 shared-asn: cluster \"b\" uses myASN 64501, as cluster \"a\" does "
                  "(a.yaml:6); routers cannot distinguish their announcements",
                  StartsWith("c.yaml:6 shared-asn: cluster \"c\" uses myASN 64501, as cluster "
                             "\"a\" does")));
  EXPECT_THAT(FindingsOf({{"a", peer(64501)}, {"b", peer(64501)}}, "",
                         "clusters: [{name: a}, {name: b, network: other}]"),
              IsEmpty());
  EXPECT_THAT(FindingsOf({{"a", peer(0)}, {"b", peer(0)}}), IsEmpty());
}

TEST(ClusterLabel, MustNotNameAnotherCluster) {
  const auto labelled = [](const std::string& labels) {
    return PoolText("p", {"10.0.0.0/24"}, ", labels: " + labels);
  };
  EXPECT_THAT(FindingsOf({{"a", labelled("{cluster: a, tier: b}")}}), IsEmpty());
  EXPECT_THAT(FindingsOf({{"a", labelled("{cluster: b}")}}),
              ElementsAre("a.yaml:3 cluster-label: pool \"p\" of cluster \"a\" has the label "
                          "cluster: \"b\"; write \"a\" or remove the label"));
}

TEST(UnknownField, NamesTheObjectAndTheCluster) {
  EXPECT_THAT(
      FindingsOf({{"a", PoolText("p", {"10.0.0.0/24"}) + "  autoasign: false\n"}}),
      ElementsAre("a.yaml:7 unknown-field: IPAddressPool \"p\" of cluster \"a\" has no field "
                  "\"spec.autoasign\"; did you mean \"autoAssign\"?"));
}

}  // namespace
}  // namespace exporter::validation
