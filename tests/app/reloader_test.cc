// Reloads, and what of the running configuration stays in force.

#include "exporter/app/reloader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/standin/api_server.h"
#include "tests/standin/cluster_state.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/wait_until.h"

namespace exporter::app {
namespace {

using testing::HasSubstr;

class ReloaderTest : public testing::Test {
 protected:
  collector::ClusterConfig ConfigOf(const std::string& name, const std::string& token = "") {
    credentials::Access access;
    access.endpoint = {false, "127.0.0.1", server_.port(), ""};
    access.token = token;
    return {.identity = {.name = name, .context = name, .network = "default"}, .access = access};
  }

  // Starts a reloader of the clusters. Later loads call `load`.
  void Start(const std::vector<collector::ClusterConfig>& clusters, InputsLoader load) {
    collector_.SetClusters(clusters, /*merge_contexts=*/true);
    publisher_.emplace(
        collector_, std::make_shared<const fleet::FleetPolicy>(),
        metrics::ExporterInfo{.last_reload_successful = true, .last_reload_success = kStart},
        "cluster");
    files::WatchedFiles files;
    EXPECT_TRUE(files.Read(file_));
    if (change_during_first_load_) folder_.Write("config", "changed after it was read");
    reloader_.emplace(std::move(load), std::move(files), clusters, collector_, *publisher_,
                      logger_);
  }

  FleetInputs InputsOf(std::vector<collector::ClusterConfig> clusters) {
    FleetInputs inputs;
    inputs.clusters = std::move(clusters);
    return inputs;
  }

  std::string RecordText() const { return publisher_->Current()->record_text->text(); }

  void WaitForAlias() {
    tests::WaitUntil(
        [&] { return collector_.View(collector::Collector::Clock::now()).aliases.size() == 1; },
        [&] { return "an alias; the last metrics:\n" + RecordText(); });
  }

  std::vector<std::string> Log() {
    const std::scoped_lock lock(mutex_);
    return log_;
  }

  static constexpr std::chrono::system_clock::time_point kStart{std::chrono::seconds(1'000)};

  tests::TemporaryFolder folder_;
  const std::string file_ = folder_.Write("config", "first");
  standin::ApiServer server_;
  std::mutex mutex_;
  std::vector<std::string> log_;  // guarded by mutex_
  logging::Logger logger_{logging::Level::kInfo, logging::Format::kLogfmt,
                          [this](std::string_view line) {
                            const std::scoped_lock lock(mutex_);
                            log_.emplace_back(line);
                          }};
  collector::Collector collector_{{.interval = std::chrono::milliseconds(10), .user_agent = "test"},
                                  logger_};
  bool change_during_first_load_ = false;
  std::optional<Publisher> publisher_;
  std::optional<Reloader> reloader_;
};

TEST_F(ReloaderTest, AFailedReloadDoesNotMoveTheTimeOfTheLastSuccess) {
  bool valid = false;
  Start({ConfigOf("a")}, [&](files::WatchedFiles&) -> Result<FleetInputs> {
    if (!valid) return Fail(ErrorKind::kConfig, "config:1: bad");
    return InputsOf({ConfigOf("a")});
  });
  constexpr const char* kTime =
      "metallb_exporter_config_last_reload_success_timestamp_seconds 1000\n";
  constexpr const char* kSuccessful = "metallb_exporter_config_last_reload_successful ";
  EXPECT_FALSE(reloader_->Reload());
  EXPECT_THAT(RecordText(), HasSubstr(kTime));
  EXPECT_THAT(RecordText(), HasSubstr(std::string(kSuccessful) + "0\n"));
  valid = true;
  EXPECT_TRUE(reloader_->Reload());
  EXPECT_THAT(RecordText(), testing::Not(HasSubstr(kTime)));
  EXPECT_THAT(RecordText(), HasSubstr(std::string(kSuccessful) + "1\n"));
}

// Reading the UID is forbidden, so the contexts are one cluster because of their common server.
TEST_F(ReloaderTest, AnInvalidAccessDoesNotSeparateAnAlias) {
  server_.SetForbiddenPaths({"/api/v1/namespaces/kube-system"});
  Start({ConfigOf("a"), ConfigOf("b")}, [&](files::WatchedFiles&) -> Result<FleetInputs> {
    collector::ClusterConfig b = ConfigOf("b");
    b.access = Fail(ErrorKind::kConfig, "client-certificate tls.crt: No such file or directory");
    return InputsOf({ConfigOf("a", "new"), b});
  });
  WaitForAlias();
  EXPECT_EQ(reloader_->Reload().error().message,
            "client-certificate tls.crt: No such file or directory");
  const auto fleet = publisher_->Current()->fleet;
  EXPECT_EQ(fleet.aliases, (std::vector<fleet::ContextAlias>{{"a", "b"}}));
  EXPECT_EQ(fleet.clusters.size(), 1U);
}

TEST_F(ReloaderTest, KeepsThePreviousAccessAlsoAfterASecondInvalidOne) {
  Start({ConfigOf("a")}, [&](files::WatchedFiles&) -> Result<FleetInputs> {
    collector::ClusterConfig a = ConfigOf("a");
    a.access = Fail(ErrorKind::kConfig, "no key");
    return InputsOf({a});
  });
  for (int i = 0; i < 2; ++i) EXPECT_FALSE(reloader_->Reload());
  const auto polls = [&] {
    return collector_.View(collector::Collector::Clock::now()).clusters.at(0).record;
  };
  const std::uint64_t before = polls().polls;
  tests::WaitUntil([&] { return polls().polls >= before + 3; },
                   [&] { return "more polls than " + std::to_string(polls().polls); });
  EXPECT_TRUE(polls().up);
}

TEST_F(ReloaderTest, ReloadsAFileThatChangesDuringAReload) {
  int loads = 0;
  Start({ConfigOf("a")}, [&](files::WatchedFiles& files) -> Result<FleetInputs> {
    EXPECT_TRUE(files.Read(file_));
    if (++loads == 1) folder_.Write("config", "changed after it was read");
    return InputsOf({ConfigOf("a")});
  });
  EXPECT_TRUE(reloader_->Reload());
  EXPECT_TRUE(reloader_->CheckFiles());
  EXPECT_FALSE(reloader_->CheckFiles());
  EXPECT_EQ(loads, 2);
  EXPECT_FALSE(reloader_->CheckFiles());
  EXPECT_EQ(loads, 2) << "nothing has changed since";
}

TEST_F(ReloaderTest, ReloadsAFileThatChangedDuringTheFirstLoad) {
  int loads = 0;
  change_during_first_load_ = true;
  Start({ConfigOf("a")}, [&](files::WatchedFiles& files) -> Result<FleetInputs> {
    EXPECT_TRUE(files.Read(file_));
    ++loads;
    return InputsOf({ConfigOf("a")});
  });
  EXPECT_TRUE(reloader_->CheckFiles());
  EXPECT_FALSE(reloader_->CheckFiles());
  EXPECT_EQ(loads, 1);
}

TEST_F(ReloaderTest, WaitsUntilTheFilesHaveSettled) {
  int loads = 0;
  Start({ConfigOf("a")}, [&](files::WatchedFiles& files) -> Result<FleetInputs> {
    ++loads;
    if (files.Read(file_).value_or("") != "last") return Fail(ErrorKind::kConfig, "half written");
    return InputsOf({ConfigOf("a")});
  });
  for (const char* content : {"l", "la", "las", "last"}) {
    folder_.Write("config", content);
    EXPECT_TRUE(reloader_->CheckFiles());
  }
  EXPECT_EQ(loads, 0);
  EXPECT_FALSE(reloader_->CheckFiles());
  EXPECT_EQ(loads, 1);
  for (const std::string& line : Log()) EXPECT_THAT(line, testing::Not(HasSubstr("not reloaded")));
}

TEST_F(ReloaderTest, ChecksTheFilesInAThread) {
  std::atomic<int> loads = 0;
  Start({ConfigOf("a")}, [&](files::WatchedFiles& files) -> Result<FleetInputs> {
    EXPECT_TRUE(files.Read(file_));
    ++loads;
    return InputsOf({ConfigOf("a")});
  });
  reloader_->Watch(std::chrono::milliseconds(10));
  folder_.Write("config", "another");
  tests::WaitUntil([&] { return loads == 1; },
                   [&] { return "a load; loads: " + std::to_string(loads); });
}

}  // namespace
}  // namespace exporter::app
