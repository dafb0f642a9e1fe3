#include "exporter/scan/answers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scan/made_segment.h"

namespace exporter::scan {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using tests::MakeAddress;
using tests::MakeMac;

const addresses::IpAddress kFirst = MakeAddress("192.0.2.1");
const addresses::IpAddress kSecond = MakeAddress("2001:db8::1");

TEST(Answers, AreSortedAndUnique) {
  Answers answers({kSecond, kFirst, kSecond});
  EXPECT_THAT(answers.asked(), ElementsAre(kFirst, kSecond));
  EXPECT_TRUE(answers.WasAsked(kFirst));
  EXPECT_FALSE(answers.WasAsked(MakeAddress("192.0.2.2")));
  EXPECT_EQ(answers.answered(), 0U);
  EXPECT_FALSE(answers.IsAnswered(kFirst));
  EXPECT_THAT(answers.HostsOf(kFirst), IsEmpty());

  answers.Add({kSecond, MakeMac(2, 2)});
  answers.Add({kSecond, MakeMac(1, 1)});
  answers.Add({kSecond, MakeMac(2, 2)});
  answers.Add({kSecond, MakeMac(1, 1)});
  EXPECT_THAT(answers.HostsOf(kSecond), ElementsAre(MakeMac(1, 1), MakeMac(2, 2)));
  EXPECT_TRUE(answers.IsAnswered(kSecond));
  EXPECT_FALSE(answers.IsAnswered(kFirst));
  EXPECT_EQ(answers.answered(), 1U) << "addresses, not hosts";
}

// Upstream: arp-scan#197. A host answers a request for another address with the broadcast address.
TEST(Answers, IgnoreAddressesThatWereNotAskedFor) {
  Answers answers({kFirst});
  for (const char* const other : {"192.0.2.0", "192.0.2.2", "192.0.2.255", "2001:db8::1", "::"}) {
    answers.Add({MakeAddress(other), MakeMac(1, 1)});
    EXPECT_FALSE(answers.IsAnswered(MakeAddress(other))) << other;
    EXPECT_THAT(answers.HostsOf(MakeAddress(other)), IsEmpty()) << other;
  }
  EXPECT_EQ(answers.answered(), 0U);
  Answers none;
  none.Add({kFirst, MakeMac(1, 1)});
  EXPECT_EQ(none.answered(), 0U);
}

TEST(Answers, ListAtMostSixteenHostsOfAnAddress) {
  ASSERT_EQ(kMaxHosts, 16U);
  Answers answers({kFirst, kSecond});
  for (int i = 1; i <= 15; ++i) answers.Add({kFirst, MakeMac(0, static_cast<std::uint8_t>(i))});
  EXPECT_EQ(answers.HostsOf(kFirst).size(), 15U);
  answers.Add({kFirst, MakeMac(0, 16)});
  EXPECT_EQ(answers.HostsOf(kFirst).size(), 16U);
  EXPECT_EQ(answers.OmittedHostsOf(kFirst), 0U);
  answers.Add({kFirst, MakeMac(0, 17)});
  answers.Add({kFirst, MakeMac(0, 18)});
  answers.Add({kFirst, MakeMac(0, 17)});
  answers.Add({kFirst, MakeMac(0, 1)});
  EXPECT_EQ(answers.HostsOf(kFirst).size(), 16U);
  EXPECT_EQ(answers.OmittedHostsOf(kFirst), 2U);
  EXPECT_EQ(answers.OmittedHostsOf(kSecond), 0U);
  answers.Add({kSecond, MakeMac(0, 17)});
  EXPECT_THAT(answers.HostsOf(kSecond), ElementsAre(MakeMac(0, 17)));
}

TEST(Answers, AreBoundedWhateverArrives) {
  Answers answers({kFirst, kSecond});
  for (std::uint32_t i = 0; i < 2 * kMaxDetails; ++i) {
    const MacAddress mac{
        {2, 1, 0, 0, static_cast<std::uint8_t>(i >> 8U), static_cast<std::uint8_t>(i)}};
    answers.Add({i % 2 == 0 ? kFirst : kSecond, mac, MakeMac(9, 9)});
  }
  EXPECT_EQ(answers.OmittedHostsOf(kFirst) + answers.OmittedHostsOf(kSecond), kMaxDetails);
}

TEST(Answers, KeepTheSenderOfTheFrame) {
  Answers answers({kFirst, kSecond});
  answers.Add({kFirst, MakeMac(1, 1), MakeMac(9, 9)});
  answers.Add({kFirst, MakeMac(2, 2)});
  EXPECT_EQ(answers.EthernetSourceOf(kFirst, MakeMac(1, 1)), MakeMac(9, 9));
  EXPECT_EQ(answers.EthernetSourceOf(kFirst, MakeMac(2, 2)), std::nullopt);
  EXPECT_EQ(answers.EthernetSourceOf(kSecond, MakeMac(1, 1)), std::nullopt);
  EXPECT_EQ(answers.EthernetSourceOf(MakeAddress("192.0.2.2"), MakeMac(1, 1)), std::nullopt);
}

}  // namespace
}  // namespace exporter::scan
