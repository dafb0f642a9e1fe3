#include "exporter/sources/source_state.h"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/made_fleet.h"

namespace exporter::sources {
namespace {

using fleet::ClusterView;
using fleet::DataState;
using remote::RemoteFleet;
using std::chrono::minutes;
using tests::MakeCluster;
using tests::MakePool;
using tests::MakeService;

constexpr minutes kStaleAfter{60};
constexpr const char* kUrl = "http://east:10472";

ReadTime At(minutes time) {
  return {std::chrono::steady_clock::time_point(time), tests::kNow + time};
}

RemoteFleet FleetOf(std::vector<ClusterView> clusters) {
  RemoteFleet fleet;
  fleet.fleet.clusters = std::move(clusters);
  fleet.fleet.identity.id = "east";
  return fleet;
}

ClusterView Cluster(const std::string& name) {
  return MakeCluster(name, {MakePool("web", {"10.0.0.0/28"})}, {MakeService("a", {"10.0.0.1"})});
}

// The cluster at an exporter that has not polled it yet.
ClusterView NotPolled(const std::string& name) {
  ClusterView cluster;
  cluster.name = name;
  cluster.network = "default";
  return cluster;
}

class SourceStateTest : public testing::Test {
 protected:
  void Answer(RemoteFleet fleet, minutes time) {
    const auto answered = state_.Answered(std::move(fleet), "me", At(time));
    EXPECT_TRUE(answered) << answered.error().message;
  }
  void Fail() { state_.Failed({ErrorKind::kUnreachable, "refused"}, false); }

  ClusterView Only(minutes time) const {
    const auto clusters = state_.Clusters(At(time).steady);
    EXPECT_EQ(clusters.size(), 1U);
    return clusters.empty() ? ClusterView{} : clusters[0];
  }

  SourceState state_{kUrl, kStaleAfter};
};

TEST_F(SourceStateTest, HasNoClustersBeforeTheFirstAnswer) {
  EXPECT_FALSE(state_.view().tried);
  EXPECT_FALSE(state_.view().incomplete);
  Fail();
  EXPECT_TRUE(state_.view().tried);
  EXPECT_FALSE(state_.view().up);
  EXPECT_FALSE(state_.view().incomplete) << "unknown";
  EXPECT_TRUE(state_.Clusters(At(minutes(0)).steady).empty());
}

TEST_F(SourceStateTest, AClusterIsAsAtTheOtherExporter) {
  const ClusterView fresh = Cluster("a");
  Answer(FleetOf({fresh}), minutes(0));
  EXPECT_EQ(Only(minutes(0)), fresh);
  ClusterView stale = fresh;
  stale.state = DataState::kStale;
  stale.record.up = false;
  stale.record.last_error = Error(ErrorKind::kTimeout, "slow");
  Answer(FleetOf({stale}), minutes(1));
  EXPECT_EQ(Only(minutes(100)), stale) << "the other exporter decides when it expires";
  EXPECT_FALSE(state_.NextExpiry(At(minutes(1)).steady));
  ClusterView unknown = stale;
  unknown.state = DataState::kUnknown;
  unknown.snapshot = nullptr;
  Answer(FleetOf({unknown}), minutes(2));
  EXPECT_EQ(Only(minutes(2)), unknown);
  Answer(FleetOf({}), minutes(3));
  EXPECT_TRUE(state_.Clusters(At(minutes(3)).steady).empty()) << "removed there";
}

TEST_F(SourceStateTest, ASourceThatCannotBeReadIsStaleThenUnknown) {
  Answer(FleetOf({Cluster("a")}), minutes(0));
  ASSERT_TRUE(state_.Unchanged(At(minutes(5))));
  Fail();
  const ClusterView stale = Only(minutes(64));
  EXPECT_EQ(stale.state, DataState::kStale);
  EXPECT_NE(stale.snapshot, nullptr);
  EXPECT_FALSE(stale.record.up);
  EXPECT_EQ(stale.record.last_error->kind, ErrorKind::kUnreachable);
  EXPECT_EQ(stale.record.last_error->message, "http://east:10472 cannot be read");
  EXPECT_EQ(state_.NextExpiry(At(minutes(6)).steady), At(minutes(65)).steady);

  const ClusterView unknown = Only(minutes(65));
  EXPECT_EQ(unknown.state, DataState::kUnknown);
  EXPECT_EQ(unknown.snapshot, nullptr);
  EXPECT_GT(unknown.record.polls, 0U);
  EXPECT_FALSE(state_.NextExpiry(At(minutes(65)).steady));

  Answer(FleetOf({Cluster("a")}), minutes(70));
  EXPECT_EQ(Only(minutes(70)).state, DataState::kFresh);
}

TEST_F(SourceStateTest, AnUnchangedAnswerRenewsTheTimesOfClustersThatAreUp) {
  ClusterView down = Cluster("b");
  down.record.up = false;
  Answer(FleetOf({Cluster("a"), down}), minutes(0));
  ASSERT_TRUE(state_.Unchanged(At(minutes(9))));
  const auto clusters = state_.Clusters(At(minutes(9)).steady);
  EXPECT_EQ(clusters.at(0).record.last_success, At(minutes(9)).wall);
  EXPECT_EQ(clusters.at(1).record.last_success, down.record.last_success);
  EXPECT_EQ(state_.view().last_success, At(minutes(9)).wall);
}

TEST_F(SourceStateTest, NoPollIsInTheFuture) {
  ClusterView cluster = Cluster("a");
  cluster.record.last_success = At(minutes(120)).wall;
  Answer(FleetOf({cluster}), minutes(1));
  EXPECT_EQ(Only(minutes(1)).record.last_success, At(minutes(1)).wall);
}

TEST_F(SourceStateTest, AnExporterThatStartsAgainKeepsItsClusters) {
  const ClusterView fresh = Cluster("a");
  Answer(FleetOf({fresh}), minutes(0));
  for (const int minute : {10, 20}) {
    Answer(FleetOf({NotPolled("a")}), minutes(minute));
    const ClusterView kept = Only(minutes(minute));
    EXPECT_EQ(kept.state, DataState::kStale);
    EXPECT_EQ(kept.snapshot, fresh.snapshot);
    EXPECT_GT(kept.record.polls, 0U) << "it was polled before";
    EXPECT_FALSE(kept.record.up);
  }
  ASSERT_TRUE(state_.Unchanged(At(minutes(30))));
  EXPECT_EQ(state_.NextExpiry(At(minutes(30)).steady), At(minutes(60)).steady)
      << "of the last data, not of the last answer";
  EXPECT_EQ(Only(minutes(60)).state, DataState::kUnknown);
}

TEST_F(SourceStateTest, AClusterThatFailsAfterAStartKeepsItsDataUntilItExpires) {
  const ClusterView fresh = Cluster("a");
  Answer(FleetOf({fresh}), minutes(0));
  ClusterView failed = NotPolled("a");
  failed.record.polls = 1;
  failed.record.last_error = Error(ErrorKind::kTimeout, "slow");
  for (const int minute : {10, 20}) {
    Answer(FleetOf({failed}), minutes(minute));
    const ClusterView kept = Only(minutes(minute));
    EXPECT_EQ(kept.state, DataState::kStale);
    EXPECT_EQ(kept.snapshot, fresh.snapshot);
    EXPECT_EQ(kept.record.last_success, fresh.record.last_success);
    EXPECT_FALSE(kept.record.up);
    EXPECT_EQ(kept.record.last_error, failed.record.last_error);
  }
  EXPECT_EQ(state_.NextExpiry(At(minutes(20)).steady), At(minutes(60)).steady);
  EXPECT_EQ(Only(minutes(60)).state, DataState::kUnknown);

  ClusterView expired = failed;
  expired.record.last_success = tests::kNow;
  Answer(FleetOf({expired}), minutes(31));
  EXPECT_EQ(Only(minutes(31)), expired)
      << "it was read since the start, and its data expired there";
}

TEST_F(SourceStateTest, AnExporterThatHasNotReadItsOwnSourceKeepsTheClustersOfIt) {
  ClusterView far = Cluster("far");
  far.source = "http://far:10472";
  RemoteFleet before = FleetOf({Cluster("a"), far});
  before.fleet.sources = {{.source = far.source,
                           .tried = true,
                           .up = true,
                           .incomplete = false,
                           .last_success = tests::kNow,
                           .last_error = {}}};
  Answer(before, minutes(0));
  RemoteFleet restarted = FleetOf({Cluster("a")});
  restarted.fleet.sources = {{.source = far.source}};
  Answer(restarted, minutes(1));
  const auto clusters = state_.Clusters(At(minutes(1)).steady);
  ASSERT_EQ(clusters.size(), 2U);
  EXPECT_EQ(clusters[1].name, "far");
  EXPECT_EQ(clusters[1].state, DataState::kStale);

  RemoteFleet removed = before;
  removed.fleet.clusters.pop_back();
  Answer(removed, minutes(2));
  EXPECT_EQ(Only(minutes(2)).name, "a") << "the source was read and lists it no more";
}

TEST_F(SourceStateTest, AClusterThatCannotBeReadKeepsItsDataUntilItExpires) {
  const ClusterView fresh = Cluster("a");
  Answer(FleetOf({fresh, Cluster("b")}), minutes(0));
  ClusterView unread = NotPolled("a");
  unread.record.polls = 1;
  unread.record.last_error = Error(ErrorKind::kProtocol, "not an IP address");
  RemoteFleet fleet = FleetOf({unread, Cluster("b")});
  fleet.missing = "cannot read cluster \"a\"";
  for (const int minute : {10, 20}) {
    Answer(fleet, minutes(minute));
    const auto clusters = state_.Clusters(At(minutes(minute)).steady);
    ASSERT_EQ(clusters.size(), 2U);
    EXPECT_EQ(clusters[0].state, DataState::kStale);
    EXPECT_EQ(clusters[0].snapshot, fresh.snapshot);
    EXPECT_EQ(clusters[0].record.last_error, unread.record.last_error);
    EXPECT_EQ(clusters[1].state, DataState::kFresh);
    EXPECT_TRUE(state_.view().up);
    EXPECT_EQ(state_.view().incomplete, true);
  }
  EXPECT_EQ(state_.Clusters(At(minutes(60)).steady)[0].state, DataState::kUnknown);
}

TEST_F(SourceStateTest, AClusterMayBeTheOneWithoutAName) {
  Answer(FleetOf({Cluster("a"), Cluster("b")}), minutes(0));
  RemoteFleet fleet = FleetOf({Cluster("b")});
  fleet.misses_unnamed_cluster = true;
  Answer(fleet, minutes(10));
  const auto clusters = state_.Clusters(At(minutes(10)).steady);
  ASSERT_EQ(clusters.size(), 2U);
  EXPECT_EQ(clusters[1].name, "a");
  EXPECT_EQ(clusters[1].state, DataState::kStale);
  EXPECT_EQ(clusters[1].record.last_error,
            Error(ErrorKind::kProtocol,
                  "http://east:10472 lists a cluster without a name instead of this one"));
  EXPECT_EQ(state_.Clusters(At(minutes(60)).steady)[1].state, DataState::kUnknown);
  fleet.misses_unnamed_cluster = false;
  Answer(fleet, minutes(11));
  EXPECT_EQ(Only(minutes(11)).name, "b");
}

TEST_F(SourceStateTest, ALoopIsRefusedUntilItEnds) {
  Answer(FleetOf({Cluster("a")}), minutes(0));
  RemoteFleet loop = FleetOf({Cluster("a")});
  loop.fleet.identity.reads = {"far", "me"};
  const auto refused = state_.Answered(loop, "me", At(minutes(1)));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message,
            "a loop: the source reads this exporter, directly or through others; remove one of "
            "these sources");
  EXPECT_TRUE(state_.view().tried);
  EXPECT_FALSE(state_.view().up);
  EXPECT_EQ(Only(minutes(59)).state, DataState::kStale) << "as for a read that failed";
  EXPECT_EQ(Only(minutes(59)).record.last_error->kind, ErrorKind::kConfig);
  EXPECT_EQ(Only(minutes(60)).state, DataState::kUnknown);
  EXPECT_EQ(state_.ids(), (std::vector<std::string>{"far", "me", "east"}))
      << "so that the others find the loop";
  EXPECT_FALSE(state_.Unchanged(At(minutes(2))));
  EXPECT_FALSE(state_.view().up);

  RemoteFleet itself = FleetOf({Cluster("a")});
  itself.fleet.identity.id = "me";
  const auto self = state_.Answered(itself, "me", At(minutes(3)));
  ASSERT_FALSE(self);
  EXPECT_EQ(self.error().message, "a loop: the exporter reads itself; remove this source");

  Answer(FleetOf({Cluster("a")}), minutes(4));
  EXPECT_TRUE(state_.view().up);
  EXPECT_EQ(Only(minutes(4)).state, DataState::kFresh);
}

TEST_F(SourceStateTest, AnswersAreIncompleteIfTheySayItOrHaveAnotherVersion) {
  RemoteFleet older = FleetOf({Cluster("a")});
  older.missing = "it is too old";
  Answer(older, minutes(0));
  EXPECT_EQ(state_.view().incomplete, true);
  EXPECT_EQ(state_.missing(), older.missing);
  Answer(FleetOf({Cluster("a")}), minutes(1));
  EXPECT_EQ(state_.view().incomplete, false);
  EXPECT_EQ(state_.missing(), "");
  RemoteFleet nameless = FleetOf({Cluster("a")});
  nameless.fleet.identity = {};
  Answer(nameless, minutes(1));
  EXPECT_EQ(state_.view().incomplete, true) << "it could be a loop";
  EXPECT_EQ(state_.missing(), "it has no exporter.id, so that a loop cannot be found");
  state_.Failed({ErrorKind::kProtocol, "version 2"}, /*other_version=*/true);
  EXPECT_EQ(state_.view().incomplete, true);
  EXPECT_EQ(Only(minutes(2)).state, DataState::kStale);
}

TEST_F(SourceStateTest, AnEqualPolicyHasTheSamePointer) {
  RemoteFleet fleet = FleetOf({});
  fleet.policy.networks["rack"].shared_addresses = tests::MakeSet({"10.9.0.0/28"});
  Answer(fleet, minutes(0));
  const auto policy = state_.policy();
  Answer(fleet, minutes(1));
  EXPECT_EQ(state_.policy(), policy);
  fleet.policy.networks["rack"].shared_addresses = {};
  Answer(fleet, minutes(2));
  EXPECT_NE(state_.policy(), policy);
}

}  // namespace
}  // namespace exporter::sources
