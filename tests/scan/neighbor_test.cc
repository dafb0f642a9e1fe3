#include "exporter/scan/neighbor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "tests/scan/made_segment.h"

namespace exporter::scan {
namespace {

using testing::ElementsAreArray;
using tests::MakeAddress;

using Packet = std::vector<std::uint8_t>;

constexpr MacAddress kNode = tests::MakeMac(0x0a, 1);
const addresses::IpAddress kOwn = MakeAddress("fe80::250");
const addresses::IpAddress kSought = MakeAddress("2001:db8::9a12:3434:5678");

// An advertisement from fe80::1 to fe80::250. The checksum is from another program.
const Packet kAdvertisement = {
    0x60, 0x00, 0x00, 0x00, 0x00, 0x20, 0x3a, 0xff,   // version, length, next header, hop limit
    0xfe, 0x80, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,   // source
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01,   //
    0xfe, 0x80, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,   // destination
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x50,   //
    0x88, 0x00, 0xb7, 0xd7, 0x60, 0x00, 0x00, 0x00,   // type, code, checksum, flags
    0x20, 0x01, 0x0d, 0xb8, 0x00, 0x00, 0x00, 0x00,   // target
    0x00, 0x00, 0x9a, 0x12, 0x34, 0x34, 0x56, 0x78,   //
    0x02, 0x01, 0x02, 0x00, 0x00, 0x00, 0x0a, 0x01};  // the MAC address of the target
constexpr std::size_t kHeaderSize = 40;
constexpr std::size_t kOptionsAt = 64;

std::optional<WireAnswer> Parse(const Packet& packet) {
  return ParseAdvertisement(packet, tests::kOwnMac, kOwn);
}

// Writes the right checksum over what follows the header, so that no other field hides behind it.
void Seal(Packet& packet) {
  Packet summed(packet.begin() + 8, packet.end());  // addresses and message
  summed.at(32 + 2) = 0;
  summed.at(32 + 3) = 0;
  const std::size_t length = packet.size() - kHeaderSize;
  summed.insert(summed.end(), length % 2, 0);
  summed.insert(summed.end(), {static_cast<std::uint8_t>(length >> 8U),
                               static_cast<std::uint8_t>(length), 0, 58});
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < summed.size(); i += 2) sum += summed[i] * 256U + summed[i + 1];
  const std::uint64_t checksum = 0xffff - (sum % 0xffff);
  packet.at(kHeaderSize + 2) = static_cast<std::uint8_t>(checksum >> 8U);
  packet.at(kHeaderSize + 3) = static_cast<std::uint8_t>(checksum);
}

// The advertisement with one other byte and a right checksum.
std::optional<WireAnswer> ParseWith(std::size_t at, std::uint8_t value) {
  Packet packet = kAdvertisement;
  packet.at(at) = value;
  Seal(packet);
  return Parse(packet);
}

// The advertisement with other options, a right length and a right checksum.
std::optional<WireAnswer> ParseWithOptions(const Packet& options) {
  Packet packet(kAdvertisement.begin(), kAdvertisement.begin() + kOptionsAt);
  packet.insert(packet.end(), options.begin(), options.end());
  const std::size_t length = packet.size() - kHeaderSize;
  packet.at(4) = static_cast<std::uint8_t>(length >> 8U);
  packet.at(5) = static_cast<std::uint8_t>(length);
  Seal(packet);
  return Parse(packet);
}

TEST(BuildSolicitation, ComesFromTheLinkLocalAddressAndNamesTheMac) {
  EXPECT_THAT(
      BuildSolicitation(tests::kOwnMac, kOwn, kSought),
      ElementsAreArray({0x60, 0x00, 0x00, 0x00, 0x00, 0x20, 0x3a, 0xff,  //
                        0xfe, 0x80, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,  //
                        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x50,  //
                        0xff, 0x02, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,  // to the group
                        0x00, 0x00, 0x00, 0x01, 0xff, 0x34, 0x56, 0x78,  //
                        0x87, 0x00, 0xce, 0xa7, 0x00, 0x00, 0x00, 0x00,  // the checksum is right
                        0x20, 0x01, 0x0d, 0xb8, 0x00, 0x00, 0x00, 0x00,  //
                        0x00, 0x00, 0x9a, 0x12, 0x34, 0x34, 0x56, 0x78,  //
                        0x01, 0x01, 0x02, 0x00, 0x00, 0x00, 0xff, 0x01}));
  EXPECT_EQ(SolicitedGroup(kSought).ToString(), "33:33:ff:34:56:78");
}

TEST(ParseAdvertisement, ReadsTheTargetAndItsMac) {
  EXPECT_EQ(Parse(kAdvertisement), (WireAnswer{kSought, kNode}));
  Packet sealed = kAdvertisement;
  Seal(sealed);
  EXPECT_EQ(sealed, kAdvertisement) << "the tests compute the same checksum";
}

TEST(ParseAdvertisement, IgnoresPadding) {
  for (const std::size_t size : {73U, 1'500U}) {
    Packet packet = kAdvertisement;
    packet.resize(size, 0x99);
    EXPECT_EQ(Parse(packet), (WireAnswer{kSought, kNode})) << size;
  }
}

TEST(ParseAdvertisement, RejectsShortPackets) {
  for (std::size_t size = 0; size < kAdvertisement.size(); ++size) {
    Packet packet = kAdvertisement;
    packet.resize(size);
    EXPECT_FALSE(Parse(packet)) << size;
  }
}

TEST(ParseAdvertisement, RejectsAWrongChecksum) {
  for (std::size_t at = 8; at < kAdvertisement.size(); ++at) {
    Packet packet = kAdvertisement;
    packet.at(at) ^= 0x01;
    EXPECT_FALSE(Parse(packet)) << at;
  }
}

// RFC 4861, 4.4: the source is an address of the interface. Linux does not check it.
TEST(ParseAdvertisement, RejectsSourcesThatNoInterfaceHas) {
  const auto from = [](const std::string& source) {
    const addresses::IpAddress address = tests::MakeAddress(source);
    Packet packet = kAdvertisement;
    for (std::size_t i = 0; i < 8; ++i) {
      packet.at(8 + i) = static_cast<std::uint8_t>(address.hi >> (56 - 8 * i));
      packet.at(16 + i) = static_cast<std::uint8_t>(address.lo >> (56 - 8 * i));
    }
    Seal(packet);
    return Parse(packet).has_value();
  };
  EXPECT_FALSE(from("::"));
  EXPECT_FALSE(from("ff02::1"));
  EXPECT_FALSE(from("ff0e::1"));
  for (const char* const valid : {"fe80::1", "2001:db8::1", "fd00::1", "::1:2"}) {
    EXPECT_TRUE(from(valid)) << valid;
  }
}

TEST(ParseAdvertisement, RejectsOtherHeaders) {
  EXPECT_FALSE(ParseWith(0, 0x40)) << "version";
  EXPECT_FALSE(ParseWith(0, 0x70)) << "version";
  EXPECT_TRUE(ParseWith(0, 0x6f)) << "the traffic class does not matter";
  for (const std::uint8_t next_header : Packet{0, 57, 59}) EXPECT_FALSE(ParseWith(6, next_header));
  for (const std::uint8_t hop_limit : Packet{0, 64, 254}) EXPECT_FALSE(ParseWith(7, hop_limit));
  for (std::size_t at = 24; at < kHeaderSize; ++at) EXPECT_FALSE(ParseWith(at, 0x99)) << at;
}

TEST(ParseAdvertisement, RejectsALengthThatThePacketDoesNotHave) {
  for (const int length : {0, 8, 23, 33, 255}) {
    EXPECT_FALSE(ParseWith(5, static_cast<std::uint8_t>(length))) << length;
  }
  EXPECT_FALSE(ParseWith(4, 1));
  EXPECT_FALSE(ParseWith(4, 0xff));
}

TEST(ParseAdvertisement, RejectsOtherMessages) {
  for (const std::uint8_t type : Packet{0, 128, 135, 137})
    EXPECT_FALSE(ParseWith(kHeaderSize, type));
  EXPECT_FALSE(ParseWith(kHeaderSize + 1, 1)) << "code";
}

TEST(ParseAdvertisement, NeedsTheSolicitedFlag) {
  EXPECT_TRUE(ParseWith(kHeaderSize + 4, 0x40));
  EXPECT_TRUE(ParseWith(kHeaderSize + 4, 0xe0)) << "a router's";
  for (const std::uint8_t flags : Packet{0x00, 0x20, 0x80, 0xa0}) {
    EXPECT_FALSE(ParseWith(kHeaderSize + 4, flags)) << int{flags};
  }
}

TEST(ParseAdvertisement, NeedsAMacAddressOfAnotherHost) {
  EXPECT_FALSE(ParseWithOptions({})) << "no option";
  EXPECT_FALSE(ParseWith(kOptionsAt, 1)) << "the source's address";
  EXPECT_FALSE(ParseWithOptions({2, 1, 0x03, 0, 0, 0, 0x0a, 1})) << "multicast";
  EXPECT_FALSE(ParseWithOptions({2, 1, 0, 0, 0, 0, 0, 0}));
  EXPECT_FALSE(ParseWithOptions({2, 1, 0x02, 0, 0, 0, 0xff, 0x01})) << "the own address";
}

TEST(ParseAdvertisement, ReadsTheFirstMacAddressOfSeveral) {
  const Packet first = {2, 1, 0x02, 0, 0, 0, 0x0a, 1};
  const Packet second = {2, 1, 0x02, 0, 0, 0, 0x0b, 1};
  Packet both = first;
  both.insert(both.end(), second.begin(), second.end());
  EXPECT_EQ(ParseWithOptions(both), (WireAnswer{kSought, kNode}));
}

TEST(ParseAdvertisement, SkipsOtherOptions) {
  Packet options = {14, 2, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14};  // a nonce of 16 bytes
  const Packet mac = {2, 1, 0x02, 0, 0, 0, 0x0a, 1};
  options.insert(options.end(), mac.begin(), mac.end());
  EXPECT_EQ(ParseWithOptions(options), (WireAnswer{kSought, kNode}));
  options.insert(options.end(), {14, 1, 0, 0, 0, 0, 0, 0});
  EXPECT_EQ(ParseWithOptions(options), (WireAnswer{kSought, kNode}));
}

TEST(ParseAdvertisement, RejectsOptionsOfAWrongSize) {
  const Packet mac = {2, 1, 0x02, 0, 0, 0, 0x0a, 1};
  const auto after = [&mac](const Packet& rest) {
    Packet options = mac;
    options.insert(options.end(), rest.begin(), rest.end());
    return ParseWithOptions(options);
  };
  ASSERT_TRUE(after({}));
  EXPECT_FALSE(after({14})) << "no size";
  EXPECT_FALSE(after({14, 0})) << "size 0";
  EXPECT_FALSE(after({14, 0, 0, 0, 0, 0, 0, 0})) << "size 0";
  EXPECT_FALSE(after({14, 1, 0, 0, 0, 0, 0})) << "7 of 8 bytes";
  EXPECT_FALSE(after({14, 2, 0, 0, 0, 0, 0, 0})) << "8 of 16 bytes";
  EXPECT_FALSE(after({14, 255, 0, 0, 0, 0, 0, 0}));
  EXPECT_FALSE(ParseWithOptions({2, 0, 0x02, 0, 0, 0, 0x0a, 1}));
  EXPECT_FALSE(ParseWithOptions({2, 1, 0x02, 0, 0, 0, 0x0a})) << "a cut MAC address";
  EXPECT_FALSE(ParseWithOptions({2, 2, 0x02, 0, 0, 0, 0x0a, 1, 0, 0, 0, 0, 0, 0, 0, 0}))
      << "a MAC address of 14 bytes";
}

}  // namespace
}  // namespace exporter::scan
