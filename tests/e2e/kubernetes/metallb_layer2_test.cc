// Scans of addresses for which MetalLB's own layer 2 responders answer, on a real network. Skipped
// if the user is not root.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "tests/e2e/kubernetes/programs.h"
#include "tests/support/process.h"
#include "tests/wire/wire_test.h"

namespace exporter::tests {
namespace {

using testing::ElementsAre;
using testing::Pair;

class MetallbLayer2Test : public WireTest, public testing::WithParamInterface<Prefix> {
 protected:
  void SetUp() override {
    WireTest::SetUp();
    if (IsSkipped()) return;
    AddPool(a_, "main", {at_(32) + '-' + at_(39)});
    AddHosts(at_);
    network_.Settle();
  }

  // Starts the responders of a speaker on the host, and waits until they answer for the address.
  static std::unique_ptr<Process> Announce(const std::string& host, const std::string& address) {
    auto speaker =
        std::make_unique<Process>(OnHost(host, {FromRunScript("E2E_METALLB_LAYER2"), address}));
    speaker->WaitForOutput("announcing");
    return speaker;
  }

  static void Withdraw(const Process& speaker) {
    speaker.Signal(SIGUSR1);
    speaker.WaitForOutput("withdrawn");
  }

  // Calls `change` between the first look of the next scan and the second one. The clusters are
  // polled before each look.
  void BetweenTheLooks(const std::function<void()>& change) {
    a_.Intercept([this, change](const standin::Request& request) -> std::optional<standin::Reply> {
      if (request.path.ends_with("/services") && ++polls_ == 2) change();
      return std::nullopt;
    });
  }

  const Prefix& at_ = GetParam();
  int polls_ = 0;
};

std::string FamilyOf(const testing::TestParamInfo<Prefix>& parameter) {
  return parameter.param.length == kIpv4Prefix.length ? "Ipv4" : "Ipv6";
}

INSTANTIATE_TEST_SUITE_P(Wire, MetallbLayer2Test, testing::Values(kIpv4Prefix, kIpv6Prefix),
                         FamilyOf);

TEST_P(MetallbLayer2Test, OneSpeakerIsOk) {
  Assign(a_, "web", at_(33));
  const auto a1 = Announce("a1", at_(33));
  const Scanned scanned = Scan();
  EXPECT_EQ(scanned.status, 0) << scanned.Notes();
  EXPECT_THAT(scanned.Findings(), ElementsAre(Pair(at_(33), "ok cluster-a/a1")));
}

TEST_P(MetallbLayer2Test, SpeakersOfTwoClustersAreADuplicate) {
  AddPool(b_, "main", {at_(32) + '-' + at_(39)});
  Assign(a_, "web", at_(33));
  Assign(b_, "web", at_(33));
  const auto a1 = Announce("a1", at_(33));
  const auto b1 = Announce("b1", at_(33));
  const Scanned scanned = Scan();
  EXPECT_EQ(scanned.status, 2) << scanned.Notes();
  EXPECT_THAT(scanned.Findings(),
              ElementsAre(Pair(at_(33), "duplicate cluster-a/a1 cluster-b/b1")));
}

TEST_P(MetallbLayer2Test, ASpeakerOfAnotherClusterIsNamed) {
  Assign(a_, "web", at_(33));
  const auto a1 = Announce("a1", at_(33));
  const auto b1 = Announce("b1", at_(33));
  const Scanned scanned = Scan();
  EXPECT_EQ(scanned.status, 2) << scanned.Notes();
  EXPECT_THAT(scanned.Findings(), ElementsAre(Pair(at_(33), "stolen cluster-a/a1 cluster-b/b1")));
}

TEST_P(MetallbLayer2Test, TwoSpeakersOfOneClusterAreSplit) {
  Assign(a_, "web", at_(33));
  const auto a1 = Announce("a1", at_(33));
  const auto a2 = Announce("a2", at_(33));
  const Scanned scanned = Scan();
  EXPECT_EQ(scanned.status, 2) << scanned.Notes();
  EXPECT_THAT(scanned.Findings(), ElementsAre(Pair(at_(33), "split cluster-a/a1 cluster-a/a2")));
}

// The new speaker sends gratuitous packets for five seconds.
TEST_P(MetallbLayer2Test, AFailoverDuringTheScanIsNoConflict) {
  Assign(a_, "web", at_(33));
  const auto a1 = Announce("a1", at_(33));
  const auto a2 = Announce("a2", at_(33));
  BetweenTheLooks([&] { Withdraw(*a1); });
  const Scanned scanned = Scan();
  EXPECT_EQ(scanned.status, 0) << scanned.Notes();
  EXPECT_THAT(scanned.Findings(), ElementsAre(Pair(at_(33), "ok cluster-a/a2")));
}

TEST_P(MetallbLayer2Test, ASpeakerThatEndedIsSilent) {
  Assign(a_, "web", at_(33));
  const auto a1 = Announce("a1", at_(33));
  Withdraw(*a1);
  const Scanned scanned = Scan();
  EXPECT_EQ(scanned.status, 0) << scanned.Notes();
  EXPECT_THAT(scanned.Findings(), ElementsAre(Pair(at_(33), "silent")));
}

}  // namespace
}  // namespace exporter::tests
