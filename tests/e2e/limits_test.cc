// The real program where a process may have few descriptors or threads.

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "tests/e2e/two_clusters.h"
#include "tests/support/many_clusters.h"

namespace exporter::tests {
namespace {

using testing::HasSubstr;
using testing::Not;

int CountLines(const std::string& text, const std::string& start, const std::string& end) {
  int count = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(start) && line.ends_with(end)) ++count;
  }
  return count;
}

int CountUp(const std::string& metrics) {
  return CountLines(metrics, "metallb_exporter_cluster_up{", " 1");
}

class LimitsTest : public testing::Test {
 protected:
  // Waits until each cluster is up, and returns the metrics.
  static std::string WaitForClusters(const std::string& address, int count) {
    std::string text;
    WaitUntil([&] { return CountUp(text = Scrape(address)) == count; },
              [&] {
                return std::to_string(count) + " clusters to be up; up are " +
                       std::to_string(CountUp(text)) + "; the metrics begin with\n" +
                       text.substr(0, 2'000);
              });
    return text;
  }

  // Starts the exporter under this soft and hard limit of descriptors, with `clusters` clusters.
  Process Start(const std::string& limits, int clusters, const std::string& mode = "poll") {
    return Process({"prlimit", "--nofile=" + limits, EXPORTER, "serve", "--kubeconfig",
                    folder_.Write("config", clusters_.Kubeconfig(clusters)), "--web.listen-address",
                    kAnyPort, "--collector.interval", "5s", "--collector.mode", mode});
  }

  static std::string AddressOf(const Process& exporter) {
    return exporter.WaitForOutput("msg=listening address=");
  }

  const TemporaryFolder folder_;
  const ManyClusters clusters_;
};

TEST_F(LimitsTest, PollsMoreClustersThanTheSoftLimitOfDescriptors) {
  rlimit limit = {};
  getrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_max < 6'424) GTEST_SKIP() << "the hard limit of this machine is too low";
  const Process exporter = Start("1024:" + std::to_string(limit.rlim_max), 1'500);
  const std::string text = WaitForClusters(AddressOf(exporter), 1'500);
  EXPECT_THAT(text, HasSubstr("metallb_fleet_duplicate_addresses{network=\"default\"} 0\n"));
  EXPECT_THAT(exporter.errors(), Not(HasSubstr("level=warn")));
}

TEST_F(LimitsTest, SaysHowManyDescriptorsTheClustersNeed) {
  const Process exporter = Start("1024:1024", 1'500);
  WaitForClusters(AddressOf(exporter), 1'500);
  EXPECT_THAT(exporter.errors(), HasSubstr("limit=1024 needed=6424 polls_at_once=186"));
}

TEST_F(LimitsTest, SaysHowManyDescriptorsWatchesNeed) {
  const Process exporter = Start("1230:1230", 100, "watch");
  exporter.WaitForOutput("too low for watches, so clusters are polled\" clusters=100 needed=1231");
  WaitForClusters(AddressOf(exporter), 100);
}

TEST_F(LimitsTest, WatchesAtTheLimitThatItNames) {
  const Process exporter = Start("1231:1231", 100, "watch");
  WaitForClusters(AddressOf(exporter), 100);
  EXPECT_THAT(exporter.errors(), Not(HasSubstr("too low")));
}

TEST_F(LimitsTest, AnswersAScrapeWith64DescriptorsAndIdleClients) {
  const Process exporter = Start("64:64", 30);
  const std::string address = AddressOf(exporter);
  sockaddr_in server = {};
  server.sin_family = AF_INET;
  server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  server.sin_port =
      htons(static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1))));
  std::vector<int> idle;
  for (int i = 0; i < 100; ++i) {
    idle.push_back(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    EXPECT_EQ(connect(idle.back(), reinterpret_cast<sockaddr*>(&server), sizeof(server)), 0);
  }
  WaitForClusters(address, 30);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(CountUp(Scrape(address)), 30) << i;
  for (const int descriptor : idle) close(descriptor);
}

TEST_F(LimitsTest, OpensStandardDescriptorsThatAreClosed) {
  const Process exporter({"sh", "-c", "exec \"$0\" \"$@\" <&- >&- 2>&-", EXPORTER, "serve",
                          "--kubeconfig", folder_.Write("config", clusters_.Kubeconfig(3)),
                          "--web.listen-address", kAnyPort});
  const std::string process = "/proc/" + std::to_string(exporter.id());
  const auto target = [&](int number) {
    std::error_code ignored;
    return std::filesystem::read_symlink(process + "/fd/" + std::to_string(number), ignored)
        .string();
  };
  const std::string null = "/dev/null /dev/null /dev/null";
  const auto targets = [&] { return target(0) + ' ' + target(1) + ' ' + target(2); };
  WaitUntil([&] { return targets() == null; },
            [&] { return null + " at the standard descriptors, found " + targets(); });
}

// The limit of threads applies only to users without privileges, so the test changes the user.
TEST_F(LimitsTest, TriesAgainToStartAThread) {
  if (geteuid() != 0) GTEST_SKIP() << "only root may change the user";
  std::filesystem::copy_file(EXPORTER, folder_.path() + "/exporter");
  const std::string config = folder_.Write("config", clusters_.Kubeconfig(100));
  chmod(folder_.path().c_str(), 0755);
  const Process exporter({"setpriv", "--reuid=65534", "--clear-groups", "prlimit",
                          "--nproc=40:1000", folder_.path() + "/exporter", "serve", "--kubeconfig",
                          config, "--web.listen-address", kAnyPort, "--collector.interval", "1s"});
  exporter.WaitForOutput("cannot start a thread for a cluster; trying again");
  const std::string address = AddressOf(exporter);
  WaitUntil([&] { return CountUp(Scrape(address)) > 0; },
            [] { return std::string("a scrape with the threads that are left for the port"); });
  const Finished raised = RunProgram({"setpriv", "--reuid=65534", "--clear-groups", "prlimit",
                                      "--pid", std::to_string(exporter.id()), "--nproc=1000:1000"});
  ASSERT_EQ(raised.status, 0) << raised.errors;
  const std::string text = WaitForClusters(address, 100);
  EXPECT_GT(
      CountLines(text, "metallb_exporter_cluster_poll_errors_total{", ",reason=\"internal\"} 1"),
      0);
}

}  // namespace
}  // namespace exporter::tests
