#include "exporter/credentials/redact.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace exporter::credentials {
namespace {

TEST(Redact, ReplacesEachSecretHoweverShort) {
  EXPECT_EQ(Redact("no secret", {}), "no secret");
  EXPECT_EQ(Redact("xabcx ab x", {"ab", "abc"}), "x<redacted>x <redacted> x");
  EXPECT_EQ(Redact("de", {"d", "e"}), "<redacted><redacted>")
      << "a replacement is not searched again";
  EXPECT_EQ(Redact("", {"a"}), "");
}

TEST(Redact, ReplacesTheBeginningOfALongSecret) {
  EXPECT_EQ(Redact("Bearer 0123456789", {"0123456789abcdef"}), "Bearer <redacted>");
  EXPECT_EQ(Redact("Bearer 01234567, more", {"0123456789abcdef"}), "Bearer <redacted>, more");
  EXPECT_EQ(Redact("Bearer 0123456", {"0123456789abcdef"}), "Bearer 0123456");
}

TEST(SecretsOf, ContainEveryEncodingOfASecret) {
  Access access;
  access.basic = BasicCredentials{"me", "a/b"};
  access.proxy = Proxy{.host = "p", .credentials = BasicCredentials{"us", "\"pass"}};
  access.impersonation.user = "jane";
  EXPECT_THAT(SecretsOf(access, "token"),
              testing::IsSupersetOf({"token", "a/b", "a%2Fb", "bWU6YS9i", "\"pass", "%22pass",
                                     "\\\"pass", "dXM6InBhc3M="}));
  EXPECT_THAT(SecretsOf(Access{}, ""), testing::IsEmpty());
}

}  // namespace
}  // namespace exporter::credentials
