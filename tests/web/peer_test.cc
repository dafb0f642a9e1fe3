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

std::string Peer(const std::string& address) { return PeerOf(AddressOf(address)); }

TEST(PeerOf, IsTheWholeAddressForIpv4HoweverItIsWritten) {
  EXPECT_EQ(Peer("192.0.2.1"), Peer("192.0.2.1"));
  EXPECT_NE(Peer("192.0.2.1"), Peer("192.0.2.2"));
  EXPECT_EQ(Peer("192.0.2.1"), Peer("::ffff:192.0.2.1"));
  EXPECT_NE(Peer("::ffff:192.0.2.1"), Peer("::ffff:192.0.2.2"));
}

TEST(PeerOf, IsThePrefixOf64BitsForIpv6) {
  EXPECT_EQ(Peer("2001:db8:0:1::"), Peer("2001:db8:0:1:ffff:ffff:ffff:ffff"));
  EXPECT_NE(Peer("2001:db8:0:1::"), Peer("2001:db8::ffff:ffff:ffff:ffff"));
  EXPECT_NE(Peer("2001:db8:0:1::"), Peer("2001:db8:0:2::"));
  EXPECT_NE(Peer("::1"), Peer("127.0.0.1"));
}

TEST(PeerOf, IsEmptyForOtherSockets) {
  sockaddr_storage address = {};
  address.ss_family = AF_UNIX;
  EXPECT_EQ(PeerOf(address), "");
  EXPECT_EQ(PeerOf(-1), "");
}

}  // namespace
}  // namespace exporter::web
