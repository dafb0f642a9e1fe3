#include "exporter/metallb/service.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "exporter/objects/json_reader.h"

namespace exporter::metallb {
namespace {

Result<std::optional<Service>> Decode(const std::string& json) {
  return DecodeService(objects::ReadObject(json, ServiceFields()).value());
}

std::string LoadBalancer(const std::string& status) {
  return R"({"metadata":{"name":"web","namespace":"shop"},"spec":{"type":"LoadBalancer"},"status":)" +
         status + "}";
}

std::vector<std::string> Addresses(const Service& service) {
  std::vector<std::string> texts;
  for (const auto& address : service.addresses) texts.push_back(address.ToString());
  return texts;
}

TEST(DecodeService, ReadsEveryIngressAddressOnce) {
  const auto service = Decode(R"({
      "metadata":{"name":"web","namespace":"shop",
                  "annotations":{"metallb.io/ip-allocated-from-pool":"p"}},
      "spec":{"type":"LoadBalancer","loadBalancerClass":"example.com/lb","clusterIP":"10.96.0.1"},
      "status":{"loadBalancer":{"ingress":[
          {"ip":"2001:db8::1","ipMode":"VIP"},{"ip":"192.168.1.10","ipMode":"VIP"},
          {"ip":"192.168.1.10"},{"ip":"2001:DB8:0::1"},{"hostname":"lb.example.com"}]}}})");
  ASSERT_TRUE(service);
  ASSERT_TRUE(*service);
  EXPECT_EQ((*service)->Holder(), "shop/web");
  EXPECT_EQ(Addresses(**service), (std::vector<std::string>{"192.168.1.10", "2001:db8::1"}));
  EXPECT_EQ((*service)->load_balancer_class, "example.com/lb");
  EXPECT_TRUE((*service)->has_ingress);
  EXPECT_TRUE((*service)->from_metallb_pool);
}

TEST(DecodeService, IgnoresOtherTypes) {
  for (const char* type : {"ClusterIP", "NodePort", "ExternalName", "loadbalancer", ""}) {
    const auto service = Decode(R"({"metadata":{"name":"a"},"spec":{"type":")" + std::string(type) +
                                R"("},"status":{"loadBalancer":{"ingress":[{"ip":"10.0.0.1"}]}}})");
    ASSERT_TRUE(service) << type;
    EXPECT_FALSE(*service) << type;
  }
  EXPECT_FALSE(*Decode(R"({"metadata":{"name":"a"}})"));
}

TEST(DecodeService, CountsAHostNameAsIngressButNotAsAddress) {
  const auto service =
      Decode(LoadBalancer(R"({"loadBalancer":{"ingress":[{"hostname":"lb.example.com"}]}})"));
  EXPECT_TRUE((*service)->has_ingress);
  EXPECT_TRUE((*service)->addresses.empty());
}

TEST(DecodeService, IsPendingWithoutIngress) {
  for (const char* status :
       {"{}", "null", R"({"loadBalancer":{}})", R"({"loadBalancer":null})",
        R"({"loadBalancer":{"ingress":null}})", R"({"loadBalancer":{"ingress":[]}})"}) {
    const auto service = Decode(LoadBalancer(status));
    ASSERT_TRUE(service) << status;
    EXPECT_FALSE((*service)->has_ingress) << status;
  }
}

TEST(DecodeService, AcceptsBothAnnotationsOfMetallb) {
  for (const char* annotation :
       {"metallb.io/ip-allocated-from-pool", "metallb.universe.tf/ip-allocated-from-pool"}) {
    const auto service =
        Decode(R"({"metadata":{"name":"a","annotations":{")" + std::string(annotation) +
               R"(":"p"}},"spec":{"type":"LoadBalancer"}})");
    EXPECT_TRUE((*service)->from_metallb_pool) << annotation;
  }
  EXPECT_FALSE((*Decode(LoadBalancer("{}")))->from_metallb_pool);
}

TEST(DecodeService, IsServedByItsLoadBalancerClass) {
  Service service;
  EXPECT_TRUE(service.IsServedBy(""));
  EXPECT_FALSE(service.IsServedBy("example.com/lb"));
  service.load_balancer_class = "example.com/lb";
  EXPECT_FALSE(service.IsServedBy(""));
  EXPECT_TRUE(service.IsServedBy("example.com/lb"));
}

TEST(DecodeService, ReportsAFieldOfAWrongType) {
  const auto error = [](const std::string& json) {
    const auto service = Decode(json);
    return service ? "no error" : service.error().message;
  };
  EXPECT_EQ(error(LoadBalancer(R"({"loadBalancer":{"ingress":{"ip":"10.0.0.1"}}})")),
            "Service \"shop/web\": status.loadBalancer.ingress must be a list, found an object");
  EXPECT_EQ(error(LoadBalancer(R"({"loadBalancer":{"ingress":["10.0.0.1"]}})")),
            "Service \"shop/web\": status.loadBalancer.ingress must be an object, found a string");
  EXPECT_EQ(
      error(LoadBalancer(R"({"loadBalancer":{"ingress":[{"ip":1}]}})")),
      "Service \"shop/web\": status.loadBalancer.ingress: ip must be a string, found an integer");
  EXPECT_EQ(error(LoadBalancer("[]")),
            "Service \"shop/web\": status must be an object, found a list");
  EXPECT_EQ(error(R"({"metadata":{"name":"a","namespace":"b"},"spec":{"type":7}})"),
            "Service \"b/a\": spec.type must be a string, found an integer");
  EXPECT_EQ(error(R"({"metadata":{"name":7},"spec":{"type":"LoadBalancer"}})"),
            "a Service: metadata.name must be a string, found an integer");
  EXPECT_EQ(error(R"({"spec":{"type":"LoadBalancer"}})"), "a Service has no metadata.name");
}

}  // namespace
}  // namespace exporter::metallb
