#include "exporter/collector/cluster_config.h"

#include <gtest/gtest.h>

#include <string>

namespace exporter::collector {
namespace {

credentials::Access AccessTo(const std::string& host) {
  credentials::Access access;
  access.endpoint = {true, host, 443, ""};
  return access;
}

TEST(ServerKey, IsEqualForEveryWayToOneServer) {
  const std::string plain = ServerKey(AccessTo("h"));
  credentials::Access access = AccessTo("h");
  access.token = "secret";
  access.ca_pem = "another authority";
  EXPECT_EQ(ServerKey(access), plain);

  access.proxy = {.host = "p", .port = 80, .credentials = {{"user", "secret"}}};
  const std::string proxied = ServerKey(access);
  EXPECT_EQ(proxied.find("secret"), std::string::npos);
  access.proxy->credentials.reset();
  EXPECT_EQ(ServerKey(access), proxied);
}

TEST(ServerKey, DiffersForOtherServers) {
  const std::string plain = ServerKey(AccessTo("h"));
  EXPECT_NE(ServerKey(AccessTo("g")), plain);
  credentials::Access access = AccessTo("h");
  access.endpoint.port = 444;
  EXPECT_NE(ServerKey(access), plain);
  access = AccessTo("h");
  access.endpoint.path_prefix = "/p";
  EXPECT_NE(ServerKey(access), plain);
  access = AccessTo("h");
  access.tls_server_name = "x";
  EXPECT_NE(ServerKey(access), plain);
  access = AccessTo("h");
  access.proxy = {.host = "p", .port = 80, .credentials = {}};
  EXPECT_NE(ServerKey(access), plain);
}

TEST(ServerKey, IsEmptyForAnInvalidAccess) {
  EXPECT_EQ(ServerKey(Fail(ErrorKind::kConfig, "no server")), "");
}

}  // namespace
}  // namespace exporter::collector
