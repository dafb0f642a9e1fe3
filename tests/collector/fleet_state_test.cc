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

// A context of the same name. `host` is that of its API server; empty: the access is invalid.
struct Context {
  std::string name;
  std::string host;
  std::string token = {};
  std::string network = "default";
};

Slot SlotOf(std::uint64_t number, const Context& context) {
  ClusterConfig config{.identity = {context.name, context.name, context.network},
                       .access = Fail(ErrorKind::kConfig, "no server")};
  if (!context.host.empty()) {
    credentials::Access access;
    access.endpoint.host = context.host;
    access.token = context.token;
    config.access = access;
  }
  return {number, std::make_shared<const ClusterConfig>(std::move(config))};
}

// The slots of the clusters are numbered from 0.
FleetState StateOf(const std::vector<Context>& clusters, bool merge_contexts) {
  FleetState state(kStaleAfter);
  std::vector<Slot> slots;
  for (const Context& cluster : clusters) slots.push_back(SlotOf(slots.size(), cluster));
  state.SetSlots(std::move(slots), merge_contexts);
  return state;
}

FleetState OneCluster() { return StateOf({{"a", "host-a"}}, true); }

FleetState TwoContexts(const std::string& host_a, const std::string& host_b) {
  return StateOf({{"a", host_a}, {"b", host_b}}, true);
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

TEST(FleetState, ASignOfLifeOfAWatchIsASuccessButNoPoll) {
  FleetState state = OneCluster();
  const auto snapshot = Snapshot();
  state.Succeeded(0, snapshot, "uid", EndedAt(seconds(0)));
  EXPECT_FALSE(state.Watched(0, snapshot, EndedAt(seconds(60)), {})) << "only the time changed";
  fleet::PollRecord record = state.View(At(seconds(60))).clusters[0].record;
  EXPECT_EQ(record.polls, 1U);
  EXPECT_EQ(record.last_success, EndedAt(seconds(60)).ended_wall);

  const auto changed = Snapshot();
  EXPECT_TRUE(state.Watched(0, changed, EndedAt(seconds(61)), {}));
  EXPECT_EQ(state.View(At(seconds(61))).clusters[0].snapshot, changed);

  state.Failed(0, kRefused, EndedAt(seconds(62)));
  EXPECT_EQ(state.View(At(seconds(62))).clusters[0].state, DataState::kStale);
  EXPECT_TRUE(state.Watched(0, changed, EndedAt(seconds(63)), {})) << "the cluster is up again";
  EXPECT_EQ(state.View(At(seconds(63))).clusters[0].state, DataState::kFresh);
}

TEST(FleetState, HasTheCountersOfWatchesOnlyIfThereAreAny) {
  FleetState state = OneCluster();
  state.Succeeded(0, Snapshot(), "uid", EndedAt(seconds(0)));
  EXPECT_EQ(state.View(At(seconds(0))).clusters[0].record.watches, std::nullopt);
  fleet::WatchRecords watches;
  watches[0].events = 7;
  state.SetWatches(0, watches);
  EXPECT_EQ(state.View(At(seconds(0))).clusters[0].record.watches, watches);
}

fleet::WatchRecords WatchCounters(std::uint64_t count) {
  fleet::WatchRecords watches;
  for (fleet::WatchRecord& watch : watches) {
    watch.events = count;
    watch.missed_changes = count;
    watch.restarts.fill(count);
  }
  return watches;
}

// A token was rotated, so the slot is another one.
TEST(FleetState, AddsTheWatchCountersOfANewSlot) {
  FleetState state = OneCluster();
  state.Succeeded(0, Snapshot(), "uid", EndedAt(seconds(0)));
  state.SetWatches(0, WatchCounters(3));
  state.SetWatches(0, WatchCounters(5));
  EXPECT_EQ(state.View(At(seconds(0))).clusters[0].record.watches, WatchCounters(5));
  state.SetSlots({SlotOf(1, {"a", "host-a"})}, true);
  EXPECT_EQ(state.View(At(seconds(1))).clusters[0].record.watches, WatchCounters(5));
  state.SetWatches(1, WatchCounters(2));
  EXPECT_EQ(state.View(At(seconds(1))).clusters[0].record.watches, WatchCounters(7));
  state.SetWatches(1, WatchCounters(3));
  EXPECT_EQ(state.View(At(seconds(1))).clusters[0].record.watches, WatchCounters(8));
}

TEST(FleetState, AddsTheWatchCountersOfEachContextThatReads) {
  FleetState state = TwoContexts("host-a", "host-b");
  state.Succeeded(0, Snapshot(), "uid", EndedAt(seconds(0)));
  state.Succeeded(1, Snapshot(), "uid", EndedAt(seconds(0)));
  state.SetWatches(0, WatchCounters(10));
  state.Failed(0, kRefused, EndedAt(seconds(1)));
  state.Succeeded(1, Snapshot(), "uid", EndedAt(seconds(2)));
  state.SetWatches(1, WatchCounters(1));
  const auto counted = [&] { return state.View(At(seconds(3))).clusters[0].record.watches; };
  EXPECT_EQ(counted(), WatchCounters(11));
  state.SetWatches(0, WatchCounters(15));
  EXPECT_EQ(counted(), WatchCounters(11)) << "the other context reads the cluster";
  state.Succeeded(0, Snapshot(), "uid", EndedAt(seconds(3)));
  state.SetWatches(0, WatchCounters(16));
  EXPECT_EQ(counted(), WatchCounters(12));
}

TEST(FleetState, IgnoresTheWatchOfAnAlias) {
  FleetState state = TwoContexts("host-a", "host-b");
  const auto snapshot = Snapshot();
  state.Succeeded(0, snapshot, "uid", EndedAt(seconds(0)));
  state.Succeeded(1, Snapshot(), "uid", EndedAt(seconds(0)));
  EXPECT_FALSE(state.Watched(1, Snapshot(), EndedAt(seconds(1)), {}));
  EXPECT_EQ(state.View(At(seconds(1))).clusters[0].snapshot, snapshot);
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
  EXPECT_FALSE(state.MustPoll(1));
  EXPECT_TRUE(state.MustPoll(0));
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
    EXPECT_EQ(!state.MustPoll(1), each.same)
        << each.uid_a << ' ' << each.uid_b << ' ' << each.key_a << ' ' << each.key_b;
  }
}

TEST(FleetState, MergesAThirdContextIntoTheFirst) {
  FleetState state = StateOf({{"a", "x"}, {"b", "x"}, {"c", "x"}}, true);
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
  EXPECT_FALSE(state.MustPoll(1));
}

TEST(FleetState, ReleasesAnAliasWithoutOldDataWhenTheUidChanges) {
  FleetState state = TwoContexts("x", "y");
  for (const std::size_t i : {0U, 1U}) state.Succeeded(i, Snapshot(), "u", EndedAt(seconds(0)));
  ASSERT_FALSE(state.MustPoll(1));
  state.Succeeded(0, Snapshot(), "rebuilt", EndedAt(seconds(30)));
  EXPECT_TRUE(state.MustPoll(1));
  const auto view = state.View(At(seconds(30)));
  ASSERT_EQ(view.clusters.size(), 2U);
  EXPECT_EQ(view.clusters[1].state, DataState::kUnknown);
}

TEST(FleetState, NeverMergesListedClusters) {
  FleetState state = StateOf({{"a", "x"}, {"b", "x"}}, false);
  for (const std::size_t i : {0U, 1U}) state.Succeeded(i, Snapshot(), "u", EndedAt(seconds(0)));
  EXPECT_EQ(state.View(At(seconds(0))).clusters.size(), 2U);
}

TEST(FleetState, ReportsASharedUidOfListedClustersOnce) {
  FleetState state = StateOf({{"a", "x"}, {"b", "x"}, {"c", "x"}}, false);
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
  FleetState state = StateOf({{"a", "x"}, {"b", "y"}}, true);
  const auto snapshot = Snapshot();
  state.Succeeded(0, snapshot, "uid-a", EndedAt(seconds(0)));
  state.Succeeded(1, Snapshot(), "uid-b", EndedAt(seconds(0)));
  state.SetSlots({SlotOf(7, {"c", "z"}), SlotOf(8, {"a", "x", "", "other"})}, true);

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
  FleetState state = StateOf({{"a", "x"}, {"b", "x"}}, true);
  state.Succeeded(0, Snapshot(), "uid", EndedAt(seconds(0)));
  state.Succeeded(1, Snapshot(), "uid", EndedAt(seconds(0)));
  ASSERT_FALSE(state.MustPoll(1));
  state.SetSlots({SlotOf(1, {"b", "x"})}, true);
  EXPECT_TRUE(state.MustPoll(1));
  EXPECT_EQ(state.View(At(seconds(1))).clusters[0].state, DataState::kUnknown);
}

TEST(FleetState, ComparesNoDataOfAnotherServer) {
  FleetState state = StateOf({{"prod", "x"}, {"dev", "y"}}, true);
  const auto snapshot = Snapshot();
  state.Succeeded(0, snapshot, "uid-x", EndedAt(seconds(0)));
  state.Succeeded(1, Snapshot(), "uid-y", EndedAt(seconds(0)));
  // The contexts swap their servers.
  state.SetSlots({SlotOf(2, {"prod", "y"}), SlotOf(3, {"dev", "x"})}, true);
  auto view = state.View(At(seconds(1)));
  for (const fleet::ClusterView& cluster : view.clusters) {
    EXPECT_EQ(cluster.state, DataState::kStale);
    EXPECT_TRUE(cluster.from_another_server);
    EXPECT_NE(cluster.snapshot, nullptr);
  }
  EXPECT_EQ(state.NextExpiry(At(seconds(1))), At(kStaleAfter));

  state.Succeeded(3, Snapshot(), "uid-x", EndedAt(seconds(2)));
  view = state.View(At(seconds(2)));
  ASSERT_EQ(view.clusters.size(), 2U) << "dev does not merge with the old data of prod";
  EXPECT_EQ(view.clusters[0].snapshot, snapshot);
  EXPECT_TRUE(view.clusters[0].from_another_server);
  EXPECT_EQ(view.clusters[1].state, DataState::kFresh);
  EXPECT_FALSE(view.clusters[1].from_another_server);

  state.Failed(2, kRefused, EndedAt(seconds(3)));
  EXPECT_TRUE(state.View(At(seconds(3))).clusters[0].from_another_server);
  // A failure changes nothing: the name leads to its old server again.
  state.SetSlots({SlotOf(4, {"prod", "x"}), SlotOf(3, {"dev", "x"})}, true);
  view = state.View(At(seconds(4)));
  ASSERT_EQ(view.clusters.size(), 1U);
  EXPECT_EQ(view.clusters[0].snapshot, snapshot);
  EXPECT_FALSE(view.clusters[0].from_another_server);
  EXPECT_EQ(view.clusters[0].state, DataState::kStale);
}

TEST(FleetState, ForgetsTheUidOfAnotherServer) {
  FleetState state = StateOf({{"prod", "x"}, {"dev", "y"}}, true);
  state.Succeeded(0, Snapshot(), "uid-x", EndedAt(seconds(0)));
  state.Succeeded(1, Snapshot(), "uid-y", EndedAt(seconds(0)));
  state.SetSlots({SlotOf(2, {"prod", "z"}), SlotOf(3, {"dev", "x"})}, true);
  state.Succeeded(2, Snapshot(), "", EndedAt(seconds(1)));
  state.Succeeded(3, Snapshot(), "uid-x", EndedAt(seconds(1)));
  EXPECT_EQ(state.View(At(seconds(1))).clusters.size(), 2U);
}

TEST(FleetState, RetainsAUidThatCannotBeReadAnyMore) {
  FleetState state = TwoContexts("x", "y");
  for (const std::size_t i : {0U, 1U}) state.Succeeded(i, Snapshot(), "u", EndedAt(seconds(0)));
  const auto changes = state.Succeeded(0, Snapshot(), "", EndedAt(seconds(30)));
  EXPECT_FALSE(changes.must_poll_changed);
  EXPECT_EQ(state.Aliases(), (std::vector<fleet::ContextAlias>{{"a", "b"}}));
  EXPECT_FALSE(state.MustPoll(1));

  state.SetSlots({SlotOf(2, {"a", "x", "new token"}), SlotOf(1, {"b", "y"})}, true);
  state.Succeeded(2, Snapshot(), "", EndedAt(seconds(60)));
  EXPECT_FALSE(state.MustPoll(1)) << "also after a reload";
}

// The first context leads through a proxy, the others to the cluster itself.
class FailoverTest : public testing::Test {
 protected:
  FailoverTest() {
    for (const std::size_t i : {0U, 1U, 2U}) {
      state_.Succeeded(i, Snapshot(), "u", EndedAt(seconds(0)));
    }
  }

  fleet::ClusterView View() const {
    const auto view = state_.View(At(kStaleAfter));
    EXPECT_EQ(view.clusters.size(), 1U);
    EXPECT_EQ(view.aliases, (std::vector<fleet::ContextAlias>{{"a", "b"}, {"a", "c"}}));
    EXPECT_EQ(view.clusters[0].name, "a");
    return view.clusters[0];
  }

  std::string Polled() const {
    std::string names;
    for (const std::uint64_t slot : {0U, 1U, 2U}) {
      if (state_.MustPoll(slot)) names += "abc"[slot];
    }
    return names;
  }

  FleetState state_ = StateOf({{"a", "proxy"}, {"b", "x", "b"}, {"c", "x", "c"}}, true);
};

TEST_F(FailoverTest, PollsTheNextContextUnderTheSameName) {
  EXPECT_EQ(Polled(), "a");
  EXPECT_TRUE(state_.Failed(0, kRefused, EndedAt(seconds(1))).must_poll_changed);
  EXPECT_FALSE(View().record.up);
  EXPECT_EQ(View().record.last_error->message, "connection refused");
  EXPECT_EQ(Polled(), "ab");

  const auto snapshot = Snapshot();
  EXPECT_EQ(state_.Succeeded(1, snapshot, "u", EndedAt(seconds(2))).new_reader,
            (fleet::ContextAlias{"a", "b"}));
  EXPECT_EQ(View().state, DataState::kFresh);
  EXPECT_EQ(View().snapshot, snapshot);
  EXPECT_EQ(View().record.last_success, EndedAt(seconds(2)).ended_wall);
  EXPECT_EQ(View().record.polls, 3U);

  EXPECT_FALSE(state_.Failed(0, kRefused, EndedAt(seconds(3))).must_poll_changed);
  EXPECT_TRUE(View().record.up) << "b reads the cluster";
  EXPECT_FALSE(View().record.last_error);
  EXPECT_EQ(View().record.ErrorsOf(ErrorKind::kUnreachable), 1U) << "only the polls of b count";
  EXPECT_EQ(View().record.polls, 3U);
  EXPECT_EQ(View().read_through, "b");
  EXPECT_EQ(state_.Succeeded(1, snapshot, "u", EndedAt(seconds(4))).new_reader, std::nullopt);
}

TEST_F(FailoverTest, ReturnsToTheFirstContext) {
  state_.Failed(0, kRefused, EndedAt(seconds(1)));
  state_.Succeeded(1, Snapshot(), "u", EndedAt(seconds(2)));
  EXPECT_EQ(state_.Succeeded(0, Snapshot(), "u", EndedAt(seconds(3))).new_reader,
            (fleet::ContextAlias{"a", "a"}));
  EXPECT_EQ(Polled(), "a");
  const auto snapshot = View().snapshot;
  state_.Succeeded(1, Snapshot(), "u", EndedAt(seconds(4)));
  state_.Failed(1, kRefused, EndedAt(seconds(5)));
  EXPECT_EQ(View().snapshot, snapshot) << "polls of b that were still running are ignored";
  EXPECT_EQ(View().record.polls, 4U);
  state_.Failed(0, kRefused, EndedAt(seconds(6)));
  EXPECT_FALSE(View().record.up) << "b has not read the cluster since";
}

TEST_F(FailoverTest, IsDownWhenEveryContextFails) {
  state_.Failed(0, kRefused, EndedAt(seconds(1)));
  state_.Succeeded(1, Snapshot(), "u", EndedAt(seconds(2)));
  EXPECT_TRUE(
      state_.Failed(1, {ErrorKind::kUnauthorized, "no"}, EndedAt(seconds(3))).must_poll_changed);
  EXPECT_FALSE(View().record.up);
  EXPECT_EQ(Polled(), "abc") << "c has other credentials than b";
  state_.Failed(2, {ErrorKind::kUnauthorized, "no"}, EndedAt(seconds(4)));
  EXPECT_FALSE(View().record.up);
  state_.Succeeded(2, Snapshot(), "u", EndedAt(seconds(5)));
  EXPECT_TRUE(View().record.up);
}

TEST_F(FailoverTest, DoesNotAskAServerTwiceThatDoesNotRespond) {
  state_.Failed(0, kRefused, EndedAt(seconds(1)));
  for (const ErrorKind kind : {ErrorKind::kUnreachable, ErrorKind::kTimeout, ErrorKind::kThrottled,
                               ErrorKind::kProtocol, ErrorKind::kNoMetallb}) {
    state_.Failed(1, {kind, "x"}, EndedAt(seconds(2)));
    EXPECT_EQ(Polled(), "ab") << Name(kind);
  }
  for (const ErrorKind kind :
       {ErrorKind::kConfig, ErrorKind::kTls, ErrorKind::kUnauthorized, ErrorKind::kForbidden}) {
    state_.Failed(1, {kind, "x"}, EndedAt(seconds(2)));
    EXPECT_EQ(Polled(), "abc") << Name(kind);
  }
}

TEST_F(FailoverTest, NoticesThatTheOtherContextLeadsElsewhere) {
  state_.Failed(0, kRefused, EndedAt(seconds(1)));
  state_.Succeeded(1, Snapshot(), "u", EndedAt(seconds(2)));
  const auto snapshot = View().snapshot;
  const auto other = Snapshot();
  EXPECT_TRUE(state_.Succeeded(1, other, "v", EndedAt(seconds(3))).must_poll_changed);
  const auto view = state_.View(At(seconds(3)));
  ASSERT_EQ(view.clusters.size(), 2U);
  EXPECT_EQ(view.clusters[0].snapshot, snapshot);
  EXPECT_EQ(view.clusters[1].snapshot, other);
  EXPECT_EQ(view.clusters[1].state, DataState::kFresh);
  EXPECT_EQ(Polled(), "abc") << "c is the next context of the cluster";
  state_.Failed(0, kRefused, EndedAt(seconds(4)));
  EXPECT_FALSE(state_.View(At(seconds(4))).clusters[0].record.up) << "b reads another cluster";
}

TEST_F(FailoverTest, NewCredentialsAreTriedFirst) {
  state_.Failed(0, kRefused, EndedAt(seconds(1)));
  state_.Succeeded(1, Snapshot(), "u", EndedAt(seconds(2)));
  state_.SetSlots(
      {SlotOf(3, {"a", "proxy", "new"}), SlotOf(1, {"b", "x", "b"}), SlotOf(2, {"c", "x", "c"})},
      true);
  EXPECT_FALSE(state_.MustPoll(1));
  EXPECT_TRUE(View().record.up);
  state_.Failed(3, kRefused, EndedAt(seconds(3)));
  EXPECT_TRUE(state_.MustPoll(1));
}

// Many kubeconfigs have a context for each namespace.
TEST(FleetState, DoesNotRepeatAPollWithTheSameCredentials) {
  FleetState state = StateOf({{"a", "x", "t"}, {"b", "x", "t"}, {"c", "y", "t"}}, true);
  for (const std::size_t i : {0U, 1U, 2U}) state.Succeeded(i, Snapshot(), "u", EndedAt(seconds(0)));
  state.Failed(0, {ErrorKind::kUnauthorized, "no"}, EndedAt(seconds(1)));
  EXPECT_FALSE(state.MustPoll(1));
  EXPECT_TRUE(state.MustPoll(2));
}

// The conflicts of a network are unknown until each of its clusters has been polled.
TEST(FleetState, AFormerAliasHasBeenPolled) {
  FleetState state = TwoContexts("x", "y");
  for (const std::size_t i : {0U, 1U}) state.Succeeded(i, Snapshot(), "u", EndedAt(seconds(0)));
  state.Succeeded(0, Snapshot(), "rebuilt", EndedAt(seconds(30)));
  EXPECT_TRUE(state.View(At(seconds(30))).Complete());
}

}  // namespace
}  // namespace exporter::collector
