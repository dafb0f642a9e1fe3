// The state of `serve` after several scans.

#include "exporter/scan/scan_state.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "tests/scan/made_segment.h"

namespace exporter::scan {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;
using tests::kNow;

constexpr milliseconds kKeepFor = minutes(60);

ScanState Before(const std::vector<std::string>& interfaces) {
  ScanState state;
  state.interval = minutes(5);
  for (const std::string& each : interfaces) state.interfaces.push_back({.interface = each});
  return state;
}

// A scan of eth0 that found a conflict.
ScanReport Success(const std::string& interface = "eth0",
                   const std::string& address = "192.0.2.1") {
  ScanReport report;
  report.interfaces = {{.interface = interface, .duration = seconds(3), .sent = 10, .dropped = 2}};
  report.segments = {
      {.interface = interface, .network = "default", .asked = 5, .answered = 1, .expected = 3}};
  WireFinding finding;
  finding.address = tests::MakeAddress(address);
  finding.verdict = WireVerdict::kForeign;
  finding.network = "default";
  finding.interface = interface;
  report.findings = {finding};
  return report;
}

ScanReport Failure(const std::string& interface = "eth0") {
  ScanReport report;
  report.interfaces = {{.interface = interface,
                        .error = Error(ErrorKind::kUnreachable, "interface is down"),
                        .duration = seconds(1),
                        .sent = 4,
                        .dropped = 1}};
  return report;
}

std::vector<std::string> AddressesOf(const ScanState& state) {
  std::vector<std::string> addresses;
  for (const WireFinding& each : state.findings) addresses.push_back(each.address.ToString());
  return addresses;
}

TEST(Advance, TakesTheResultOfASuccessfulScan) {
  const ScanState state = Advance(Before({"eth0"}), Success(), kNow, kKeepFor);
  EXPECT_EQ(state.interval, minutes(5));
  ASSERT_EQ(state.interfaces.size(), 1U);
  const InterfaceState& eth0 = state.interfaces[0];
  EXPECT_EQ(eth0.up, true);
  EXPECT_FALSE(eth0.error);
  EXPECT_EQ(eth0.last_success, kNow);
  EXPECT_EQ(eth0.duration, seconds(3));
  EXPECT_EQ(eth0.sent, 10U);
  EXPECT_EQ(eth0.dropped, 2U);
  EXPECT_EQ(state.segments.size(), 1U);
  EXPECT_THAT(AddressesOf(state), ElementsAre("192.0.2.1"));
}

TEST(Advance, ReplacesTheFindingsAndAddsThePackets) {
  const ScanState first = Advance(Before({"eth0"}), Success(), kNow, kKeepFor);
  const ScanState second =
      Advance(first, Success("eth0", "192.0.2.2"), kNow + minutes(5), kKeepFor);
  EXPECT_THAT(AddressesOf(second), ElementsAre("192.0.2.2"));
  EXPECT_EQ(second.segments.size(), 1U);
  EXPECT_EQ(second.interfaces[0].last_success, kNow + minutes(5));
  EXPECT_EQ(second.interfaces[0].sent, 20U);
  EXPECT_EQ(second.interfaces[0].dropped, 4U);
}

// With more unassigned addresses than one scan asks for, the next scan asks for the others.
TEST(Advance, KeepsASquatterUntilItsAddressIsAskedForAgain) {
  ScanReport first = Success("eth0", "192.0.2.9");
  first.findings[0].verdict = WireVerdict::kSquatter;
  const auto verdicts = [](const ScanState& state) {
    std::vector<std::string> texts;
    for (const WireFinding& each : state.findings) {
      texts.push_back(each.address.ToString() + ' ' + std::string(Name(each.verdict)));
    }
    return texts;
  };
  const ScanState found = Advance(Before({"eth0"}), first, kNow, kKeepFor);
  ScanReport others = Success("eth0", "192.0.2.20");
  others.segments[0].not_asked = tests::MakeSet({"192.0.2.8-192.0.2.15"});
  ScanState state = found;
  for (int i = 0; i < 20; ++i) {
    state = Advance(state, others, kNow + i * minutes(5), kKeepFor);
    EXPECT_THAT(verdicts(state), ElementsAre("192.0.2.9 squatter", "192.0.2.20 foreign")) << i;
  }
  ScanReport conflict = Success("eth0", "192.0.2.9");
  EXPECT_THAT(verdicts(Advance(state, conflict, kNow, kKeepFor)), ElementsAre("192.0.2.9 foreign"));
  conflict.findings.clear();
  EXPECT_THAT(verdicts(Advance(state, conflict, kNow, kKeepFor)), IsEmpty());
  others.segments[0].network = "other";
  EXPECT_THAT(verdicts(Advance(state, others, kNow, kKeepFor)), ElementsAre("192.0.2.20 foreign"));
}

TEST(Advance, KeepsTheFindingsOfAFailingInterfaceForAWhile) {
  const ScanState first = Advance(Before({"eth0"}), Success(), kNow, kKeepFor);
  const auto later = [&first](std::chrono::system_clock::duration after) {
    return Advance(first, Failure(), kNow + after, kKeepFor);
  };
  const ScanState failing = later(kKeepFor - milliseconds(1));
  EXPECT_EQ(failing.interfaces[0].up, false);
  EXPECT_EQ(failing.interfaces[0].error->message, "interface is down");
  EXPECT_EQ(failing.interfaces[0].last_success, kNow);
  EXPECT_EQ(failing.interfaces[0].duration, seconds(3)) << "of the last successful scan";
  EXPECT_EQ(failing.interfaces[0].sent, 14U);
  EXPECT_EQ(failing.interfaces[0].dropped, 3U);
  EXPECT_THAT(AddressesOf(failing), ElementsAre("192.0.2.1"));
  EXPECT_EQ(failing.segments.size(), 1U);
  for (const auto after : {kKeepFor, kKeepFor + milliseconds(1)}) {
    EXPECT_THAT(AddressesOf(later(after)), IsEmpty());
    EXPECT_THAT(later(after).segments, IsEmpty());
    EXPECT_EQ(later(after).interfaces[0].last_success, kNow);
  }
  const ScanState again =
      Advance(failing, Success("eth0", "192.0.2.2"), kNow + minutes(61), kKeepFor);
  EXPECT_EQ(again.interfaces[0].up, true);
  EXPECT_FALSE(again.interfaces[0].error);
  EXPECT_THAT(AddressesOf(again), ElementsAre("192.0.2.2"));
}

TEST(Advance, HasNoFindingsIfEveryScanFailed) {
  const ScanState state = Advance(Before({"eth0"}), Failure(), kNow, kKeepFor);
  EXPECT_EQ(state.interfaces[0].up, false);
  EXPECT_FALSE(state.interfaces[0].last_success);
  EXPECT_THAT(state.findings, IsEmpty());
  EXPECT_THAT(state.segments, IsEmpty());
}

TEST(Advance, FailsOnEveryInterfaceIfNoneCouldBeScanned) {
  ScanReport report;
  report.error = Error(ErrorKind::kUnreachable, "no cluster could be read");
  const ScanState state = Advance(Before({"eth0", "eth1"}), report, kNow, kKeepFor);
  for (const InterfaceState& each : state.interfaces) {
    EXPECT_EQ(each.up, false);
    EXPECT_EQ(each.error->message, "no cluster could be read");
  }
}

TEST(Advance, KeepsInterfacesApart) {
  ScanReport both = Success();
  const ScanReport other = Success("eth1", "198.51.100.1");
  both.interfaces.push_back(other.interfaces[0]);
  both.segments.push_back(other.segments[0]);
  both.findings.push_back(other.findings[0]);
  const ScanState first = Advance(Before({"eth0", "eth1"}), both, kNow, kKeepFor);
  EXPECT_THAT(AddressesOf(first), ElementsAre("192.0.2.1", "198.51.100.1"));

  ScanReport mixed = Success("eth0", "192.0.2.9");
  mixed.interfaces.push_back(Failure("eth1").interfaces[0]);
  const ScanState second = Advance(first, mixed, kNow + minutes(5), kKeepFor);
  EXPECT_EQ(second.interfaces[0].up, true);
  EXPECT_EQ(second.interfaces[1].up, false);
  EXPECT_THAT(AddressesOf(second), ElementsAre("192.0.2.9", "198.51.100.1"));
  EXPECT_EQ(second.interfaces[1].sent, 14U);
}

TEST(Advance, FailsIfNobodyAnswers) {
  ScanReport report = Success();
  report.findings.clear();
  report.segments[0].answered = 0;
  const ScanState deaf = Advance(Before({"eth0"}), report, kNow, kKeepFor);
  EXPECT_EQ(deaf.interfaces[0].up, false);
  EXPECT_EQ(deaf.interfaces[0].error->kind, ErrorKind::kUnreachable);
  EXPECT_EQ(deaf.interfaces[0].error->message,
            "interface eth0: no host answered, not even a node; is this the right segment?");

  report.segments.push_back(report.segments[0]);
  report.segments[1].network = "other";
  report.segments[1].answered = 1;
  EXPECT_EQ(Advance(Before({"eth0"}), report, kNow, kKeepFor).interfaces[0].up, true)
      << "an answer on one network of the interface";

  report.segments.resize(1);
  report.segments[0].expected = 0;
  EXPECT_EQ(Advance(Before({"eth0"}), report, kNow, kKeepFor).interfaces[0].up, true)
      << "no host should answer for unassigned addresses";
}

TEST(HasFinding, ComparesTheAddressThePlaceAndTheVerdict) {
  const ScanState state = Advance(Before({"eth0"}), Success(), kNow, kKeepFor);
  WireFinding finding = state.findings[0];
  finding.answers = {{.mac = tests::MakeMac(1, 1)}};
  EXPECT_TRUE(state.HasFinding(finding)) << "another host answers now";
  const auto differs = [&](auto change) {
    WireFinding other = finding;
    change(other);
    return !state.HasFinding(other);
  };
  EXPECT_TRUE(differs([](WireFinding& each) { each.address = tests::MakeAddress("192.0.2.2"); }));
  EXPECT_TRUE(differs([](WireFinding& each) { each.verdict = WireVerdict::kSplit; }));
  EXPECT_TRUE(differs([](WireFinding& each) { each.network = "other"; }));
  EXPECT_TRUE(differs([](WireFinding& each) { each.interface = "eth1"; }));
}

}  // namespace
}  // namespace exporter::scan
