// A fixture with one cluster on a real server, and a collector that watches it.

#ifndef TESTS_COLLECTOR_WATCH_TEST_H_
#define TESTS_COLLECTOR_WATCH_TEST_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "exporter/collector/collector.h"
#include "tests/standin/api_server.h"
#include "tests/standin/cluster_state.h"
#include "tests/support/faults.h"
#include "tests/support/wait_until.h"

namespace exporter::collector {

inline constexpr const char* kServicesPath = "/api/v1/services";
inline constexpr const char* kPoolsPath = "/apis/metallb.io/v1beta1/ipaddresspools";
inline constexpr const char* kPeersPath = "/apis/metallb.io/v1beta2/bgppeers";

// No list follows the first one by itself, although the interval is short.
inline CollectorOptions Watching() {
  return {.mode = Mode::kWatch,
          .resync = std::chrono::hours(1),
          .watch_times = {.min_check = std::chrono::hours(1)},
          .interval = std::chrono::milliseconds(20),
          .timeout = std::chrono::minutes(5),
          .nodes_interval = std::chrono::milliseconds(0),
          .user_agent = "test"};
}

inline ClusterConfig ConfigOf(const std::string& name, const standin::ApiServer& server) {
  credentials::Access access;
  access.endpoint = {false, "127.0.0.1", server.port(), ""};
  return {.identity = {.name = name, .context = name, .network = "default"}, .access = access};
}

inline bool IsWatch(const standin::Request& request) { return request.Query("watch") == "true"; }

class WatchTest : public testing::Test {
 protected:
  explicit WatchTest(standin::ServerOptions options = {}) : server_(std::move(options)) {
    server_.state().Put(standin::kPools, standin::MakePool("p", {"10.0.0.0/24"}));
    PutService("a", "10.0.0.1");
  }

  void PutService(const std::string& name, const std::string& address,
                  const std::string& type = "LoadBalancer") {
    server_.state().Put(standin::kServices,
                        standin::MakeService("shop", name, {.type = type, .addresses = {address}}));
  }

  // Starts to watch.
  void Begin(const CollectorOptions& options = Watching()) {
    collector_.emplace(options, logger_);
    collector_->SetClusters({ConfigOf("a", server_)}, true);
  }

  // Starts to watch, and waits until all watches are open.
  void Start(const CollectorOptions& options = Watching()) {
    Begin(options);
    WaitFor([](const fleet::ClusterView& cluster) { return AreOpen(cluster); });
  }

  static bool AreOpen(const fleet::ClusterView& cluster) {
    const auto& watches = cluster.record.watches;
    return watches && std::all_of(watches->begin(), watches->end(),
                                  [](const fleet::WatchRecord& watch) { return watch.open; });
  }

  static std::uint64_t RestartsOf(const fleet::ClusterView& cluster, fleet::WatchEnd end) {
    std::uint64_t count = 0;
    for (const fleet::WatchRecord& watch : *cluster.record.watches) {
      count += watch.restarts.at(static_cast<std::size_t>(end));
    }
    return count;
  }

  static std::uint64_t Missed(const fleet::ClusterView& cluster) {
    std::uint64_t count = 0;
    for (const fleet::WatchRecord& watch : *cluster.record.watches) count += watch.missed_changes;
    return count;
  }

  // "a 10.0.0.1" and so on.
  static std::vector<std::string> Services(const fleet::ClusterView& cluster) {
    std::vector<std::string> services;
    if (cluster.snapshot == nullptr) return services;
    for (const metallb::Service& service : cluster.snapshot->objects().services) {
      services.push_back(service.name + ' ' + service.addresses.at(0).ToString());
    }
    return services;
  }

  fleet::ClusterView Now() const {
    return collector_->View(Collector::Clock::now()).clusters.at(0);
  }

  fleet::ClusterView WaitFor(const std::function<bool(const fleet::ClusterView&)>& condition) {
    fleet::ClusterView view;
    tests::WaitUntil(
        [&] {
          view = Now();
          return condition(view);
        },
        [&] { return "polls: " + std::to_string(view.record.polls) + "\n" + Log(); });
    return view;
  }

  fleet::ClusterView WaitForServices(const std::vector<std::string>& services) {
    return WaitFor(
        [&](const fleet::ClusterView& cluster) { return Services(cluster) == services; });
  }

  fleet::ClusterView WaitForAsns(const std::vector<std::uint32_t>& asns) {
    return WaitFor([&](const fleet::ClusterView& cluster) {
      return cluster.snapshot->objects().local_asns == asns;
    });
  }

  // The number of requests so far.
  std::size_t WatchRequests() const {
    const auto requests = server_.Requests();
    return static_cast<std::size_t>(std::count_if(requests.begin(), requests.end(), &IsWatch));
  }

  std::size_t Lists(const std::string& path) const {
    const auto requests = server_.Requests();
    return static_cast<std::size_t>(
        std::count_if(requests.begin(), requests.end(), [&](const standin::Request& request) {
          return request.path == path && !IsWatch(request) && request.Query("limit") != "1";
        }));
  }

  // Sends bookmarks to all watches, also if they are opened later, until the log has the text.
  void SendBookmarksUntil(const std::string& text) {
    tests::WaitUntil(
        [&] {
          server_.watches().SendBookmarks();
          return Log().find(text) != std::string::npos;
        },
        [&] { return text + "\n" + Log(); });
  }

  // Lists of the path get no response from now on. Returns when one is waiting for it.
  void HangLists(const std::string& path) {
    server_.Intercept([path](const standin::Request& request) -> std::optional<standin::Reply> {
      if (request.path != path || IsWatch(request)) return std::nullopt;
      return tests::Delivered(standin::Reply{.body = "{}"}, standin::Delivery::kHang);
    });
    const std::size_t lists = Lists(path);
    tests::WaitUntil([&] { return Lists(path) > lists; }, [] { return "a list"; });
  }

  std::string Log() {
    const std::scoped_lock lock(mutex_);
    return log_;
  }

  void WaitForLog(const std::string& text) {
    tests::WaitForText([this] { return Log(); }, text);
  }

  void ExpectLoggedOnce(const std::string& text) {
    const std::string log = Log();
    EXPECT_NE(log.find(text), std::string::npos) << text << '\n' << log;
    EXPECT_EQ(log.find(text), log.rfind(text)) << text << '\n' << log;
  }

  // Replies to watches of the path, by default to all of them, and not to lists.
  void ReplyToWatches(const standin::Reply& reply, const std::string& path = "") {
    server_.Intercept([=](const standin::Request& request) -> std::optional<standin::Reply> {
      const bool replies = IsWatch(request) && (path.empty() || request.path == path);
      return replies ? std::optional(reply) : std::nullopt;
    });
  }

  standin::ApiServer server_;
  std::mutex mutex_;
  std::string log_;  // guarded by mutex_
  logging::Logger logger_{logging::Level::kInfo, logging::Format::kLogfmt,
                          [this](std::string_view line) {
                            const std::scoped_lock lock(mutex_);
                            log_ += std::string(line) + '\n';
                          }};
  std::optional<Collector> collector_;
};

}  // namespace exporter::collector

#endif  // TESTS_COLLECTOR_WATCH_TEST_H_
