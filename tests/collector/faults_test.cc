// Every fault of a cluster, from the first failed poll to the first successful one after
// it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <mutex>
#include <ostream>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

#include "exporter/collector/collector.h"
#include "tests/support/faulty_cluster.h"
#include "tests/support/wait_until.h"

namespace exporter::collector {
namespace {

using fleet::ClusterView;
using fleet::DataState;
using testing::HasSubstr;
using tests::ClusterFault;
using tests::FaultyCluster;

// A way to a cluster that leads nowhere: what the kubeconfig says is at fault, not the cluster.
struct WrongWay {
  std::string name;
  std::string reason;
  std::string log;
  std::function<void(credentials::Access&)> change;

  friend std::ostream& operator<<(std::ostream& out, const WrongWay& way) {
    return out << way.name;
  }
};

ClusterConfig ConfigOf(const std::string& name, const FaultyCluster& cluster) {
  credentials::Access access;
  access.endpoint = {true, "127.0.0.1", cluster.port(), ""};
  access.ca_pem = cluster.CaPem();
  access.token = cluster.token();
  return {.identity = {.name = name, .context = name, .network = "default"}, .access = access};
}

std::uint64_t ErrorsOf(const ClusterView& cluster, const std::string& reason) {
  std::uint64_t count = 0;
  for (const ErrorKind kind : kErrorKinds) {
    if (reason.empty() || Name(kind) == reason) count += cluster.record.ErrorsOf(kind);
  }
  return count;
}

// Two clusters, "faulty" and "other", of which the second is never harmed.
class Scene {
 public:
  Scene(std::chrono::milliseconds timeout, Mode mode)
      : collector_({.mode = mode,
                    .resync = std::chrono::milliseconds(20),
                    // No sign of life of a watch hides that polls fail.
                    .watch_times = {.sign_of_life = std::chrono::milliseconds(0)},
                    .interval = std::chrono::milliseconds(20),
                    .timeout = timeout,
                    .user_agent = "test"},
                   logger_) {
    Lead([](credentials::Access&) {});
    before_ = WaitFor([&](const ClusterView& faulty) {
      return faulty.record.up && (mode == Mode::kPoll || IsWatched(faulty));
    });
  }

  // The access to the faulty cluster from now on.
  void Lead(const std::function<void(credentials::Access&)>& change) {
    ClusterConfig config = ConfigOf("faulty", faulty_);
    change(*config.access);
    collector_.SetClusters({config, ConfigOf("other", other_)}, true);
  }

  // Waits until the faulty cluster satisfies the condition, and returns it.
  ClusterView WaitFor(const std::function<bool(const ClusterView&)>& condition) const {
    std::uint64_t seen = 0;
    const auto end = Collector::Clock::now() + tests::kWaitLimit;
    while (true) {
      const fleet::FleetView view = collector_.View(Collector::Clock::now());
      const ClusterView& cluster = view.clusters[0];
      if (condition(cluster)) return cluster;
      if (Collector::Clock::now() > end) {
        throw std::runtime_error("timed out waiting for the faulty cluster; polls: " +
                                 std::to_string(cluster.record.polls));
      }
      seen = collector_.WaitForChanges(seen,
                                       Collector::Clock::now() + std::chrono::milliseconds(50), {});
    }
  }

  void ExpectFailure(const std::string& reason, const std::string& log) {
    const ClusterView failed = WaitFor([&](const ClusterView& cluster) {
      return !cluster.record.up && ErrorsOf(cluster, reason) >= 2 &&
             cluster.record.last_error->message.find(log) != std::string::npos;
    });
    // The poll that was under way when it began may have met something else.
    EXPECT_LE(ErrorsOf(failed, ""), ErrorsOf(failed, reason) + 1);
    EXPECT_EQ(failed.state, DataState::kStale);
    EXPECT_EQ(failed.snapshot, before_.snapshot) << "what was known stays known";
    EXPECT_GE(failed.record.last_success, before_.record.last_success);
    // One error of each kind is logged: maybe that of the poll that was under way.
    EXPECT_THAT(LogLine("reason=" + reason), HasSubstr("level=warn"));
  }

  // While the fault lasts, the other cluster is polled as before.
  void ExpectOtherUndisturbed() const {
    const auto other = [this] { return collector_.View(Collector::Clock::now()).clusters[1]; };
    const std::uint64_t polls = other().record.polls;
    WaitFor([&](const ClusterView&) { return other().record.polls >= polls + 3; });
    EXPECT_TRUE(other().record.up);
    EXPECT_EQ(ErrorsOf(other(), ""), 0U);
    EXPECT_EQ(other().state, DataState::kFresh);
  }

  // After the repair, a running poll may still fail, but not the next one.
  void ExpectRecovery(std::uint64_t errors_at_repair) const {
    const ClusterView repaired =
        WaitFor([](const ClusterView& cluster) { return cluster.record.up; });
    EXPECT_LE(ErrorsOf(repaired, ""), errors_at_repair + 1);
    EXPECT_EQ(repaired.state, DataState::kFresh);
    EXPECT_EQ(repaired.record.last_error, std::nullopt);
    EXPECT_EQ(repaired.snapshot->pools().size(), 1U);
  }

  std::uint64_t Errors() const {
    return ErrorsOf(collector_.View(Collector::Clock::now()).clusters[0], "");
  }

  std::uint64_t Polls() const {
    return collector_.View(Collector::Clock::now()).clusters[0].record.polls;
  }

  FaultyCluster& faulty() { return faulty_; }

  std::string Log() {
    const std::scoped_lock lock(mutex_);
    std::string text;
    for (const std::string& line : log_) text += line + '\n';
    return text;
  }

 private:
  static bool IsWatched(const ClusterView& cluster) {
    const auto& watches = cluster.record.watches;
    return watches && std::all_of(watches->begin(), watches->end(),
                                  [](const fleet::WatchRecord& watch) { return watch.open; });
  }

  // The log lines of the faulty cluster. They are complete after a failed poll.
  std::string LogLine(const std::string& part) {
    const std::scoped_lock lock(mutex_);
    const auto line = std::find_if(log_.begin(), log_.end(), [&](const std::string& each) {
      return each.find("cluster=faulty") != std::string::npos &&
             each.find(part) != std::string::npos;
    });
    return line == log_.end() ? "no line" : *line;
  }

  FaultyCluster faulty_{"faulty"};
  FaultyCluster other_{"other"};
  std::mutex mutex_;
  std::vector<std::string> log_;  // guarded by mutex_
  logging::Logger logger_{logging::Level::kInfo, logging::Format::kLogfmt,
                          [this](std::string_view line) {
                            const std::scoped_lock lock(mutex_);
                            log_.emplace_back(line);
                          }};
  Collector collector_;
  ClusterView before_;
};

// A hanging request ends only with the poll's time. This is enough for a valid cluster on a busy
// machine.
constexpr std::chrono::milliseconds kTimeWhereOneHangs{3'000};
constexpr std::chrono::milliseconds kPatience = std::chrono::minutes(5);

class FaultsTest : public testing::TestWithParam<std::tuple<ClusterFault, Mode>> {};

TEST_P(FaultsTest, IsReportedHarmsNoOtherClusterAndIsForgottenAfterRepair) {
  const auto& [fault, mode] = GetParam();
  Scene scene(fault.hangs ? kTimeWhereOneHangs : kPatience, mode);
  fault.begin(scene.faulty());
  if (fault.reason.empty()) {
    // The poll that is under way may meet the change.
    const std::uint64_t polls = scene.Polls();
    const ClusterView first =
        scene.WaitFor([&](const ClusterView& cluster) { return cluster.record.polls > polls; });
    const ClusterView read = scene.WaitFor([&](const ClusterView& cluster) {
      return cluster.record.up && cluster.record.polls >= polls + 4;
    });
    EXPECT_EQ(ErrorsOf(read, ""), ErrorsOf(first, "")) << scene.Log();
    return;
  }
  scene.ExpectFailure(fault.reason, fault.log);
  scene.ExpectOtherUndisturbed();
  scene.faulty().Repair();
  scene.ExpectRecovery(scene.Errors());
}

constexpr Mode kModes[] = {Mode::kPoll, Mode::kWatch};

template <typename Fault>
std::string NameOf(const testing::TestParamInfo<std::tuple<Fault, Mode>>& info) {
  const auto& [fault, mode] = info.param;
  return fault.name + (mode == Mode::kWatch ? "WhileWatching" : "");
}

INSTANTIATE_TEST_SUITE_P(Cluster, FaultsTest,
                         testing::Combine(testing::ValuesIn(tests::ClusterFaults()),
                                          testing::ValuesIn(kModes)),
                         NameOf<ClusterFault>);

class WrongWaysTest : public testing::TestWithParam<std::tuple<WrongWay, Mode>> {};

TEST_P(WrongWaysTest, IsReportedHarmsNoOtherClusterAndIsForgottenAfterRepair) {
  const auto& [way, mode] = GetParam();
  Scene scene(kPatience, mode);
  scene.Lead(way.change);
  scene.ExpectFailure(way.reason, way.log);
  scene.ExpectOtherUndisturbed();
  scene.Lead([](credentials::Access&) {});
  scene.ExpectRecovery(scene.Errors());
}

INSTANTIATE_TEST_SUITE_P(
    Kubeconfig, WrongWaysTest,
    testing::Combine(
        testing::Values(
            WrongWay{"UnknownHostName", "unreachable", "no-host.invalid",
                     [](credentials::Access& access) { access.endpoint.host = "no-host.invalid"; }},
            // The kernel has no TCP to an address of many.
            WrongWay{"Unroutable", "unreachable", "224.0.0.1",
                     [](credentials::Access& access) { access.endpoint.host = "224.0.0.1"; }},
            WrongWay{"TokenFileThatIsMissing", "config", "/nonexistent/token",
                     [](credentials::Access& access) {
                       access.token.clear();
                       access.token_file = "/nonexistent/token";
                       access.token_origin = "kubeconfig f: user \"a\": tokenFile";
                     }},
            WrongWay{"TokenFileThatCannotBeRead", "config", "/proc/self",
                     [](credentials::Access& access) {
                       access.token.clear();
                       access.token_file = "/proc/self";
                     }}),
        testing::ValuesIn(kModes)),
    NameOf<WrongWay>);

}  // namespace
}  // namespace exporter::collector
