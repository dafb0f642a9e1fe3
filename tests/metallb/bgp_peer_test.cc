#include "exporter/metallb/bgp_peer.h"

#include <gtest/gtest.h>

#include <string>

#include "exporter/objects/json_reader.h"
#include "tests/metallb/yaml_object.h"

namespace exporter::metallb {
namespace {

Result<BgpPeer> Decode(const std::string& json) {
  return DecodeBgpPeer(objects::ReadObject(json, BgpPeerFields()).value());
}

std::string Spec(const std::string& spec) {
  return R"({"metadata":{"name":"router","namespace":"metallb-system"},"spec":)" + spec + "}";
}

std::string ErrorOf(const std::string& json) {
  const auto peer = Decode(json);
  return peer ? "no error" : peer.error().message;
}

TEST(DecodeBgpPeer, ReadsTheLocalAsn) {
  const auto peer =
      Decode(Spec(R"({"myASN":64501,"peerASN":64500,"peerAddress":"10.0.0.1","holdTime":"90s"})"));
  ASSERT_TRUE(peer);
  EXPECT_EQ(*peer, (BgpPeer{.name = "router", .name_space = "metallb-system", .local_asn = 64501}));
}

TEST(DecodeBgpPeer, ReadsTheBfdProfileOfAManifest) {
  const auto peer = DecodeBgpPeer(
      FromYaml("metadata: {name: router}\nspec:\n  myASN: 64501\n  bfdProfile: fast\n"));
  ASSERT_TRUE(peer);
  EXPECT_EQ(peer->bfd_profile, (Reference{"fast", 4}));
}

TEST(DecodeBfdProfile, ReadsItsName) {
  const auto profile = DecodeBfdProfile(FromYaml("metadata: {name: fast, namespace: metallb}"));
  ASSERT_TRUE(profile);
  EXPECT_EQ(profile->name, "fast");
  EXPECT_EQ(profile->name_space, "metallb");
  EXPECT_EQ(DecodeBfdProfile(FromYaml("spec: {}")).error().message,
            "BFDProfile has no metadata.name");
}

TEST(DecodeBgpPeer, AcceptsAsnsOf32Bits) {
  EXPECT_EQ(Decode(Spec("{}"))->local_asn, 0U);
  EXPECT_EQ(Decode(Spec(R"({"myASN":1})"))->local_asn, 1U);
  EXPECT_EQ(Decode(Spec(R"({"myASN":4294967295})"))->local_asn, 4'294'967'295U);
  EXPECT_EQ(ErrorOf(Spec(R"({"myASN":4294967296})")),
            "BGPPeer \"router\": spec.myASN is 4294967296; an ASN is at most 4294967295");
  EXPECT_EQ(ErrorOf(Spec(R"({"myASN":-1})")),
            "BGPPeer \"router\": spec.myASN is -1; an ASN is at most 4294967295");
}

TEST(DecodeBgpPeer, ReportsAFieldOfAWrongType) {
  EXPECT_EQ(ErrorOf(Spec(R"({"myASN":"64501"})")),
            "BGPPeer \"router\": spec.myASN must be an integer, found a string");
  EXPECT_EQ(ErrorOf(Spec("[]")), "BGPPeer \"router\": spec must be an object, found a list");
  EXPECT_EQ(ErrorOf("{}"), "BGPPeer has no metadata.name");
}

TEST(DecodeBgpPeer, ReportsTheLineOfTheAsnOrTheObject) {
  using objects::Value;
  const Value asn{.data = std::int64_t{1}, .line = 9};
  const Value name{.data = Value::Object{{"name", {.data = std::string("r")}}}};
  Value peer{.data = Value::Object{{"metadata", name}}, .line = 3};
  EXPECT_EQ(DecodeBgpPeer(peer)->line, 3);
  std::get<Value::Object>(peer.data).push_back(
      {"spec", {.data = Value::Object{{"myASN", asn}}, .line = 8}});
  EXPECT_EQ(DecodeBgpPeer(peer)->line, 9);
}

}  // namespace
}  // namespace exporter::metallb
