#include "exporter/collector/fleet_state.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace exporter::collector {
namespace {

using fleet::DataState;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds kStaleAfter{100};

FleetState::Clock::time_point At(milliseconds since_start) {
  return FleetState::Clock::time_point(seconds(1'000) + since_start);
}

PollTimes EndedAt(milliseconds since_start) {
  return {At(since_start), std::chrono::system_clock::time_point(since_start), seconds(1)};
}

std::shared_ptr<const fleet::ClusterSnapshot> Snapshot() {
  fleet::ClusterObjects objects;
  objects.metallb_installed = true;
  return std::make_shared<const fleet::ClusterSnapshot>(std::move(objects), "");
}

const Error kRefused{ErrorKind::kUnreachable, "connection refused"};

// The slots of the clusters are numbered from 0.
FleetState StateOf(std::vector<ClusterIdentity> clusters, bool merge_contexts) {
  FleetState state(kStaleAfter);
  std::vector<Slot> slots;
  for (ClusterIdentity& cluster : clusters) slots.push_back({slots.size(), std::move(cluster)});
  state.SetSlots(std::move(slots), merge_contexts);
  return state;
}

FleetState OneCluster() { return StateOf({{"a", "a", "default", "key-a"}}, true); }

FleetState TwoContexts(const std::string& key_a, const std::string& key_b) {
  return StateOf({{"a", "a", "default", key_a}, {"b", "b", "default", key_b}}, true);
}

TEST(FleetState, IsUnknownBeforeTheFirstPoll) {
  const FleetState state = OneCluster();
  const auto view = state.View(At(seconds(0)));
  ASSERT_EQ(view.clusters.size(), 1U);
  EXPECT_EQ(view.clusters[0].name, "a");
  EXPECT_EQ(view.clusters[0].state, DataState::kUnknown);
  EXPECT_EQ(view.clusters[0].snapshot, nullptr);
  EXPECT_EQ(view.clusters[0].record.polls, 0U);
  EXPECT_FALSE(view.clusters[0].record.last_success);
  EXPECT_FALSE(view.Complete());
  EXPECT_FALSE(state.NextExpiry(At(seconds(0))));
}

TEST(FleetState, IsFreshUntilAPollFails) {
  FleetState state = OneCluster();
  const auto snapshot = Snapshot();
  state.Succeeded(0, snapshot, "uid", EndedAt(seconds(0)));
  const auto view = state.View(At(10 * kStaleAfter));
  EXPECT_EQ(view.clusters[0].state, DataState::kFresh);
  EXPECT_EQ(view.clusters[0].snapshot, snapshot);
  EXPECT_TRUE(view.clusters[0].record.up);
  EXPECT_TRUE(view.Complete());
  EXPECT_FALSE(state.NextExpiry(At(seconds(0))));
}

TEST(FleetState, IsStaleAfterAFailedPollUntilTheDataIsTooOld) {
  FleetState state = OneCluster();
  const auto snapshot = Snapshot();
  state.Succeeded(0, snapshot, "uid", EndedAt(seconds(10)));
  state.Failed(0, kRefused, EndedAt(seconds(40)));

  const milliseconds expiry = seconds(10) + kStaleAfter;  // from the last success, not the failure
  EXPECT_EQ(state.NextExpiry(At(seconds(40))), At(expiry));
  for (const milliseconds now : {milliseconds(40'000), expiry - milliseconds(1)}) {
    const auto view = state.View(At(now));
    EXPECT_EQ(view.clusters[0].state, DataState::kStale);
    EXPECT_EQ(view.clusters[0].snapshot, snapshot);
    EXPECT_FALSE(view.clusters[0].record.up);
    EXPECT_EQ(view.clusters[0].record.last_error.value().message, "connection refused");
  }
  for (const milliseconds now : {expiry, expiry + milliseconds(1)}) {
    const auto view = state.View(At(now));
    EXPECT_EQ(view.clusters[0].state, DataState::kUnknown);
    EXPECT_EQ(view.clusters[0].snapshot, nullptr);
    EXPECT_TRUE(view.clusters[0].record.last_success) << "the time of the last success is retained";
    EXPECT_FALSE(state.NextExpiry(At(now)));
  }
}

TEST(FleetState, ShowsTheUnreadResourcesOfTheLastSuccessfulPoll) {
  FleetState state = OneCluster();
  const fleet::UnreadResources unread = {{fleet::OptionalResource::kVersion, kRefused}};
  state.Succeeded(0, Snapshot(), "uid", EndedAt(seconds(0)), unread);
  state.Failed(0, kRefused, EndedAt(seconds(30)));
  EXPECT_EQ(state.View(At(seconds(30))).clusters[0].record.unread, unread);
  state.Succeeded(0, Snapshot(), "uid", EndedAt(seconds(60)));
  EXPECT_TRUE(state.View(At(seconds(60))).clusters[0].record.unread.empty());
}

TEST(FleetState, IgnoresJumpsOfTheWallClock) {
  for (const hours jump : {hours(24 * 365), hours(-24 * 365)}) {
    FleetState state = OneCluster();
    state.Succeeded(0, Snapshot(), "uid", EndedAt(seconds(0)));
    PollTimes times = EndedAt(seconds(30));
    times.ended_wall += jump;
    state.Failed(0, kRefused, times);
    EXPECT_EQ(state.View(At(kStaleAfter - milliseconds(1))).clusters[0].state, DataState::kStale);
    EXPECT_EQ(state.View(At(kStaleAfter)).clusters[0].state, DataState::kUnknown);
    times.ended += seconds(30);
    state.Succeeded(0, Snapshot(), "uid", times);
    EXPECT_EQ(state.View(At(kStaleAfter)).clusters[0].state, DataState::kFresh);
    EXPECT_EQ(state.View(At(kStaleAfter)).clusters[0].record.last_success, times.ended_wall);
  }
}

TEST(FleetState, IsFreshAtOnceAfterASuccessfulPoll) {
  FleetState state = OneCluster();
  state.Succeeded(0, Snapshot(), "uid", EndedAt(seconds(0)));
  state.Failed(0, kRefused, EndedAt(seconds(30)));
  const auto snapshot = Snapshot();
  state.Succeeded(0, snapshot, "uid", EndedAt(2 * kStaleAfter));
  const auto view = state.View(At(2 * kStaleAfter));
  EXPECT_EQ(view.clusters[0].state, DataState::kFresh);
  EXPECT_EQ(view.clusters[0].snapshot, snapshot);
  EXPECT_FALSE(view.clusters[0].record.last_error);
}

TEST(FleetState, CountsPollsAndErrorsByReason) {
  FleetState state = OneCluster();
  for (const ErrorKind kind : kErrorKinds) state.Failed(0, {kind, "x"}, EndedAt(seconds(0)));
  state.Failed(0, {ErrorKind::kTls, "x"}, EndedAt(seconds(0)));
  state.Succeeded(0, Snapshot(), "uid", EndedAt(seconds(0)));
  const auto record = state.View(At(seconds(0))).clusters[0].record;
  EXPECT_EQ(record.polls, kErrorKinds.size() + 2);
  for (const ErrorKind kind : kErrorKinds) {
    EXPECT_EQ(record.ErrorsOf(kind), kind == ErrorKind::kTls ? 2U : 1U) << Name(kind);
  }
}

TEST(FleetState, IsCompleteWhenEveryClusterWasPolled) {
  FleetState state = TwoContexts("x", "y");
  state.Failed(0, kRefused, EndedAt(seconds(0)));
  EXPECT_FALSE(state.View(At(seconds(0))).Complete());
  state.Failed(1, kRefused, EndedAt(seconds(0)));
  EXPECT_TRUE(state.View(At(seconds(0))).Complete());
}

TEST(FleetState, MergesContextsOfOneUidWhenBothHaveAnswered) {
  FleetState state = TwoContexts("x", "y");
  state.Succeeded(1, Snapshot(), "uid", EndedAt(seconds(0)));
  EXPECT_EQ(state.View(At(seconds(0))).clusters.size(), 2U);
  state.Failed(0, kRefused, EndedAt(seconds(1)));
  EXPECT_EQ(state.View(At(seconds(1))).clusters.size(), 2U);

  state.Succeeded(0, Snapshot(), "uid", EndedAt(seconds(2)));
  const auto view = state.View(At(seconds(2)));
  ASSERT_EQ(view.clusters.size(), 1U);
  EXPECT_EQ(view.clusters[0].name, "a");
  EXPECT_EQ(view.aliases, (std::vector<fleet::ContextAlias>{{"a", "b"}}));
  EXPECT_TRUE(state.IsAlias(1));
  EXPECT_FALSE(state.IsAlias(0));
}

TEST(FleetState, ComparesEndpointsIfAUidIsUnknown) {
  struct Case {
    const char* uid_a;
    const char* uid_b;
    const char* key_a;
    const char* key_b;
    bool same;
  };
  for (const Case& each :
       {Case{"u", "u", "x", "y", true}, Case{"u", "v", "x", "x", false},
        Case{"", "", "x", "x", true}, Case{"", "", "x", "y", false}, Case{"u", "", "x", "x", true},
        Case{"", "v", "x", "y", false}, Case{"", "", "", "", false}}) {
    FleetState state = TwoContexts(each.key_a, each.key_b);
    state.Succeeded(0, Snapshot(), each.uid_a, EndedAt(seconds(0)));
    state.Succeeded(1, Snapshot(), each.uid_b, EndedAt(seconds(0)));
    EXPECT_EQ(state.IsAlias(1), each.same)
        << each.uid_a << ' ' << each.uid_b << ' ' << each.key_a << ' ' << each.key_b;
  }
}

TEST(FleetState, MergesAThirdContextIntoTheFirst) {
  FleetState state = StateOf(
      {{"a", "a", "default", "x"}, {"b", "b", "default", "x"}, {"c", "c", "default", "x"}}, true);
  for (const std::size_t i : {2U, 1U, 0U}) state.Succeeded(i, Snapshot(), "u", EndedAt(seconds(0)));
  EXPECT_EQ(state.Aliases(), (std::vector<fleet::ContextAlias>{{"a", "b"}, {"a", "c"}}));
}

TEST(FleetState, RetainsAnAliasWhileItsClusterIsDown) {
  FleetState state = TwoContexts("x", "x");
  for (const std::size_t i : {0U, 1U}) state.Succeeded(i, Snapshot(), "u", EndedAt(seconds(0)));
  state.Failed(0, kRefused, EndedAt(2 * kStaleAfter));
  const auto view = state.View(At(2 * kStaleAfter));
  ASSERT_EQ(view.clusters.size(), 1U);
  EXPECT_EQ(view.clusters[0].state, DataState::kUnknown);
  EXPECT_TRUE(state.IsAlias(1));
}

TEST(FleetState, ReleasesAnAliasWithoutOldDataWhenTheUidChanges) {
  FleetState state = TwoContexts("x", "y");
  for (const std::size_t i : {0U, 1U}) state.Succeeded(i, Snapshot(), "u", EndedAt(seconds(0)));
  ASSERT_TRUE(state.IsAlias(1));
  state.Succeeded(0, Snapshot(), "rebuilt", EndedAt(seconds(30)));
  EXPECT_FALSE(state.IsAlias(1));
  const auto view = state.View(At(seconds(30)));
  ASSERT_EQ(view.clusters.size(), 2U);
  EXPECT_EQ(view.clusters[1].state, DataState::kUnknown);
}

TEST(FleetState, NeverMergesListedClusters) {
  FleetState state = StateOf({{"a", "a", "default", "x"}, {"b", "b", "default", "x"}}, false);
  for (const std::size_t i : {0U, 1U}) state.Succeeded(i, Snapshot(), "u", EndedAt(seconds(0)));
  EXPECT_EQ(state.View(At(seconds(0))).clusters.size(), 2U);
}

TEST(FleetState, ReportsASharedUidOfListedClustersOnce) {
  FleetState state = StateOf(
      {{"a", "x", "default", "key"}, {"b", "x", "default", "key"}, {"c", "y", "default", "key"}},
      false);
  const auto shared_uids = [&state](std::uint64_t slot, const char* uid) {
    return state.Succeeded(slot, Snapshot(), uid, EndedAt(seconds(1))).shared_uids;
  };
  using Shared = std::vector<SharedUid>;
  EXPECT_EQ(shared_uids(1, "uid"), Shared());
  EXPECT_EQ(shared_uids(2, ""), Shared()) << "an unknown UID is not shared";
  EXPECT_EQ(shared_uids(2, "uid"), (Shared{{"b", "c"}}));
  EXPECT_EQ(shared_uids(2, "uid"), Shared()) << "reported once";
  EXPECT_EQ(shared_uids(0, "uid"), (Shared{{"a", "b"}, {"a", "c"}}));
  EXPECT_EQ(state.View(At(seconds(1))).clusters.size(), 3U);
  EXPECT_TRUE(state.Aliases().empty());
}

TEST(FleetState, RetainsTheDataOfAClusterByName) {
  FleetState state = StateOf({{"a", "a", "n", "x"}, {"b", "b", "n", "y"}}, true);
  const auto snapshot = Snapshot();
  state.Succeeded(0, snapshot, "uid-a", EndedAt(seconds(0)));
  state.Succeeded(1, Snapshot(), "uid-b", EndedAt(seconds(0)));
  state.SetSlots({{7, {"c", "c", "n", "z"}}, {8, {"a", "a", "other", "x"}}}, true);

  const auto view = state.View(At(seconds(1)));
  ASSERT_EQ(view.clusters.size(), 2U);
  EXPECT_EQ(view.clusters[0].name, "c");
  EXPECT_EQ(view.clusters[0].state, DataState::kUnknown);
  EXPECT_EQ(view.clusters[0].record.polls, 0U);
  EXPECT_EQ(view.clusters[1].snapshot, snapshot);
  EXPECT_EQ(view.clusters[1].network, "other");
  EXPECT_EQ(view.clusters[1].record.polls, 1U);

  state.Failed(0, kRefused, EndedAt(seconds(2)));
  state.Succeeded(1, Snapshot(), "uid-c", EndedAt(seconds(2)));
  EXPECT_TRUE(state.View(At(seconds(2))).clusters[1].record.up)
      << "slots 0 and 1 do not exist any more";
  EXPECT_EQ(state.View(At(seconds(2))).clusters[0].record.polls, 0U);
  state.Failed(8, kRefused, EndedAt(seconds(3)));
  EXPECT_EQ(state.View(At(seconds(3))).clusters[1].state, DataState::kStale);
}

TEST(FleetState, ReleasesAnAliasWithoutOldDataWhenItsClusterIsRemoved) {
  FleetState state = StateOf({{"a", "a", "n", "x"}, {"b", "b", "n", "x"}}, true);
  state.Succeeded(0, Snapshot(), "uid", EndedAt(seconds(0)));
  state.Succeeded(1, Snapshot(), "uid", EndedAt(seconds(0)));
  ASSERT_TRUE(state.IsAlias(1));
  state.SetSlots({{1, {"b", "b", "n", "x"}}}, true);
  EXPECT_FALSE(state.IsAlias(1));
  EXPECT_EQ(state.View(At(seconds(1))).clusters[0].state, DataState::kUnknown);
}

}  // namespace
}  // namespace exporter::collector
