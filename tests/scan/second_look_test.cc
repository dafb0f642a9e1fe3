// The addresses that a second look asks for, and the findings that it confirms.

#include "exporter/scan/second_look.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/scan/two_clusters.h"

namespace exporter::scan {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using tests::Assigned;
using tests::Find;
using tests::Heard;
using tests::kA1;
using tests::kA1SecondCard;
using tests::kA2;
using tests::kB1;
using tests::kOtherStranger;
using tests::kStranger;
using tests::Lines;

// The findings of two looks at 192.0.2.100 to 192.0.2.103, of which 100 and 101 are assigned.
std::vector<std::string> LookTwice(const Heard& first, const Heard& second) {
  const Assigned assigned{{"100", "101"}, {}};
  const auto findings = Find("192.0.2.", assigned, first);
  return Lines(Confirm(findings, findings, Find("192.0.2.", assigned, second)));
}

// The first look at 192.0.2.100 is judged again after the second look taught more about hosts.
TEST(Confirm, UsesWhatBothLooksTeach) {
  const Assigned assigned{{"100"}, {}};
  const auto ok = Find("192.0.2.", assigned, {{"100", {kA1}}});
  const auto split = Find("192.0.2.", assigned, {{"100", {kA1, kA2}}});
  const auto silent = Find("192.0.2.", assigned, {{"100", {}}});
  EXPECT_THAT(Lines(Confirm(split, silent, split)), ElementsAre("192.0.2.100 silent:"));
  EXPECT_THAT(Lines(Confirm(ok, split, {})), ElementsAre("192.0.2.100 ok: a/a1"))
      << "it was not asked for again";
  EXPECT_THAT(Lines(Confirm(split, {}, split)), IsEmpty());
}

TEST(Confirm, KeepsConflictsThatBothLooksSee) {
  EXPECT_THAT(LookTwice({{"100", {kA1, kB1}}, {"102", {kStranger}}},
                        {{"100", {kA1, kB1}}, {"102", {kStranger}}}),
              ElementsAre("192.0.2.100 stolen: a/a1 b/b1", "192.0.2.102 squatter: -"));
}

TEST(Confirm, ForgetsAFailover) {
  EXPECT_THAT(LookTwice({{"100", {kA1, kA2}}, {"101", {kA1}}}, {{"100", {kA2}}}),
              ElementsAre("192.0.2.100 ok: a/a2", "192.0.2.101 ok: a/a1"));
}

TEST(Confirm, UsesTheSecondLook) {
  EXPECT_THAT(LookTwice({{"100", {kA1, kA2}}, {"101", {kStranger}}},
                        {{"100", {kA1, kStranger}}, {"101", {}}}),
              ElementsAre("192.0.2.100 foreign: a/a1 -", "192.0.2.101 silent:"));
}

TEST(Confirm, ForgetsASquatterThatDisappeared) {
  EXPECT_THAT(LookTwice({{"102", {kStranger}}, {"103", {kOtherStranger, kA1}}},
                        {{"102", {}}, {"103", {kA1}}}),
              ElementsAre("192.0.2.103 squatter: a/a1"));
}

TEST(Confirm, AddsNothing) {
  EXPECT_THAT(LookTwice({{"100", {kA1}}}, {{"100", {kA1, kB1}}, {"102", {kStranger}}}),
              ElementsAre("192.0.2.100 ok: a/a1"));
}

TEST(Suspects, AreFindingsOfAWarningOrWorse) {
  const auto findings = Find("192.0.2.", {{"100", "101", "102"}, {}},
                             {{"100", {kA1, kA1SecondCard}},
                              {"101", {kA1, kA1SecondCard}},
                              {"102", {kA1, kA1SecondCard, kA2}},
                              {"103", {kStranger}},
                              {"104", {}}});
  EXPECT_THAT(Suspects(findings),
              ElementsAre(tests::MakeAddress("192.0.2.102"), tests::MakeAddress("192.0.2.103")));
}

// The addresses of the second look after the answers of the first look, without the controls.
std::vector<std::string> AskedAfter(const fleet::FleetView& fleet, const Heard& heard) {
  const Interface interface = tests::MakeInterface({"192.0.2.250/24"});
  const SegmentAnswers first = tests::MakeSegment(interface, fleet, heard);
  std::vector<std::string> asked;
  const SecondLook look = PlanSecondLook(first, tests::FindIn(first), {});
  for (const addresses::IpAddress& each : look.asked) {
    const auto& controls = look.controls;
    if (std::find(controls.begin(), controls.end(), each) == controls.end()) {
      asked.push_back(each.ToString());
    }
  }
  return asked;
}

TEST(PlanSecondLook, AsksForNothingWithoutSuspects) {
  const auto fleet = tests::MakeFleet("192.0.2.", {{"100"}, {}});
  EXPECT_THAT(AskedAfter(fleet, {{"192.0.2.1", {kA1}}, {"192.0.2.100", {kA1}}}), IsEmpty());
}

TEST(PlanSecondLook, AsksForSuspectsAndForNodesThatDidNotAnswer) {
  const auto fleet = tests::MakeFleet("192.0.2.", {{"100"}, {}});
  EXPECT_THAT(AskedAfter(fleet, {{"192.0.2.1", {kA1}},
                                 {"192.0.2.2", {}},
                                 {"192.0.2.11", {kB1}},
                                 {"192.0.2.100", {kA1, kB1}}}),
              ElementsAre("192.0.2.2", "192.0.2.100"));
}

// Two hosts answer for the address of a1: cards of one node would answer for the same addresses.
TEST(PlanSecondLook, AsksForAllAddressesOfHostsWithTheAddressOfANode) {
  const auto fleet = tests::MakeFleet("192.0.2.", {{"100"}, {}});
  EXPECT_THAT(AskedAfter(fleet, {{"192.0.2.1", {kA1, kStranger}},
                                 {"192.0.2.2", {kA2}},
                                 {"192.0.2.11", {kB1}},
                                 {"192.0.2.100", {kA1}}}),
              ElementsAre("192.0.2.1", "192.0.2.100"));
}

}  // namespace
}  // namespace exporter::scan
