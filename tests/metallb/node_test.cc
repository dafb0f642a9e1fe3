#include "exporter/metallb/node.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "exporter/objects/json_reader.h"

namespace exporter::metallb {
namespace {

using testing::ElementsAre;

Result<Node> Decode(const std::string& json) {
  return DecodeNode(objects::ReadObject(json, NodeFields()).value());
}

std::vector<std::string> Addresses(const Node& node) {
  std::vector<std::string> texts;
  for (const auto& address : node.addresses) texts.push_back(address.ToString());
  return texts;
}

TEST(DecodeNode, ReadsInternalAndExternalAddressesOnce) {
  const auto node = Decode(R"({
      "metadata":{"name":"worker-1","labels":{"a":"b"}},
      "spec":{"podCIDRs":["10.244.0.0/24"]},
      "status":{"images":[{"names":["pause"]}],"addresses":[
          {"type":"InternalIP","address":"192.168.1.3"},
          {"type":"ExternalIP","address":"203.0.113.7"},
          {"type":"InternalIP","address":"2001:DB8:0::1"},
          {"type":"ExternalIP","address":"::ffff:192.168.1.3"},
          {"type":"InternalDNS","address":"192.168.1.4"},
          {"type":"Hostname","address":"192.168.1.5"}]}})");
  ASSERT_TRUE(node) << node.error().message;
  EXPECT_EQ(node->name, "worker-1");
  EXPECT_THAT(Addresses(*node), ElementsAre("192.168.1.3", "203.0.113.7", "2001:db8::1"));
}

TEST(DecodeNode, IgnoresTextThatIsNoAddress) {
  EXPECT_THAT(Addresses(*Decode(R"({"metadata":{"name":"n"},"status":{"addresses":[
      {"type":"InternalIP","address":""},{"type":"InternalIP","address":"fe80::1%eth0"},
      {"type":"InternalIP"},{"type":"InternalIP","address":"10.0.0.1"}]}})")),
              ElementsAre("10.0.0.1"));
  for (const char* status : {"{}", "null", R"({"addresses":null})", R"({"addresses":[]})"}) {
    const auto node = Decode(R"({"metadata":{"name":"n"},"status":)" + std::string(status) + "}");
    ASSERT_TRUE(node) << status;
    EXPECT_TRUE(node->addresses.empty()) << status;
  }
}

TEST(DecodeNode, QuotesTheInvalidField) {
  const auto error = [](const std::string& json) { return Decode(json).error().message; };
  EXPECT_EQ(error(R"({"metadata":{"name":"n"},"status":{"addresses":"x"}})"),
            "Node \"n\": status.addresses must be a list, found a string");
  EXPECT_EQ(error(R"({"metadata":{"name":"n"},"status":{"addresses":[{"address":7}]}})"),
            "Node \"n\": status.addresses: address must be a string, found an integer");
  EXPECT_EQ(error(R"({"metadata":{"name":"n"},"status":{"addresses":["x"]}})"),
            "Node \"n\": status.addresses must be an object, found a string");
  EXPECT_EQ(error(R"({"metadata":{}})"), "a Node has no metadata.name");
  EXPECT_EQ(error(R"({"metadata":{"name":7}})"),
            "a Node: metadata.name must be a string, found an integer");
}

}  // namespace
}  // namespace exporter::metallb
