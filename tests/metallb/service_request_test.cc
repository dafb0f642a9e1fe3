#include "exporter/metallb/service_request.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/metallb/yaml_object.h"

namespace exporter::metallb {
namespace {

std::optional<ServiceRequest> Decode(const std::string& annotations, const std::string& spec) {
  const auto request = DecodeServiceRequest(
      FromYaml("metadata:\n  name: web\n  namespace: shop\n  annotations: " + annotations +
               "\nspec: " + spec));
  EXPECT_TRUE(request) << request.error().message;
  return request.value_or(std::nullopt);
}

// The addresses as texts; a text that is not an address has a "!".
std::vector<std::string> AddressesOf(const std::string& annotations, const std::string& spec) {
  std::vector<std::string> texts;
  const auto request = Decode(annotations, spec);
  if (!request) return {"none"};
  for (const RequestedAddress& each : request->addresses) {
    texts.push_back(each.text + (each.address ? "" : "!"));
  }
  return texts;
}

using Texts = std::vector<std::string>;
constexpr const char* kLoadBalancer = "{type: LoadBalancer}";

TEST(ServiceRequest, ReadsTheFieldAndBothFormsOfTheAnnotation) {
  EXPECT_EQ(AddressesOf("{}", "{type: LoadBalancer, loadBalancerIP: 192.0.2.1}"),
            Texts{"192.0.2.1"});
  for (const char* prefix : {"metallb.io", "metallb.universe.tf"}) {
    const std::string key = std::string("{") + prefix + "/loadBalancerIPs: ";
    EXPECT_EQ(AddressesOf(key + "'192.0.2.1'}", kLoadBalancer), Texts{"192.0.2.1"});
    EXPECT_EQ(AddressesOf(key + "' 192.0.2.1 ,2001:db8::1'}", kLoadBalancer),
              (Texts{"192.0.2.1", "2001:db8::1"}));
  }
}

TEST(ServiceRequest, TheCurrentAnnotationReplacesTheOlderForm) {
  EXPECT_EQ(AddressesOf("{metallb.universe.tf/loadBalancerIPs: 192.0.2.1, "
                        "metallb.io/loadBalancerIPs: 192.0.2.2}",
                        kLoadBalancer),
            Texts{"192.0.2.2"});
  EXPECT_EQ(AddressesOf("{metallb.universe.tf/loadBalancerIPs: 192.0.2.1, "
                        "metallb.io/loadBalancerIPs: ''}",
                        kLoadBalancer),
            Texts{"none"});
}

TEST(ServiceRequest, ReadsPoolSharingKeyAndLines) {
  const auto request =
      Decode("\n    metallb.universe.tf/address-pool: edge\n    metallb.io/allow-shared-ip: dns",
             "\n  type: LoadBalancer\n  loadBalancerIP: 192.0.2.1");
  ASSERT_TRUE(request);
  EXPECT_EQ(request->name_space + '/' + request->name, "shop/web");
  EXPECT_EQ(request->pool, (Reference{"edge", 5}));
  EXPECT_EQ(request->sharing_key, "dns");
  EXPECT_EQ(request->addresses.at(0).line, 9);
  EXPECT_FALSE(request->has_both);
  EXPECT_TRUE(Decode("{metallb.io/loadBalancerIPs: 192.0.2.1}",
                     "{type: LoadBalancer, loadBalancerIP: 192.0.2.1}")
                  ->has_both);
}

TEST(ServiceRequest, AnAddressThatMetallbRejectsHasNoValue) {
  EXPECT_EQ(AddressesOf("{metallb.io/loadBalancerIPs: '192.0.2.1,,192.0.2.300, 192.0.2.0/24'}",
                        kLoadBalancer),
            (Texts{"192.0.2.1", "!", "192.0.2.300!", "192.0.2.0/24!"}));
  EXPECT_EQ(AddressesOf("{}", "{type: LoadBalancer, loadBalancerIP: ' 192.0.2.1'}"),
            Texts{" 192.0.2.1!"});
}

TEST(ServiceRequest, IgnoresServicesThatRequestNothingFromMetallb) {
  const std::string pool = "{metallb.io/address-pool: p}";
  EXPECT_FALSE(Decode("{}", kLoadBalancer));
  EXPECT_FALSE(Decode("{}", "{type: LoadBalancer, loadBalancerIP: ''}"));
  EXPECT_FALSE(Decode("{}", "{loadBalancerIP: 192.0.2.1}"));
  EXPECT_FALSE(Decode(pool, "{type: ClusterIP}"));
  EXPECT_FALSE(Decode("{metallb.io/allow-shared-ip: key}", kLoadBalancer));
  EXPECT_FALSE(
      Decode("{}", "{type: LoadBalancer, loadBalancerClass: other, loadBalancerIP: 192.0.2.1}"));
  EXPECT_TRUE(Decode(pool, "{type: LoadBalancer, loadBalancerClass: example.com/metallb}"));
}

TEST(ServiceRequest, AValueThatIsNotKnownIsNotPartOfTheRequest) {
  EXPECT_EQ(AddressesOf("{metallb.io/loadBalancerIPs: '192.0.2.1,${IP}'}",
                        "{type: LoadBalancer, loadBalancerIP: 192.0.2.2}"),
            Texts{"192.0.2.2"});
  EXPECT_EQ(AddressesOf("{}", "{type: '${TYPE}', loadBalancerIP: 192.0.2.1}"), Texts());
  EXPECT_EQ(AddressesOf("{}",
                        "{type: LoadBalancer, loadBalancerClass: '${CLASS}', "
                        "loadBalancerIP: 192.0.2.1}"),
            Texts());
  const auto request = Decode(
      "{metallb.io/address-pool: 'ENC[x]', metallb.universe.tf/address-pool: p, "
      "metallb.io/loadBalancerIPs: 192.0.2.1, metallb.io/allow-shared-ip: 'a-${KEY}'}",
      "{type: LoadBalancer, loadBalancerIP: '${IP}'}");
  ASSERT_TRUE(request);
  EXPECT_EQ(request->pool.name, "");
  EXPECT_TRUE(request->has_unknown_key);
  EXPECT_FALSE(request->has_both);
}

TEST(ServiceRequest, AWrongTypeIsAnErrorOnlyWithAnAnnotationOfMetallb) {
  const std::string spec = "{type: LoadBalancer, loadBalancerIP: {a: b}}";
  EXPECT_FALSE(Decode("{}", spec));
  const auto request = DecodeServiceRequest(
      FromYaml("metadata: {name: web, annotations: {metallb.io/allow-shared-ip: 1}}\nspec: {type: "
               "LoadBalancer}"));
  ASSERT_FALSE(request);
  EXPECT_EQ(request.error().message,
            "Service \"web\": metadata.annotations.metallb.io/allow-shared-ip must be a string, "
            "found an integer");
}

}  // namespace
}  // namespace exporter::metallb
