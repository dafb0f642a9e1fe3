// The real program on a machine with faults: no free descriptors, a full disk.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/e2e/two_clusters.h"
#include "tests/support/faulty_cluster.h"
#include "tests/support/process.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/watched_process.h"

namespace exporter::tests {
namespace {

using testing::HasSubstr;
using testing::Not;

void LimitDescriptors(pid_t process, rlim_t max) {
  rlimit limit = {};
  ASSERT_EQ(prlimit(process, RLIMIT_NOFILE, nullptr, &limit), 0);
  limit.rlim_cur = max;
  ASSERT_EQ(prlimit(process, RLIMIT_NOFILE, &limit, nullptr), 0);
}

// Scrapes on the client's persistent connection until the text contains the line.
void WaitForLine(const Process& exporter, httplib::Client& client, const std::string& line) {
  WaitForText(
      [&] {
        if (!exporter.running()) {
          throw std::runtime_error("the exporter ended: " + exporter.errors());
        }
        const auto response = client.Get("/metrics");
        return response ? response->body : "no response";
      },
      line);
}

TEST(OwnFaultsTest, LogsALackOfDescriptorsKeepsItsDataAndRecovers) {
  std::vector<std::unique_ptr<FaultyCluster>> clusters;
  clusters.push_back(std::make_unique<FaultyCluster>("a"));
  const TemporaryFolder folder;
  Process exporter({EXPORTER, "serve", "--kubeconfig", WriteKubeconfig(clusters, folder),
                    "--web.listen-address", kAnyPort, "--collector.interval", "50ms"});
  const std::string address = exporter.WaitForOutput("msg=listening address=");
  httplib::Client connected("http://" + address);
  connected.set_keep_alive(true);
  WaitForLine(exporter, connected, "metallb_exporter_cluster_up{cluster=\"c0\"} 1\n");

  rlimit original = {};
  prlimit(exporter.id(), RLIMIT_NOFILE, nullptr, &original);
  LimitDescriptors(exporter.id(), 4);
  clusters[0]->Break(
      Wire::Fault::kNone);  // closes the connection, so that the next poll needs a new one
  WaitForLine(exporter, connected, "metallb_exporter_cluster_up{cluster=\"c0\"} 0\n");
  const auto starved = connected.Get("/metrics");
  ASSERT_TRUE(starved);
  EXPECT_THAT(starved->body, HasSubstr("metallb_pool_assigned_addresses{cluster=\"c0\","
                                       "pool=\"web\",family=\"ipv4\"} 1\n"));
  EXPECT_THAT(exporter.errors(), HasSubstr("reason=internal"));
  // A new connection waits until a descriptor is free.
  std::string late;
  std::jthread caller([&] { late = Scrape(address); });

  LimitDescriptors(exporter.id(), original.rlim_cur);
  WaitForLine(exporter, connected, "metallb_exporter_cluster_up{cluster=\"c0\"} 1\n");
  caller.join();
  EXPECT_THAT(late, HasSubstr("metallb_exporter_cluster_up"));
  exporter.Signal(SIGTERM);
  EXPECT_EQ(exporter.Wait(), 0);
}

// Returns after `count` more polls of the cluster.
void WaitForPolls(const std::string& address, int count) {
  const std::string series = "\nmetallb_exporter_cluster_polls_total{cluster=\"c0\"} ";
  const auto polls = [&] {
    const std::string text = WaitForSeries(address, series);
    return std::stoi(text.substr(text.find(series) + series.size()));
  };
  const int end = polls() + count;
  WaitUntil([&] { return polls() >= end; }, [&] { return std::to_string(end) + " polls"; });
}

// By default, glibc's heaps keep the memory of the smaller responses after a larger one.
TEST(OwnFaultsTest, FreesTheMemoryOfLargeResponses) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "the sanitizer delays the reuse of memory";
#endif
  std::vector<std::unique_ptr<FaultyCluster>> clusters;
  clusters.push_back(std::make_unique<FaultyCluster>("a"));
  const TemporaryFolder folder;
  const Process exporter({EXPORTER, "serve", "--kubeconfig", WriteKubeconfig(clusters, folder),
                          "--web.listen-address", kAnyPort, "--collector.interval", "50ms"});
  const std::string address = exporter.WaitForOutput("msg=listening address=");
  WaitForPolls(address, 10);
  const double before = UsageOf(exporter.id()).memory_kib;
  constexpr std::size_t kMebibyte = std::size_t{1} << 20;
  for (const std::size_t size : {40 * kMebibyte, 3 * kMebibyte}) {
    clusters[0]->Answer(kPoolsPath, {.body = std::string(size, ' ')});
    WaitForPolls(address, 5);
  }
  EXPECT_GT(PeakMemoryKib(exporter.id()), 40 * 1'024);
  clusters[0]->Repair();
  WaitForPolls(address, 10);
  constexpr double kMaxGrowthKib = 4 * 1'024;
  EXPECT_LT(UsageOf(exporter.id()).memory_kib, before + kMaxGrowthKib);
}

// Connects to a port of this machine and sends half a request.
int SendHalf(int port) {
  const int descriptor = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const std::string half = "GET /metrics HTTP/1.1\r\n";
  if (connect(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0 ||
      send(descriptor, half.data(), half.size(), MSG_NOSIGNAL) < 0) {
    throw std::runtime_error("connection failed");
  }
  return descriptor;
}

TEST_F(TwoClustersTest, AFloodOfConnectionsLeavesDescriptorsForPolls) {
  constexpr int kDescriptors = 64;
  Process exporter({"sh", "-c", R"(ulimit -n 64; exec "$0" "$@")", EXPORTER, "serve",
                    "--kubeconfig", kubeconfig_, "--web.listen-address", kAnyPort,
                    "--collector.interval", "50ms"});
  const std::string address = exporter.WaitForOutput("msg=listening address=");
  std::vector<int> flood;
  for (int i = 0; i < kDescriptors; ++i) {
    flood.push_back(SendHalf(std::stoi(address.substr(address.find(':') + 1))));
  }
  httplib::Client client("http://" + address);
  WaitForLine(exporter, client, "metallb_exporter_cluster_up{cluster=\"prod-a\"} 1\n");
  EXPECT_THAT(exporter.errors(), Not(HasSubstr("descriptor")));
  EXPECT_THAT(exporter.errors(), Not(HasSubstr("Too many open files")));
  for (const int descriptor : flood) close(descriptor);
}

// The IPv4 port that the process listens on, from /proc; 0 while there is none.
int ListeningPort(pid_t process) {
  constexpr const char* kListening = "0A";
  std::string sockets;
  for (const auto& each :
       std::filesystem::directory_iterator("/proc/" + std::to_string(process) + "/fd")) {
    std::error_code gone;
    sockets += std::filesystem::read_symlink(each.path(), gone).string() + '\n';
  }
  std::ifstream table("/proc/net/tcp");
  for (std::string line; std::getline(table, line);) {
    std::istringstream words(line);
    std::string number, local, remote, state, skipped, inode;
    words >> number >> local >> remote >> state;
    for (int i = 0; i < 5; ++i) words >> skipped;
    words >> inode;
    if (state == kListening && sockets.find("socket:[" + inode + "]\n") != std::string::npos) {
      return std::stoi(local.substr(local.find(':') + 1), nullptr, 16);
    }
  }
  return 0;
}

int WaitForPort(pid_t process) {
  int port = 0;
  WaitUntil([&] { return (port = ListeningPort(process)) != 0; },
            [] { return "the exporter to listen"; });
  return port;
}

TEST_F(TwoClustersTest, AFullDiskOfTheLogChangesNothingElse) {
  Process exporter({"sh", "-c", R"(exec "$0" "$@" 2> /dev/full)", EXPORTER, "serve", "--kubeconfig",
                    kubeconfig_, "--web.listen-address", kAnyPort, "--collector.interval", "50ms",
                    "--log.level", "debug"});
  const std::string address = "127.0.0.1:" + std::to_string(WaitForPort(exporter.id()));
  httplib::Client client("http://" + address);
  WaitForLine(exporter, client, "metallb_exporter_cluster_up{cluster=\"prod-a\"} 1\n");
  a_.SetTokens({"another"});
  WaitForLine(exporter, client, "metallb_exporter_cluster_up{cluster=\"prod-a\"} 0\n");
  a_.SetTokens({"token-of-a"});
  WaitForLine(exporter, client, "metallb_exporter_cluster_up{cluster=\"prod-a\"} 1\n");
  exporter.Signal(SIGTERM);
  EXPECT_EQ(exporter.Wait(), 0);
}

}  // namespace
}  // namespace exporter::tests
