#include "exporter/credentials/oidc.h"

#include <gtest/gtest.h>

#include <string>

namespace exporter::credentials {
namespace {

// The expiry of a token with this payload in base64url; -1 if it is unknown.
long ExpiryOf(const std::string& payload) {  // NOLINT(google-runtime-int): what count() gives
  const auto expires = ParseIdToken("e30." + payload + ".c2ln").expires;
  return expires ? expires->time_since_epoch().count() : -1;
}

TEST(ParseIdToken, ReadsTheExpiryTenSecondsEarly) {
  EXPECT_EQ(ExpiryOf("eyJleHAiOjEwMDB9"), 990) << R"({"exp":1000})";
  EXPECT_EQ(ExpiryOf("eyJleHAiOjEwMDAuNX0"), 990) << R"({"exp":1000.5})";
  EXPECT_EQ(ExpiryOf("eyJleHAiOjFlMzB9"), 253'402'300'789) << R"({"exp":1e30})";
  EXPECT_EQ(ExpiryOf("eyJzdWIiOiI_Pj8-IiwiZXhwIjoxMDAwfQ"), 990) << R"({"sub":"?>?>","exp":1000})";
}

TEST(ParseIdToken, AnUnreadableExpiryIsUnknown) {
  for (const char* payload :
       {"", "payload", "*", "e30", "eyJleHAiOm51bGx9", "eyJleHAiOiJzb29uIn0", "eyJleHAiOi0xfQ"}) {
    EXPECT_EQ(ExpiryOf(payload), -1) << payload;
  }
  for (const char* token : {"opaque", "a.b", ".", "", "header.payload.signature"}) {
    EXPECT_FALSE(ParseIdToken(token).expires) << token;
    EXPECT_EQ(ParseIdToken(token).token, token);
  }
}

}  // namespace
}  // namespace exporter::credentials
