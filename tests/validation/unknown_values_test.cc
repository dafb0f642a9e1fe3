// No rule compares a value that is not known: a variable without a value, or a value of a template.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/validation/findings_of.h"

namespace exporter::validation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string Object(const std::string& kind, const std::string& metadata, const std::string& spec) {
  const std::string version = kind == "BGPPeer" ? "v1beta2" : "v1beta1";
  return "---\napiVersion: metallb.io/" + version + "\nkind: " + kind + "\nmetadata: {" + metadata +
         "}\nspec: {" + spec + "}\n";
}

std::string Service(const std::string& metadata, const std::string& spec) {
  return "---\napiVersion: v1\nkind: Service\nmetadata: {" + metadata +
         "}\nspec: {type: LoadBalancer, " + spec + "}\n";
}

const std::string kPool = Object("IPAddressPool", "name: p", "addresses: [10.0.0.0/26]");
const std::string kForP = Object("L2Advertisement", "name: l", "ipAddressPools: [p]");

std::string PoolWithLabel(const std::string& value) {
  return Object("IPAddressPool", "name: p, labels: {zone: \"" + value + "\"}",
                "addresses: [10.0.0.0/26]");
}

std::string ForZone(const std::string& value) {
  return Object("L2Advertisement", "name: l",
                "ipAddressPoolSelectors: [{matchLabels: {zone: \"" + value + "\"}}]");
}

TEST(UnknownValues, MayBeAdvertised) {
  EXPECT_THAT(FindingsOf({{"a", PoolWithLabel("x") + ForZone("y")}}),
              ElementsAre(HasSubstr("not-advertised")));
  EXPECT_THAT(FindingsOf({{"a", PoolWithLabel("${ZONE}") + ForZone("y")}}), IsEmpty());
  EXPECT_THAT(FindingsOf({{"a", PoolWithLabel("x") + ForZone("${ZONE}")}}), IsEmpty());
  const std::string web = Object("IPAddressPool", "name: web", "addresses: [10.0.1.0/24]");
  for (const char* pools : {"'${POOL}'", "p, '${POOL}'"}) {
    EXPECT_THAT(FindingsOf({{"a", kPool + web +
                                      Object("L2Advertisement", "name: l",
                                             std::string("ipAddressPools: [") + pools + "]")}}),
                IsEmpty());
  }
  const std::string unnamed =
      Object("IPAddressPool", "name: '${POOL}'", "addresses: [10.0.2.0/24]");
  EXPECT_THAT(FindingsOf({{"a", kPool + unnamed + kForP}}), IsEmpty());
  EXPECT_THAT(FindingsOf({{"a", web + unnamed + kForP}}), ElementsAre(HasSubstr("\"web\"")));
}

// The advertisement of a legacy pool covers only its own pool.
TEST(UnknownValues, OfALegacyPoolDoNotAdvertiseOtherPools) {
  const std::string legacy =
      Object("AddressPool", "name: old", "protocol: layer2, addresses: [10.0.1.0/24, '${MORE}']");
  const std::string other = Object("L2Advertisement", "name: l", "ipAddressPools: [old]");
  EXPECT_THAT(FindingsOf({{"a", kPool + legacy + other}}), ElementsAre(HasSubstr("\"p\"")));
}

TEST(UnknownValues, DoNotHideWhatIsKnown) {
  EXPECT_THAT(FindingsOf({{"a", kPool + kForP +
                                    Object("L2Advertisement", "name: m",
                                           "ipAddressPools: [web, '${POOL}']")}}),
              ElementsAre(HasSubstr("unknown-pool")));
}

TEST(UnknownValues, MayBeOtherPoolsForAnAggregationLength) {
  const std::string pool =
      Object("IPAddressPool", "name: p, labels: {zone: '${ZONE}'}", "addresses: [10.0.0.0/23]");
  const std::string no_zone =
      "ipAddressPoolSelectors: [{matchExpressions: [{key: zone, operator: DoesNotExist}]}]";
  const std::string too_short = "aggregationLength: 22, ";
  EXPECT_THAT(FindingsOf({{"a", pool + Object("BGPAdvertisement", "name: b", too_short)}}),
              ElementsAre(HasSubstr("aggregation-length")));
  EXPECT_THAT(
      FindingsOf({{"a", pool + Object("BGPAdvertisement", "name: b", too_short + no_zone)}}),
      IsEmpty());
  for (const std::string selection :
       {"ipAddressPools: ['${POOL}']", "ipAddressPoolSelectors: [{matchLabels: {a: '${A}'}}]"}) {
    EXPECT_THAT(
        FindingsOf({{"a", pool + Object("BGPAdvertisement", "name: b", too_short + selection)}}),
        IsEmpty());
  }
}

TEST(UnknownValues, AreNotDuplicates) {
  const auto pool = [](const std::string& addresses) {
    return Object("IPAddressPool", "name: '${POOL}'", "addresses: [" + addresses + "]");
  };
  EXPECT_THAT(FindingsOf({{"a", pool("10.0.0.0/24") + pool("10.0.1.0/24")}}), IsEmpty());
  const std::string peer = Object("BGPPeer", "name: r", "myASN: '${ASN}', peerASN: 1");
  EXPECT_THAT(FindingsOf({{"a", peer}, {"b", peer}}), IsEmpty());
  const std::string request = Service("name: s", "loadBalancerIP: '${IP}'");
  EXPECT_THAT(FindingsOf({{"a", request}, {"b", request}}), IsEmpty());
  const auto service = [](const std::string& name) {
    return Service("name: '" + name + "'", "loadBalancerIP: 10.0.0.1");
  };
  EXPECT_THAT(FindingsOf({{"a", kPool + service("${APP}") + service("web")}}), IsEmpty());
}

TEST(UnknownValues, MayBeTheObjectOfAReference) {
  const std::string requests_web =
      Service("name: s, annotations: {metallb.io/address-pool: web}", "ports: []");
  EXPECT_THAT(FindingsOf({{"a", kPool + requests_web}}), ElementsAre(HasSubstr("request-outside")));
  EXPECT_THAT(
      FindingsOf({{"a", Object("IPAddressPool", "name: '${POOL}'", "addresses: [10.0.0.0/24]") +
                            requests_web}}),
      IsEmpty());
  EXPECT_THAT(FindingsOf({{"a", Object("BGPPeer", "name: '${PEER}'", "bfdProfile: '${BFD}'") +
                                    Object("BGPPeer", "name: q", "bfdProfile: fast") +
                                    Object("BFDProfile", "name: '${FAST}'", "") + kPool +
                                    Object("BGPAdvertisement", "name: b", "peers: [r, '${P}']")}}),
              IsEmpty());
  EXPECT_THAT(
      FindingsOf(
          {{"a", Object("Community", "name: c", "communities: [{name: '${A}', value: '1:1'}]") +
                     kPool + Object("BGPAdvertisement", "name: b", "communities: [vip, '${C}']")}}),
      IsEmpty());
}

TEST(UnknownValues, AreNeitherFieldsNorLabelsNorPlannedAddresses) {
  EXPECT_THAT(FindingsOf({{"a", Object("IPAddressPool", "name: p",
                                       "addresses: [10.0.0.0/24], '${FIELD}': true")}}),
              IsEmpty());
  EXPECT_THAT(FindingsOf({{"a", Object("IPAddressPool", "name: p, labels: {cluster: '${NAME}'}",
                                       "addresses: [10.0.0.0/24]")}}),
              IsEmpty());
  EXPECT_THAT(
      FindingsOf(
          {{"a", Object("IPAddressPool", "name: p", "addresses: ['${RANGE}', 10.0.0.0/25]")}},
          "clusters:\n  a: {metallb_range: 10.0.0.0/24}\n"),
      IsEmpty());
  EXPECT_THAT(FindingsOf({{"a", Object("IPAddressPool", "name: p, namespace: '${NS}'",
                                       "addresses: [10.0.0.0/24]") +
                                    Object("L2Advertisement", "name: l, namespace: m", "")}}),
              IsEmpty());
}

}  // namespace
}  // namespace exporter::validation
