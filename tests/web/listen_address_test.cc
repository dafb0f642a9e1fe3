#include "exporter/web/listen_address.h"

#include <gtest/gtest.h>

#include <string>

namespace exporter::web {
namespace {

TEST(ParseListenAddress, ReadsTheThreeForms) {
  EXPECT_EQ(ParseListenAddress(":10472").value(), (ListenAddress{"", 10472}));
  EXPECT_EQ(ParseListenAddress("127.0.0.1:0").value(), (ListenAddress{"127.0.0.1", 0}));
  EXPECT_EQ(ParseListenAddress("localhost:65535").value(), (ListenAddress{"localhost", 65535}));
  EXPECT_EQ(ParseListenAddress("[::1]:80").value(), (ListenAddress{"::1", 80}));
  for (const char* text : {":10472", "127.0.0.1:1", "[2001:db8::1]:80"}) {
    EXPECT_EQ(ParseListenAddress(text)->ToString(), text);
  }
}

TEST(ParseListenAddress, SaysWhatIsWrongAndWhatToUse) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "the port is missing"},
      {"localhost", "the port is missing"},
      {":", "the port must be a number from 0 to 65535"},
      {":65536", "the port must be a number from 0 to 65535"},
      {":-1", "the port must be a number from 0 to 65535"},
      {":http", "the port must be a number from 0 to 65535"},
      {":80 ", "the port must be a number from 0 to 65535"},
      {"::1:80", "an IPv6 address needs brackets"},
      {"[]:80", "the brackets are empty"},
      {"[::1:80", "an IPv6 address needs brackets"},
      {"a b:80", "the host has an invalid character"},
      {"10.0.0.300:9000", "\"10.0.0.300\" is not an IP address"},
  };
  for (const auto& [text, why] : cases) {
    const auto address = ParseListenAddress(text);
    ASSERT_FALSE(address) << text;
    EXPECT_EQ(address.error().message,
              std::string(why) + "; use :10472, 127.0.0.1:10472 or [::1]:10472");
  }
  EXPECT_EQ(ParseListenAddress("10472").error().message, "the colon is missing; write :10472");
  EXPECT_EQ(ParseListenAddress("http://localhost:9000/").error().message,
            "remove the scheme: write localhost:9000");
}

}  // namespace
}  // namespace exporter::web
