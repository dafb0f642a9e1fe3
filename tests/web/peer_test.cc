#include "exporter/web/peer.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

#include <cstring>
#include <stdexcept>
#include <string>

namespace exporter::web {
namespace {

sockaddr_storage AddressOf(const std::string& text) {
  sockaddr_storage address = {};
  sockaddr_in ipv4 = {};
  sockaddr_in6 ipv6 = {};
  if (inet_pton(AF_INET, text.c_str(), &ipv4.sin_addr) == 1) {
    ipv4.sin_family = AF_INET;
    std::memcpy(&address, &ipv4, sizeof(ipv4));
  } else if (inet_pton(AF_INET6, text.c_str(), &ipv6.sin6_addr) == 1) {
    ipv6.sin6_family = AF_INET6;
    std::memcpy(&address, &ipv6, sizeof(ipv6));
  } else {
    throw std::invalid_argument(text);
  }
  return address;
}

Peer At(const std::string& address) { return PeerAt(AddressOf(address)); }

TEST(Peer, IsTheWholeAddressInEachNotation) {
  EXPECT_EQ(At("192.0.2.1"), At("192.0.2.1"));
  EXPECT_NE(At("192.0.2.1"), At("192.0.2.2"));
  EXPECT_EQ(At("192.0.2.1"), At("::ffff:192.0.2.1"));
  EXPECT_NE(At("2001:db8::1"), At("2001:db8::2"));
  EXPECT_NE(At("::1"), At("127.0.0.1"));
  EXPECT_EQ(At("::ffff:192.0.2.1").ToString(), "192.0.2.1");
  EXPECT_EQ(At("2001:db8::1").ToString(), "2001:db8::1");
  EXPECT_EQ(Peer().ToString(), "");
}

TEST(Peer, HasANetworkOf64BitsInIpv6AndIsItsOwnNetworkInIpv4) {
  const auto together = [](const std::string& a, const std::string& b) {
    const Peer one = At(a);
    const Peer other = At(b);
    return one.network() == other.network();
  };
  EXPECT_TRUE(together("2001:db8:0:1::", "2001:db8:0:1:ffff:ffff:ffff:ffff"));
  EXPECT_FALSE(together("2001:db8:0:1::", "2001:db8::ffff:ffff:ffff:ffff"));
  EXPECT_FALSE(together("2001:db8:0:1::", "2001:db8:0:2::"));
  EXPECT_TRUE(together("192.0.2.1", "::ffff:192.0.2.1"));
  EXPECT_FALSE(together("192.0.2.1", "192.0.2.2"));
  EXPECT_FALSE(together("::ffff:192.0.2.1", "::ffff:192.0.2.2"));
}

TEST(Peer, IsEmptyForOtherSockets) {
  sockaddr_storage address = {};
  address.ss_family = AF_UNIX;
  EXPECT_EQ(PeerAt(address), Peer());
  EXPECT_EQ(PeerOf(-1), Peer());
}

}  // namespace
}  // namespace exporter::web
