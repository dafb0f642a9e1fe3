#include "exporter/metallb/l2_status.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "exporter/objects/json_reader.h"

namespace exporter::metallb {
namespace {

Result<std::optional<L2Announcement>> Decode(const std::string& json) {
  return DecodeL2Status(objects::ReadObject(json, L2StatusFields()).value());
}

// The object has this name, these labels and this status.
Result<std::optional<L2Announcement>> Decode(const std::string& labels, const std::string& status) {
  return Decode(R"({"metadata":{"name":"l2-x","namespace":"metallb-system","labels":)" + labels +
                R"(},"spec":{},"status":)" + status + "}");
}

constexpr const char* kLabels = R"({"metallb.io/node":"n2","metallb.io/service-name":"web",)"
                                R"("metallb.io/service-namespace":"shop","other":"x"})";
constexpr const char* kStatus = R"({"node":"n1","serviceName":"api","serviceNamespace":"default",)"
                                R"("interfaces":[{"name":"eth0"}]})";

TEST(DecodeL2Status, PrefersTheLabels) {
  EXPECT_EQ(Decode(kLabels, kStatus).value(), (L2Announcement{"shop", "web", "n2", true}));
  EXPECT_EQ(Decode(kLabels, "null").value(), (L2Announcement{"shop", "web", "n2"}));
  EXPECT_EQ(Decode("null", kStatus).value(), (L2Announcement{"default", "api", "n1", true}));
  EXPECT_EQ(Decode(R"({"metallb.io/node":"n2"})", kStatus).value(),
            (L2Announcement{"default", "api", "n2", true}));
}

TEST(DecodeL2Status, IgnoresAnObjectThatNamesNoServiceOrNode) {
  for (const char* status :
       {"{}", "null", R"({"node":"","serviceName":"api","serviceNamespace":"default"})",
        R"({"node":"n1","serviceNamespace":"default"})", R"({"node":"n1","serviceName":"api"})"}) {
    const auto announcement = Decode("{}", status);
    ASSERT_TRUE(announcement) << status;
    EXPECT_EQ(*announcement, std::nullopt) << status;
  }
}

TEST(DecodeL2Status, QuotesTheInvalidField) {
  EXPECT_EQ(Decode("null", R"({"node":7})").error().message,
            "ServiceL2Status \"l2-x\": status.node must be a string, found an integer");
  EXPECT_EQ(Decode("[]", kStatus).error().message,
            "ServiceL2Status \"l2-x\": metadata.labels must be an object, found a list");
  EXPECT_EQ(Decode(R"({"metadata":{}})").error().message, "a ServiceL2Status has no metadata.name");
}

}  // namespace
}  // namespace exporter::metallb
