#include "exporter/scan/interface.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/scan/made_segment.h"

namespace exporter::scan {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using tests::MakeAddress;
using tests::MakeInterface;

// The addresses of `asked` for which the interface can ask.
std::vector<std::string> Askable(const Interface& interface,
                                 const std::vector<std::string>& asked) {
  std::vector<std::string> found;
  for (const std::string& each : asked) {
    if (interface.CanAsk(MakeAddress(each))) found.push_back(each);
  }
  return found;
}

TEST(CanAsk, IsTrueForHostsOfTheSubnet) {
  EXPECT_THAT(Askable(MakeInterface({"192.0.2.130/25"}),
                      {"192.0.2.127", "192.0.2.128", "192.0.2.129", "192.0.2.130", "192.0.2.131",
                       "192.0.2.254", "192.0.2.255", "192.0.3.0", "2001:db8::1"}),
              ElementsAre("192.0.2.129", "192.0.2.131", "192.0.2.254"));
}

TEST(CanAsk, IsTrueForTheOtherEndOfASmallSubnet) {
  EXPECT_THAT(Askable(MakeInterface({"192.0.2.4/31"}),
                      {"192.0.2.3", "192.0.2.4", "192.0.2.5", "192.0.2.6"}),
              ElementsAre("192.0.2.5"));
  EXPECT_THAT(Askable(MakeInterface({"192.0.2.5/30"}),
                      {"192.0.2.4", "192.0.2.5", "192.0.2.6", "192.0.2.7"}),
              ElementsAre("192.0.2.6"));
  EXPECT_THAT(Askable(MakeInterface({"192.0.2.4/32"}), {"192.0.2.3", "192.0.2.4", "192.0.2.5"}),
              IsEmpty());
}

TEST(CanAsk, UsesTheLongestPrefixOfSeveral) {
  const Interface interface = MakeInterface({"10.0.5.1/16", "10.0.5.2/24"});
  EXPECT_EQ(interface.SourceFor(MakeAddress("10.0.5.9"))->prefix_length, 24);
  EXPECT_EQ(interface.SourceFor(MakeAddress("10.0.6.9"))->prefix_length, 16);
  EXPECT_EQ(interface.SourceFor(MakeAddress("10.1.0.9")), nullptr);
  EXPECT_THAT(Askable(interface, {"10.0.5.0", "10.0.5.1", "10.0.5.2", "10.0.5.255", "10.0.6.0",
                                  "10.0.255.255"}),
              ElementsAre("10.0.6.0"));
}

TEST(CanAsk, NeedsALinkLocalAddressForIpv6) {
  Interface interface = MakeInterface({"192.0.2.250/24", "2001:db8::250/64"});
  const std::vector<std::string> asked = {"192.0.2.1", "2001:db8::", "2001:db8::1", "2001:db8::250",
                                          "2001:db8:0:1::1"};
  EXPECT_THAT(Askable(interface, asked), ElementsAre("192.0.2.1", "2001:db8::", "2001:db8::1"));
  interface.link_local.reset();
  EXPECT_THAT(Askable(interface, asked), ElementsAre("192.0.2.1"));
}

TEST(CanAsk, IsFalseForAddressesOfNoHost) {
  const Interface all = MakeInterface({"128.0.0.1/0", "2001:db8::250/0"});
  EXPECT_THAT(Askable(all, {"0.0.0.1", "0.255.255.255", "1.0.0.0", "126.255.255.255", "127.0.0.1",
                            "127.255.255.255", "128.0.0.0", "223.255.255.255", "224.0.0.0",
                            "255.255.255.254"}),
              ElementsAre("1.0.0.0", "126.255.255.255", "128.0.0.0", "223.255.255.255"));
  EXPECT_THAT(Askable(all, {"::1", "ff:ffff::1", "100::1", "feff::1", "ff00::1", "ff02::1"}),
              ElementsAre("100::1", "feff::1"));
}

TEST(CanAsk, IsFalseForTheOwnLinkLocalAddress) {
  const Interface interface = MakeInterface({"fe80::251/64"});
  EXPECT_THAT(Askable(interface, {"fe80::250", "fe80::251", "fe80::252"}),
              ElementsAre("fe80::252"));
}

}  // namespace
}  // namespace exporter::scan
