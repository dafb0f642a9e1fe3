#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/validation/findings_of.h"

namespace exporter::validation {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string Object(const std::string& version, const std::string& kind, const std::string& metadata,
                   const std::string& spec) {
  return "---\napiVersion: metallb.io/" + version + "\nkind: " + kind + "\nmetadata: {" + metadata +
         "}\nspec: {" + spec + "}\n";
}

TEST(UnknownPeer, AnAdvertisementNamesAPeerThatIsNotDefined) {
  const std::string advertisement =
      Object("v1beta1", "BGPAdvertisement", "name: adv", "peers: [left, right]");
  const std::string left = Object("v1beta2", "BGPPeer", "name: left", "myASN: 64500");
  const auto unknown = [](const std::string& name) {
    return "a.yaml:5 unknown-peer: BGPAdvertisement \"adv\" of cluster \"a\" names BGPPeer \"" +
           name + "\", which the cluster's manifests do not define";
  };
  EXPECT_THAT(FindingsOf({{"a", advertisement + left}}), ElementsAre(unknown("right")));
  EXPECT_THAT(FindingsOf({{"a", advertisement + left +
                                    Object("v1beta1", "BGPPeer", "name: right", "myASN: 64500")}}),
              IsEmpty());
  // As for pools, a cluster without any BGPPeer is not an exception.
  EXPECT_THAT(FindingsOf({{"a", advertisement}, {"b", left}}),
              ElementsAre(unknown("left"), unknown("right")));
}

TEST(UnknownPeer, APeerOfAnotherNamespaceIsNotDefined) {
  const std::string advertisement =
      Object("v1beta1", "BGPAdvertisement", "name: adv, namespace: one", "peers: [left]");
  const auto findings_with = [&advertisement](const std::string& metadata) {
    return FindingsOf(
        {{"a", advertisement + Object("v1beta2", "BGPPeer", metadata, "myASN: 64500")}});
  };
  EXPECT_EQ(findings_with("name: left, namespace: two").size(), 1U);
  EXPECT_THAT(findings_with("name: left, namespace: one"), IsEmpty());
  EXPECT_THAT(findings_with("name: left"), IsEmpty());
}

TEST(UnknownBfdProfile, APeerNamesAProfileThatIsNotDefined) {
  const std::string fast = Object("v1beta1", "BFDProfile", "name: fast", "echoMode: true");
  for (const std::string version : {"v1beta1", "v1beta2"}) {
    const std::string peer =
        Object(version, "BGPPeer", "name: left", "myASN: 64500, bfdProfile: fast");
    EXPECT_THAT(FindingsOf({{"a", peer}}),
                ElementsAre("a.yaml:5 unknown-bfd-profile: BGPPeer \"left\" of cluster \"a\" names "
                            "BFDProfile \"fast\", which the cluster's manifests do not define"));
    EXPECT_THAT(FindingsOf({{"a", peer + fast}}), IsEmpty());
  }
  EXPECT_THAT(FindingsOf({{"a", Object("v1beta2", "BGPPeer", "name: left", "myASN: 1")}}),
              IsEmpty());
}

TEST(UnknownBfdProfile, ReadsTheLegacyConfigMap) {
  const auto config_map = [](const std::string& profile) {
    return "kind: ConfigMap\nmetadata: {name: config, namespace: metallb-system}\ndata:\n"
           "  config: |\n    peers:\n    - my-asn: 64500\n      bfd-profile: fast\n"
           "    bfd-profiles:\n    - name: " +
           profile + "\n";
  };
  EXPECT_THAT(FindingsOf({{"a", config_map("fast")}}), IsEmpty());
  EXPECT_THAT(FindingsOf({{"a", config_map("slow")}}),
              ElementsAre("a.yaml:7 unknown-bfd-profile: a peer of cluster \"a\" names BFDProfile "
                          "\"fast\", which the cluster's manifests do not define"));
}

TEST(IncompleteCluster, AMissingObjectMayBeInUnreadInput) {
  const std::string references =
      Object("v1beta1", "BGPAdvertisement", "name: adv",
             "ipAddressPools: [web], peers: [left], communities: [alias]") +
      Object("v1beta2", "BGPPeer", "name: right", "myASN: 64500, bfdProfile: fast") + "---\n" +
      PoolText("other", {"192.0.2.0/24"}) +
      "---\napiVersion: v1\nkind: Service\nmetadata:\n  name: s\n"
      "  annotations: {metallb.io/address-pool: web}\n"
      "spec: {type: LoadBalancer, loadBalancerIP: 10.0.0.1}\n";
  EXPECT_EQ(FindingsOf({{"a", references}}).size(), 7U);
  EXPECT_THAT(FindingsOf({{"a", references, true}}), IsEmpty());
}

TEST(IncompleteCluster, MetallbRejectsABadCommunityInAnyCase) {
  EXPECT_EQ(
      FindingsOf(
          {{"a", Object("v1beta1", "BGPAdvertisement", "name: adv", "communities: ['1:x']"), true}})
          .size(),
      1U);
}

}  // namespace
}  // namespace exporter::validation
