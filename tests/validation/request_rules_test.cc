#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/validation/findings_of.h"

namespace exporter::validation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

// A Service with its annotations in line 4 and its spec in line 5.
std::string Service(const std::string& name, const std::string& annotations,
                    const std::string& spec = "") {
  return "apiVersion: v1\nkind: Service\nmetadata:\n  {" + name + ", annotations: {" + annotations +
         "}}\nspec: {type: LoadBalancer, " + spec + "}\n---\n";
}

const std::string kPool = PoolText("p", {"192.0.2.0/28"});

std::string AtAddress(const std::string& name, const std::string& address,
                      const std::string& key = "") {
  return Service("name: " + name, key.empty() ? "" : "metallb.io/allow-shared-ip: " + key,
                 "loadBalancerIP: '" + address + "'");
}

TEST(RequestOutside, AnAddressMustBeInAPoolOfTheCluster) {
  for (const char* inside : {"192.0.2.0", "192.0.2.15"}) {
    EXPECT_THAT(FindingsOf({{"a", AtAddress("web", inside) + kPool}}), IsEmpty()) << inside;
  }
  EXPECT_THAT(FindingsOf({{"a", AtAddress("web", "192.0.2.16") + kPool}}),
              ElementsAre("a.yaml:5 request-outside: Service \"web\" of cluster \"a\" requests "
                          "\"192.0.2.16\", which no pool of the cluster's manifests can assign"));
  const std::string other_pool = PoolText("p", {"198.51.100.0/28"});
  EXPECT_THAT(FindingsOf({{"a", AtAddress("web", "192.0.2.9") + other_pool}, {"b", kPool}}),
              SizeIs(1));
  EXPECT_THAT(FindingsOf({{"a", AtAddress("web", "192.0.2.9")}, {"b", kPool}}), IsEmpty())
      << "a cluster without pools is reported as a whole";
}

TEST(RequestOutside, ReadsBothAnnotations) {
  for (const std::string prefix : {"metallb.io", "metallb.universe.tf"}) {
    EXPECT_THAT(
        FindingsOf({{"a", Service("name: web, namespace: shop",
                                  prefix + "/loadBalancerIPs: '192.0.2.1, 2001:db8::1, 192.0.2'") +
                              kPool}}),
        ElementsAre("a.yaml:4 request-outside: Service \"shop/web\" of cluster \"a\" requests "
                    "\"192.0.2\", which is not an IP address",
                    StartsWith("a.yaml:4 request-outside: Service \"shop/web\" of cluster \"a\" "
                               "requests \"2001:db8::1\", which no pool")));
    EXPECT_THAT(FindingsOf({{"a", Service("name: web", prefix + "/address-pool: q") + kPool}}),
                ElementsAre("a.yaml:4 request-outside: Service \"web\" of cluster \"a\" requests "
                            "pool \"q\", which the cluster's manifests do not define"));
    EXPECT_THAT(FindingsOf({{"a", Service("name: web", prefix + "/address-pool: p") + kPool}}),
                IsEmpty());
  }
}

TEST(RequestOutside, AnAddressMustBeInTheRequestedPool) {
  const auto findings_with = [](const std::string& address) {
    return FindingsOf(
        {{"a", Service("name: web", "metallb.io/address-pool: q", "loadBalancerIP: " + address) +
                   kPool + "---\n" + PoolText("q", {"198.51.100.0/28"})}});
  };
  EXPECT_THAT(findings_with("198.51.100.1"), IsEmpty());
  EXPECT_THAT(findings_with("192.0.2.1"),
              ElementsAre(HasSubstr("which pool \"q\", the requested pool, cannot assign")));
}

TEST(RequestOutside, MetallbAssignsNoBuggyAddressOfAPoolThatAvoidsThem) {
  const std::string avoiding =
      PoolText("p", {"192.0.2.0/24", "2001:db8::/120"}) + "  avoidBuggyIPs: true\n";
  for (const char* address : {"192.0.2.0", "192.0.2.255"}) {
    EXPECT_THAT(FindingsOf({{"a", AtAddress("web", address) + avoiding}}), SizeIs(1)) << address;
  }
  for (const char* address : {"192.0.2.1", "192.0.2.254", "2001:db8::", "2001:db8::ff"}) {
    EXPECT_THAT(FindingsOf({{"a", AtAddress("web", address) + avoiding}}), IsEmpty()) << address;
  }
}

TEST(RequestOutside, MetallbRejectsTwoKindsOfRequestsInOneService) {
  EXPECT_THAT(
      FindingsOf({{"a", Service("name: web", "metallb.io/loadBalancerIPs: 192.0.2.1",
                                "loadBalancerIP: 192.0.2.1") +
                            kPool}}),
      ElementsAre("a.yaml:5 request-outside: Service \"web\" of cluster \"a\" has "
                  "spec.loadBalancerIP and the annotation loadBalancerIPs, so MetalLB assigns no "
                  "address; remove one"));
}

TEST(RequestOutside, TwoAddressesMustBeOfTwoFamiliesAndOfOnePool) {
  const std::string pools = PoolText("p", {"192.0.2.0/28", "2001:db8::/64"}) + "---\n" +
                            PoolText("q", {"2001:db8:1::/64"});
  const auto findings_with = [&pools](const std::string& addresses) {
    return FindingsOf(
        {{"a", Service("name: web", "metallb.io/loadBalancerIPs: '" + addresses + "'") + pools}});
  };
  EXPECT_THAT(findings_with("192.0.2.1,2001:db8::1"), IsEmpty());
  EXPECT_THAT(
      findings_with("192.0.2.1,192.0.2.2"),
      ElementsAre("a.yaml:4 request-outside: Service \"web\" of cluster \"a\" requests more "
                  "than one address of a family, so MetalLB assigns no address"));
  EXPECT_THAT(findings_with("192.0.2.1,2001:db8::1,2001:db8::2"),
              ElementsAre(HasSubstr("more than one address of a family")));
  EXPECT_THAT(findings_with("192.0.2.1,2001:db8:1::1"),
              ElementsAre(HasSubstr("requests addresses of two pools")));
  EXPECT_THAT(findings_with("192.0.2.1,2001:db8:2::1"),
              ElementsAre(HasSubstr("which no pool of the cluster's manifests can assign")));
}

TEST(DuplicateRequest, TwoClustersOfANetworkRequestOneAddress) {
  const std::string web = AtAddress("web", "192.0.2.1", "key");
  const std::string pools =
      "networks: [{name: default, shared_addresses: [192.0.2.1-192.0.2.4]}]\n";
  const std::string shared_pool = PoolText("p", {"192.0.2.1-192.0.2.4"});
  EXPECT_THAT(FindingsOf({{"a", web + shared_pool}, {"b", web + shared_pool}}, "", pools),
              IsEmpty());
  EXPECT_THAT(FindingsOf({{"a", web + PoolText("p", {"192.0.2.1/32"})}, {"b", web}}),
              ElementsAre("b.yaml:5 duplicate-request: Service \"web\" of cluster \"b\" requests "
                          "192.0.2.1, which is also requested by Service \"web\" of cluster \"a\" "
                          "(a.yaml:5)"));
  EXPECT_THAT(FindingsOf({{"a", web + PoolText("p", {"192.0.2.1/32"})},
                          {"b", web + PoolText("p", {"192.0.2.1/32"})}},
                         "", "clusters: [{name: a, network: one}, {name: b, network: two}]\n"),
              IsEmpty());
}

TEST(DuplicateRequest, TwoServicesOfAClusterNeedTheSameSharingKey) {
  const auto findings_with = [](const std::string& one, const std::string& two) {
    return FindingsOf(
        {{"a", AtAddress("one", "192.0.2.1", one) + AtAddress("two", "192.0.2.1", two) + kPool}});
  };
  EXPECT_THAT(findings_with("key", "key"), IsEmpty());
  EXPECT_THAT(findings_with("key", "other"), SizeIs(1));
  EXPECT_THAT(findings_with("key", ""), SizeIs(1));
  EXPECT_THAT(findings_with("", ""),
              ElementsAre("a.yaml:11 duplicate-request: Service \"two\" of cluster \"a\" requests "
                          "192.0.2.1, which is also requested by Service \"one\" of cluster \"a\" "
                          "(a.yaml:5); Services share an address only if the annotation "
                          "metallb.io/allow-shared-ip has the same value in each"));
}

TEST(DuplicateRequest, SharedAddressesStillNeedASharingKeyInACluster) {
  const std::string config = "networks: [{name: default, shared_addresses: [192.0.2.0/28]}]\n";
  const std::string one = AtAddress("one", "192.0.2.1");
  EXPECT_THAT(FindingsOf({{"a", one + AtAddress("two", "192.0.2.1") + kPool}, {"b", one + kPool}},
                         "", config),
              ElementsAre(StartsWith("a.yaml:11 duplicate-request: Service \"two\"")));
}

TEST(DuplicateRequest, OneServiceInTwoFilesIsOneService) {
  const auto findings_with = [](const std::string& one, const std::string& two) {
    const std::string spec = "loadBalancerIP: 192.0.2.1";
    return FindingsOf({{"a", Service("name: web" + one, "", spec) +
                                 Service("name: web" + two, "", spec) + kPool}});
  };
  EXPECT_THAT(findings_with("", ""), IsEmpty());
  EXPECT_THAT(findings_with(", namespace: shop", ", namespace: shop"), IsEmpty());
  EXPECT_THAT(findings_with("", ", namespace: shop"), IsEmpty());
  EXPECT_THAT(findings_with(", namespace: shop", ", namespace: other"), SizeIs(1));
}

TEST(DuplicateRequest, ASharingKeyThatIsNotKnownMayBeTheSame) {
  const std::string one = AtAddress("one", "192.0.2.1", "dns");
  for (const char* key : {"\"${KEY}\"", "'ENC[AES256_GCM,data:AAAA]'"}) {
    const std::string two = AtAddress("two", "192.0.2.1", key);
    EXPECT_THAT(FindingsOf({{"a", one + two + kPool}}), IsEmpty()) << key;
    EXPECT_THAT(FindingsOf({{"a", one + AtAddress("three", "192.0.2.1") + two + kPool}}), SizeIs(1))
        << key;
  }
}

TEST(DuplicateRequest, IsOneFindingForAnyNumberOfServices) {
  std::string services;
  for (int i = 0; i < 100; ++i) services += AtAddress("web-" + std::to_string(i), "192.0.2.1");
  EXPECT_THAT(FindingsOf({{"a", services + kPool}}),
              ElementsAre(HasSubstr("(a.yaml:119) and 79 more; Services share")));
}

TEST(RequestOutside, APoolMayServeOnlySomeNamespaces) {
  const auto findings = [](const std::string& allocation, const std::string& metadata,
                           const std::string& spec) {
    return FindingsOf(
        {{"a", PoolText("web", {"10.0.0.0/24"}) + "  serviceAllocation: {" + allocation +
                   "}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: s, " + metadata +
                   "}\nspec: {type: LoadBalancer" + spec + "}\n"}});
  };
  const std::string address = ", loadBalancerIP: 10.0.0.1";
  const std::string pool = ", annotations: {metallb.io/address-pool: web}";
  EXPECT_THAT(findings("namespaces: [x, y]", "namespace: z", address),
              ElementsAre("a.yaml:12 request-outside: Service \"z/s\" of cluster \"a\" requests "
                          "\"10.0.0.1\", but pool \"web\" assigns only to namespace \"x\", "
                          "\"y\""));
  EXPECT_THAT(
      findings("namespaces: [x]", "namespace: z" + pool, ""),
      ElementsAre(AllOf(HasSubstr("a.yaml:11 request-outside"),
                        HasSubstr("requests pool \"web\", but pool \"web\" assigns only"))));
  EXPECT_THAT(findings("namespaces: [x]", "namespace: z" + pool, address).size(), 1U);
  for (const std::string metadata : {"namespace: x", "labels: {}"}) {
    EXPECT_THAT(findings("namespaces: [x]", metadata, address), IsEmpty());
    EXPECT_THAT(findings("namespaces: [x]", metadata + pool, ""), IsEmpty());
  }
  EXPECT_THAT(findings("namespaces: [x], namespaceSelectors: [{matchLabels: {a: b}}]",
                       "namespace: z", address),
              IsEmpty());
  EXPECT_THAT(findings("priority: 1", "namespace: z", address), IsEmpty());
}

}  // namespace
}  // namespace exporter::validation
