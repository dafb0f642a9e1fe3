#include "exporter/scan/arp.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "tests/scan/made_segment.h"

namespace exporter::scan {
namespace {

using testing::ElementsAre;
using tests::MakeAddress;

using Packet = std::vector<std::uint8_t>;

constexpr MacAddress kNode = tests::MakeMac(0x0a, 1);

// The node has 192.0.2.100 and answers 192.0.2.250.
Packet MakeReply() {
  return {0,    1,    8,    0,    6,    4,    0,   2,           // Ethernet, IPv4, reply
          0x02, 0x00, 0x00, 0x00, 0x0a, 0x01, 192, 0, 2, 100,   // sender
          0x02, 0x00, 0x00, 0x00, 0xff, 0x01, 192, 0, 2, 250};  // target
}

std::optional<WireAnswer> Parse(const Packet& packet) {
  return ParseArpReply(packet, tests::MakeInterface({"192.0.2.250/24"}));
}

// The reply with one other byte.
std::optional<WireAnswer> ParseWith(std::size_t at, std::uint8_t value) {
  Packet packet = MakeReply();
  packet.at(at) = value;
  return Parse(packet);
}

TEST(BuildArpRequest, IsAnOrdinaryRequestFromTheInterface) {
  EXPECT_THAT(
      BuildArpRequest(tests::kOwnMac, MakeAddress("192.0.2.250"), MakeAddress("198.51.100.255")),
      ElementsAre(0, 1, 8, 0, 6, 4, 0, 1,                              //
                  0x02, 0x00, 0x00, 0x00, 0xff, 0x01, 192, 0, 2, 250,  //
                  0, 0, 0, 0, 0, 0, 198, 51, 100, 255));
}

TEST(ParseArpReply, ReadsTheSender) {
  EXPECT_EQ(Parse(MakeReply()), (WireAnswer{MakeAddress("192.0.2.100"), kNode}));
  Packet highest = MakeReply();
  std::fill_n(highest.begin() + 14, 4, std::uint8_t{255});
  EXPECT_EQ(Parse(highest), (WireAnswer{MakeAddress("255.255.255.255"), kNode}));
}

TEST(ParseArpReply, IgnoresPadding) {
  for (const std::size_t size : {29U, 46U, 1'500U}) {
    Packet packet = MakeReply();
    packet.resize(size, 0xff);
    EXPECT_EQ(Parse(packet), Parse(MakeReply())) << size;
    EXPECT_TRUE(Parse(packet)) << size;
  }
}

TEST(ParseArpReply, RejectsShortPackets) {
  for (std::size_t size = 0; size < kArpSize; ++size) {
    Packet packet = MakeReply();
    packet.resize(size);
    EXPECT_FALSE(Parse(packet)) << size;
  }
}

TEST(ParseArpReply, RejectsEveryOtherHeader) {
  const Packet reply = MakeReply();
  for (std::size_t at = 0; at < 8; ++at) {
    for (int change = 1; change < 256; ++change) {
      EXPECT_FALSE(ParseWith(at, static_cast<std::uint8_t>(reply.at(at) ^ change)))
          << "byte " << at << ", change " << change;
    }
  }
}

TEST(ParseArpReply, RejectsRepliesToOtherHosts) {
  for (std::size_t at = 18; at < 24; ++at) EXPECT_FALSE(ParseWith(at, 0x99)) << at;
  // A gratuitous reply: the target is the sender, or broadcast.
  Packet gratuitous = MakeReply();
  std::copy_n(gratuitous.begin() + 8, 10, gratuitous.begin() + 18);
  EXPECT_FALSE(Parse(gratuitous));
  std::fill_n(gratuitous.begin() + 18, 6, std::uint8_t{0xff});
  EXPECT_FALSE(Parse(gratuitous));
}

// Some hosts broadcast their replies (RFC 5227, 4). Upstream: mdlayher/arp#3.
TEST(ParseArpReply, AcceptsTheTargetsIpAddressInsteadOfItsMac) {
  for (const std::uint8_t byte : {std::uint8_t{0}, std::uint8_t{0xff}}) {
    Packet reply = MakeReply();
    std::fill_n(reply.begin() + 18, 6, byte);
    EXPECT_EQ(Parse(reply), (WireAnswer{MakeAddress("192.0.2.100"), kNode})) << int{byte};
    reply.back() = 251;
    EXPECT_FALSE(Parse(reply)) << "for another host";
  }
}

TEST(ParseArpReply, RejectsSendersThatAreNotOtherHosts) {
  EXPECT_FALSE(ParseWith(8, 0x03)) << "multicast";
  Packet zero = MakeReply();
  std::fill_n(zero.begin() + 8, 6, std::uint8_t{0});
  EXPECT_FALSE(Parse(zero));
  Packet broadcast = MakeReply();
  std::fill_n(broadcast.begin() + 8, 6, std::uint8_t{0xff});
  EXPECT_FALSE(Parse(broadcast));
  Packet own = MakeReply();
  std::copy_n(own.begin() + 18, 6, own.begin() + 8);
  EXPECT_FALSE(Parse(own));
}

TEST(ParseArpReply, IgnoresTheIpAddressOfATargetWithItsMac) {
  EXPECT_TRUE(ParseWith(27, 251)) << "the interface may have several addresses";
}

}  // namespace
}  // namespace exporter::scan
