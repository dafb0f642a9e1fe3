// The watches of the stand-in API server, as a client receives them.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "tests/standin/api_server.h"
#include "tests/support/json.h"
#include "tests/support/wait_until.h"

namespace exporter::standin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using tests::Json;

constexpr const char* kServicesPath = "/api/v1/services";
constexpr const char* kOfType = "&fieldSelector=spec.type%3DLoadBalancer";

// A client that reads one watch in a thread.
class Watcher {
 public:
  Watcher(int port, const std::string& target) : client_("127.0.0.1", port) {
    client_.set_read_timeout(tests::kWaitLimit);
    thread_ = std::thread([this, target] { Read(target); });
  }
  ~Watcher() {
    Disconnect();
    if (thread_.joinable()) thread_.join();
  }
  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;

  // Waits for the headers.
  int Status() {
    tests::WaitUntil([this] { return status_ != 0; }, [] { return "the headers of a watch"; });
    return status_;
  }
  std::string WaitFor(const std::string& text) {
    return tests::WaitForText([this] { return Text(); }, text);
  }
  // Waits for the end. Returns true if the response is complete.
  bool EndsCleanly() {
    thread_.join();
    return clean_;
  }
  void Disconnect() { client_.stop(); }

  std::string Text() {
    const std::scoped_lock lock(mutex_);
    return text_;
  }
  // "ADDED shop/web 7", for each line so far.
  std::vector<std::string> Events() {
    std::vector<std::string> events;
    std::istringstream lines(Text());
    for (std::string line; std::getline(lines, line);) {
      const Json event = Json::Parse(line);
      const Json metadata = event["object"]["metadata"];
      const std::string name = metadata.contains("name") ? " " + metadata["namespace"].String() +
                                                               "/" + metadata["name"].String()
                                                         : std::string();
      events.push_back(event["type"].String() + name + " " + metadata["resourceVersion"].String());
    }
    return events;
  }

 private:
  void Read(const std::string& target) {
    const auto result = client_.Get(
        target, {{"Accept-Encoding", "gzip"}},
        [this](const httplib::Response& response) {
          type_ = response.get_header_value("Content-Type");
          status_ = response.status;
          return true;
        },
        [this](const char* data, std::size_t size) {
          const std::scoped_lock lock(mutex_);
          text_.append(data, size);
          return true;
        });
    clean_ = result != nullptr;
  }

  httplib::Client client_;
  std::string type_;
  std::atomic<int> status_ = 0;
  bool clean_ = false;
  std::mutex mutex_;
  std::string text_;  // guarded by mutex_
  std::thread thread_;
};

class WatchTest : public testing::Test {
 protected:
  WatchTest() { Put("web"); }

  void Put(const std::string& name, const std::string& type = "LoadBalancer",
           const std::string& name_space = "shop") {
    server_->state().Put(kServices, MakeService(name_space, name, {.type = type}));
  }
  void Remove(const std::string& name) { server_->state().Remove(kServices, "shop", name); }
  std::uint64_t Version() { return server_->state().List(kServices).resource_version; }

  std::unique_ptr<Watcher> Watch(std::uint64_t version, const std::string& query = {},
                                 const std::string& path = kServicesPath) {
    return std::make_unique<Watcher>(
        server_->port(), path + "?watch=true&resourceVersion=" + std::to_string(version) + query);
  }
  // As above, from the current version, when the server has opened it.
  std::unique_ptr<Watcher> WatchNow(const std::string& query = {}) {
    const std::size_t before = hub().OpenWatches();
    auto watcher = Watch(Version(), query);
    hub().WaitForOpenWatches(before + 1);
    return watcher;
  }
  WatchHub& hub() { return server_->watches(); }

  std::unique_ptr<ApiServer> server_ = std::make_unique<ApiServer>();
};

TEST(ChangeLogTest, DropsTheOldestChanges) {
  ChangeLog log;
  for (std::uint64_t i = 1; i <= ChangeLog::kMaxChanges; ++i) log.Add(kServices, {.version = i});
  EXPECT_FALSE(log.IsIncomplete(kServices, 0));
  log.Add(kServices, {.version = ChangeLog::kMaxChanges + 1});
  EXPECT_TRUE(log.IsIncomplete(kServices, 0));
  EXPECT_FALSE(log.IsIncomplete(kServices, 1));
  EXPECT_FALSE(log.IsIncomplete(kPools, 0));
  const auto changes = log.After(kServices, 1, 2);
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_EQ(changes[0].version, 2U);
}

TEST_F(WatchTest, SendsTheChangesSinceTheVersionAndLaterChanges) {
  const std::uint64_t version = Version();
  Put("web");
  Put("api");
  const auto watcher = Watch(version);
  watcher->WaitFor("\"api\"");
  Remove("web");
  server_->state().Put(kPools, MakePool("p", {"10.0.0.0/24"}));
  Put("last");
  watcher->WaitFor("\"last\"");
  EXPECT_THAT(watcher->Events(), ElementsAre("MODIFIED shop/web " + std::to_string(version + 1),
                                             "ADDED shop/api " + std::to_string(version + 2),
                                             "DELETED shop/web " + std::to_string(version + 3),
                                             "ADDED shop/last " + std::to_string(version + 5)));
  EXPECT_THAT(watcher->Text(), testing::StartsWith(R"({"type":"MODIFIED","object":{)"));
  EXPECT_THAT(watcher->Text(), HasSubstr(R"("apiVersion":"v1","kind":"Service")"));
}

TEST_F(WatchTest, ASelectorTurnsChangesIntoAdditionsAndDeletions) {
  const std::uint64_t version = Version();
  const auto watcher = Watch(version, kOfType);
  Put("web", "ClusterIP");
  Put("web", "ClusterIP");
  Put("web");
  Put("web");
  Remove("web");
  Put("last");
  watcher->WaitFor("\"last\"");
  EXPECT_THAT(watcher->Events(), ElementsAre("DELETED shop/web " + std::to_string(version + 1),
                                             "ADDED shop/web " + std::to_string(version + 3),
                                             "MODIFIED shop/web " + std::to_string(version + 4),
                                             "DELETED shop/web " + std::to_string(version + 5),
                                             "ADDED shop/last " + std::to_string(version + 6)));
  const std::string first = watcher->Text().substr(0, watcher->Text().find('\n'));
  EXPECT_THAT(first, HasSubstr(R"("type":"LoadBalancer")")) << "a deletion shows the old object";
}

TEST_F(WatchTest, APathOfANamespaceSelectsItsObjects) {
  const auto watcher = Watch(Version(), "", "/api/v1/namespaces/other/services");
  Put("web");
  Put("other", "LoadBalancer", "other");
  EXPECT_THAT(watcher->WaitFor("\n"), HasSubstr("\"other\""));
  EXPECT_EQ(watcher->Events().size(), 1U);
}

TEST_F(WatchTest, SendsAllObjectsFirstIfThereIsNoVersion) {
  Watcher watcher(server_->port(), std::string(kServicesPath) + "?watch=1");
  watcher.WaitFor("\"web\"");
  Put("later");
  watcher.WaitFor("\"later\"");
  EXPECT_EQ(watcher.Events().size(), 2U);
}

TEST_F(WatchTest, EndsCleanlyAfterItsTimeAndOnRequest) {
  EXPECT_TRUE(Watch(Version(), "&timeoutSeconds=1")->EndsCleanly());
  const auto watcher = WatchNow();
  Put("pending");
  hub().EndWatches();
  EXPECT_TRUE(watcher->EndsCleanly());
  EXPECT_THAT(watcher->Text(), HasSubstr("\"pending\""));
  hub().WaitForOpenWatches(0);
}

TEST_F(WatchTest, SendsTheHeadersAtOnceAndNothingWhileHeld) {
  hub().Hold(true);
  const auto watcher = WatchNow();
  EXPECT_EQ(watcher->Status(), 200);
  Put("later");
  hub().SendBookmarks();
  hub().SendRaw(kServices, "raw");
  EXPECT_THAT(watcher->Text(), IsEmpty());
  hub().Hold(false);
  EXPECT_THAT(watcher->WaitFor("raw"), HasSubstr("\"later\""));
}

TEST_F(WatchTest, CutsTheConnectionInTheMiddleOfALine) {
  const auto watcher = WatchNow();
  hub().CutWatches();
  EXPECT_FALSE(watcher->EndsCleanly());
  EXPECT_THAT(watcher->Text(), testing::StartsWith("{"));
  EXPECT_THAT(watcher->Text(), testing::Not(HasSubstr("\n")));
}

TEST_F(WatchTest, SendsAnExpiredVersionAsAnEventOrAsAStatus) {
  const std::uint64_t version = Version();
  Put("web");
  const auto open = WatchNow();
  hub().CompactHistory();
  const auto watcher = Watch(version);
  EXPECT_TRUE(watcher->EndsCleanly());
  EXPECT_EQ(watcher->Status(), 200);
  const Json event = Json::Parse(watcher->Text());
  EXPECT_EQ(event["type"], "ERROR");
  EXPECT_EQ(event["object"]["code"], 410);
  EXPECT_EQ(event["object"]["reason"], "Expired");

  hub().SetExpiryAsStatus(true);
  const auto refused = Watch(version);
  EXPECT_TRUE(refused->EndsCleanly());
  EXPECT_EQ(refused->Status(), 410);
  EXPECT_EQ(Json::Parse(refused->Text())["kind"], "Status");

  Put("later");
  EXPECT_THAT(open->WaitFor("\"later\""), HasSubstr("ADDED")) << "open watches continue";
}

TEST_F(WatchTest, AVersionFromTheFutureGetsNothing) {
  const auto watcher = Watch(Version() + 100, "&allowWatchBookmarks=true&timeoutSeconds=1");
  hub().WaitForOpenWatches(1);
  Put("web");
  hub().SendBookmarks();
  EXPECT_TRUE(watcher->EndsCleanly());
  EXPECT_THAT(watcher->Text(), IsEmpty());
}

TEST_F(WatchTest, SendsBookmarksAfterTheEventsToWatchesThatAllowThem) {
  const auto with = WatchNow("&allowWatchBookmarks=true");
  const auto without = WatchNow();
  Put("web");
  server_->state().Put(kPools, MakePool("p", {"10.0.0.0/24"}));
  hub().SendBookmarks();
  with->WaitFor("BOOKMARK");
  EXPECT_THAT(with->Events(), ElementsAre("MODIFIED shop/web " + std::to_string(Version() - 1),
                                          "BOOKMARK " + std::to_string(Version())));
  hub().EndWatches();
  EXPECT_TRUE(without->EndsCleanly());
  EXPECT_EQ(without->Events().size(), 1U);
}

TEST_F(WatchTest, SendsAnyTextToTheWatchesOfAResource) {
  const auto watcher = WatchNow();
  const auto pools = Watch(Version(), "", "/apis/metallb.io/v1beta1/ipaddresspools");
  hub().WaitForOpenWatches(1, kPools);
  hub().SendRaw(kServices, "<html>");
  watcher->WaitFor("<html>");
  EXPECT_THAT(pools->Text(), IsEmpty());
}

TEST_F(WatchTest, OmitsOneEvent) {
  const auto watcher = WatchNow();
  hub().DropNextEvent(kServices);
  Put("omitted");
  Put("sent");
  EXPECT_THAT(watcher->WaitFor("\"sent\""), testing::Not(HasSubstr("\"omitted\"")));
}

TEST_F(WatchTest, SendsManyEventsThatASelectorOmits) {
  const auto watcher = WatchNow(kOfType);
  for (int i = 0; i < 1'000; ++i) Put("internal", "ClusterIP");
  Put("last");
  watcher->WaitFor("\"last\"");
  EXPECT_EQ(watcher->Events().size(), 1U);
}

TEST_F(WatchTest, NoticesAClientThatDisconnects) {
  const auto watcher = WatchNow();
  EXPECT_EQ(watcher->Status(), 200);
  watcher->Disconnect();
  hub().WaitForOpenWatches(0);
}

TEST_F(WatchTest, AnswersListsWhileManyWatchesAreOpenAndStopsPromptly) {
  constexpr std::size_t kMany = 150;
  std::vector<std::unique_ptr<Watcher>> watchers;
  for (std::size_t i = 0; i < kMany; ++i) watchers.push_back(Watch(Version()));
  hub().WaitForOpenWatches(kMany);
  httplib::Client client("127.0.0.1", server_->port());
  EXPECT_EQ(client.Get(kServicesPath)->status, 200);
  Put("web");
  for (const auto& watcher : watchers) watcher->WaitFor("MODIFIED");
  client.stop();
  const auto start = std::chrono::steady_clock::now();
  server_ = nullptr;
  EXPECT_LT(std::chrono::steady_clock::now() - start, ServerOptions().idle_time * 2);
  for (const auto& watcher : watchers) EXPECT_FALSE(watcher->EndsCleanly());
}

TEST_F(WatchTest, RefusesWhatTheRealServerRefuses) {
  httplib::Client client("127.0.0.1", server_->port());
  const auto status = [&client](const std::string& target) { return client.Get(target)->status; };
  const std::string watch = std::string(kServicesPath) + "?watch=true&resourceVersion=";
  EXPECT_EQ(status(watch + "x"), 400);
  server_->api().SetVersion("v1.30.1", false);
  EXPECT_EQ(status(watch + "1" + kOfType), 400);
  server_->api().SetMetallb(false);
  EXPECT_EQ(status("/apis/metallb.io/v1beta1/ipaddresspools?watch=true"), 404);
  server_->SetForbiddenPaths({kServicesPath});
  EXPECT_EQ(status(watch + "1"), 403);
}

}  // namespace
}  // namespace exporter::standin
