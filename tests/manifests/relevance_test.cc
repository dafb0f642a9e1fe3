#include "exporter/manifests/relevance.h"

#include <gtest/gtest.h>

#include "tests/support/utf16.h"

namespace exporter::manifests {
namespace {

TEST(MustBeReadable, FindsTheWordsInUtf8AndUtf16) {
  for (const char* text : {"a: metallb.io/v1beta1", "kind: AddressPool", "kind: IPAddressPool\n",
                           "  address-pools:\n"}) {
    EXPECT_TRUE(MustBeReadable(text)) << text;
    EXPECT_TRUE(MustBeReadable(tests::ToUtf16(text, true))) << text;
    EXPECT_TRUE(MustBeReadable(tests::ToUtf16(text, false))) << text;
    EXPECT_TRUE(MayMatter(text)) << text;
  }
  for (const char* text : {"", "chart: metallb", "kind: L2Advertisement", "metallb", "addresspool",
                           "address_pools", "metallb\nio"}) {
    EXPECT_FALSE(MustBeReadable(text)) << text;
    EXPECT_FALSE(MustBeReadable(tests::ToUtf16(text, true))) << text;
  }
}

TEST(MayMatter, FindsEachKindWithoutAnApiVersion) {
  for (const char* kind : {"IPAddressPool", "L2Advertisement", "BGPAdvertisement", "BGPPeer",
                           "BFDProfile", "Community"}) {
    EXPECT_TRUE(MayMatter(std::string("kind: ") + kind));
  }
  EXPECT_TRUE(MayMatter("type: LoadBalancer"));
  EXPECT_TRUE(MayMatter("annotations: {metallb.universe.tf/loadBalancerIPs: 192.0.2.1}"));
  EXPECT_TRUE(MayMatter("apiVersion: metalb.io/v1beta1")) << "a typo is an error";
  EXPECT_TRUE(MayMatter("data: {x: 'ENC[AES256_GCM,data:x]'}"));
  EXPECT_FALSE(MayMatter(""));
  EXPECT_FALSE(MayMatter("kind: Deployment\nspec: {type: ClusterIP, name: metal3}"));
}

}  // namespace
}  // namespace exporter::manifests
