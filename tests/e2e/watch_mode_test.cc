// The real program with --collector.mode=watch.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <cstddef>
#include <optional>
#include <string>

#include "tests/e2e/two_clusters.h"

namespace exporter::tests {
namespace {

using testing::HasSubstr;

// A series of a watch without its value.
std::string WatchSeries(const std::string& name, const std::string& resource) {
  return "metallb_exporter_cluster_watch_" + name + "{cluster=\"prod-a\",resource=\"" + resource +
         "\"";
}

std::size_t CountOf(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

class WatchModeTest : public TwoClustersTest {
 protected:
  void AddService(const std::string& address) {
    a_.state().Put(standin::kServices,
                   standin::MakeService("shop", "new", {.addresses = {address}}));
  }

  const std::string open_ = WatchSeries("open", "services") + "} 1\n";
  const std::string eleven_ =
      "metallb_pool_assigned_addresses{cluster=\"prod-a\",pool=\"web\",family=\"ipv4\"} 11\n";
};

TEST_F(WatchModeTest, AChangeIsVisibleWithoutAPoll) {
  // No other list follows.
  const auto exporter = Start({"--collector.mode=watch"}, "15m");
  const std::string address = AddressOf(*exporter);
  a_.watches().WaitForOpenWatches(3);
  WaitForSeries(address, open_);
  const std::size_t requests = a_.Requests().size();
  AddService("192.168.1.40");
  const std::string text = WaitForSeries(address, eleven_);
  for (const char* resource : {"services", "ipaddresspools", "bgppeers"}) {
    EXPECT_THAT(text, HasSubstr(WatchSeries("open", resource) + "} 1\n"));
    EXPECT_THAT(text, HasSubstr(WatchSeries("missed_changes_total", resource) + "} 0\n"));
    EXPECT_THAT(text,
                HasSubstr(WatchSeries("restarts_total", resource) + ",reason=\"silent\"} 0\n"));
  }
  EXPECT_THAT(text, HasSubstr(WatchSeries("events_total", "services") + "} 1\n"));
  EXPECT_THAT(text, HasSubstr("metallb_exporter_cluster_polls_total{cluster=\"prod-a\"} 1\n"));
  EXPECT_EQ(a_.Requests().size(), requests);

  const std::string file = folder_.Write("metrics", text);
  const auto checked = RunProgram({"sh", "-c", "exec promtool check metrics < \"$1\"", "sh", file});
  EXPECT_EQ(checked.status, 0) << checked.output << checked.errors;
  exporter->Signal(SIGTERM);
  EXPECT_EQ(exporter->Wait(), 0);
}

TEST_F(WatchModeTest, WithoutTheRightToWatchAClusterIsPolledUntilItHasTheRight) {
  a_.Intercept([](const standin::Request& request) -> std::optional<standin::Reply> {
    if (!request.IsSet("watch")) return std::nullopt;
    return standin::StatusReply(403, "Forbidden", "User \"exporter\" cannot watch resource");
  });
  const auto exporter = Start({"--collector.mode=watch", "--collector.resync=1s"});
  const std::string address = AddressOf(*exporter);
  const std::string refused =
      "watches of the cluster do not work, so it is polled\" cluster=prod-a";
  WaitForText([&] { return exporter->errors(); }, refused);
  AddService("192.168.1.40");
  const std::string text = WaitForSeries(address, eleven_);
  EXPECT_THAT(text, HasSubstr("metallb_exporter_cluster_up{cluster=\"prod-a\"} 1\n"));
  EXPECT_THAT(text, HasSubstr(WatchSeries("open", "services") + "} 0\n"));
  a_.WaitForRequests([](const auto& all) {
    return std::count_if(all.begin(), all.end(), [](const auto& request) {
             return request.IsSet("watch");
           }) > 6;  // it has tried again
  });
  EXPECT_EQ(CountOf(exporter->errors(), refused), 1U) << exporter->errors();
  a_.Intercept({});
  WaitForSeries(address, open_);
}

}  // namespace
}  // namespace exporter::tests
