// The data of a Secret never reaches an object or a message.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "exporter/manifests/manifest_text.h"
#include "exporter/text/base64.h"

namespace exporter::manifests {
namespace {

constexpr const char* kPool =
    "apiVersion: metallb.io/v1beta1\nkind: IPAddressPool\nmetadata: {name: hunter2}\n"
    "spec: {addresses: [hunter2]}\n";

std::string Indented(const std::string& text) {
  std::string indented = "    ";
  for (const char c : text) indented += c == '\n' ? "\n    " : std::string(1, c);
  return indented + '\n';
}

TEST(SecretTextTest, IsReportedButNotRead) {
  const std::string secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n";
  const std::string encoded = "  x: " + text::EncodeBase64(kPool) + '\n';
  for (const std::string& manifest :
       {secret + "stringData:\n  x: |\n" + Indented(kPool), secret + "data:\n" + encoded,
        secret + "stringData:\n  x: 'address-pools: [{name: hunter2, addresses: [hunter2]}]'\n",
        secret + "data:\n  x: |\n" + Indented(std::string(kPool) + "a: [hunter2\n"),
        "kind: SecretList\napiVersion: v1\nitems:\n- metadata: {name: s}\n  data:\n  " + encoded,
        "kind: HelmRelease\nspec:\n  values:\n    extra: {kind: Secret, metadata: {name: s}, "
        "data: {" +
            encoded + "}}\n"}) {
    metallb::DeclaredCluster cluster;
    const auto problems = AddManifest(manifest, "f", cluster);
    ASSERT_EQ(problems.size(), 1U) << manifest;
    EXPECT_EQ(problems[0].kind, Problem::Kind::kNotChecked);
    EXPECT_EQ(problems[0].message,
              "the data of Secret \"s\" mentions MetalLB, but is not checked; define address pools "
              "in another object");
    EXPECT_TRUE(cluster.pools.empty());
    EXPECT_TRUE(cluster.schema_problems.empty());
  }
}

TEST(SecretTextTest, IsIgnoredIfItDoesNotMentionMetallb) {
  metallb::DeclaredCluster cluster;
  EXPECT_THAT(AddManifest("apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {x: aHVudGVy}\n"
                          "stringData: {y: hunter2, z: 7}\n---\nkind: Secret\ndata: hunter2\n",
                          "f", cluster),
              testing::ElementsAre());
}

}  // namespace
}  // namespace exporter::manifests
