// Watches of several clusters, contexts and credentials.

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "tests/collector/watch_test.h"
#include "tests/standin/api_server.h"
#include "tests/standin/cluster_state.h"
#include "tests/support/certificates.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/wait_until.h"

namespace exporter::collector {
namespace {

using fleet::ClusterView;
using standin::ApiServer;

TEST_F(WatchTest, ClosesTheWatchesOfARemovedCluster) {
  ApiServer other({.uid = "other"});
  other.state().Put(standin::kPools, standin::MakePool("p", {"10.0.0.0/24"}));
  collector_.emplace(Watching(), logger_);
  collector_->SetClusters({ConfigOf("a", server_), ConfigOf("b", other)}, true);
  server_.watches().WaitForOpenWatches(3);
  other.watches().WaitForOpenWatches(3);
  collector_->SetClusters({ConfigOf("a", server_)}, true);
  other.watches().WaitForOpenWatches(0);
  EXPECT_EQ(server_.watches().OpenWatches(), 3U) << "an unchanged cluster retains its watches";
  EXPECT_EQ(Lists(kServicesPath), 1U);
}

TEST_F(WatchTest, WatchesAClusterOfTwoContextsOnce) {
  collector_.emplace(Watching(), logger_);
  collector_->SetClusters({ConfigOf("a", server_), ConfigOf("b", server_)}, true);
  tests::WaitUntil([&] { return !collector_->View(Collector::Clock::now()).aliases.empty(); },
                   [] { return "the alias"; });
  server_.watches().SendBookmarks();
  server_.watches().WaitForOpenWatches(3);
  EXPECT_EQ(Now().name, "a");
}

class SecureWatchTest : public WatchTest {
 protected:
  inline static const tests::CertificateAndKey kAuthority = tests::MakeAuthority("authority");

  SecureWatchTest()
      : WatchTest(
            {.certificate = tests::MakeLoopbackServer(kAuthority), .tokens = {"one", "two"}}) {}

  ClusterConfig ConfigWith(const std::string& name,
                           const std::function<void(credentials::Access&)>& change) const {
    ClusterConfig config = ConfigOf(name, server_);
    config.access->endpoint.tls = true;
    config.access->ca_pem = kAuthority.certificate_pem;
    change(*config.access);
    return config;
  }
};

TEST_F(SecureWatchTest, RenewsATokenWithoutAFailure) {
  const tests::TemporaryFolder folder;
  const std::string file = folder.Write("token", "one");
  collector_.emplace(Watching(), logger_);
  collector_->SetClusters(
      {ConfigWith("a", [&](credentials::Access& access) { access.token_file = file; })}, true);
  WaitFor([](const ClusterView& view) { return AreOpen(view); });
  server_.SetTokens({"three"});
  folder.Write("token", "three");
  server_.watches().EndWatches();
  PutService("b", "10.0.0.2");
  const ClusterView cluster = WaitForServices({"a 10.0.0.1", "b 10.0.0.2"});
  EXPECT_TRUE(cluster.record.up);
  EXPECT_EQ(cluster.record.ErrorsOf(ErrorKind::kUnauthorized), 0U);
  EXPECT_EQ(Lists(kServicesPath), 1U);
}

TEST_F(SecureWatchTest, WatchesThroughAnotherContextIfTheFirstIsRejected) {
  const auto with_token = [](const std::string& token) {
    return [token](credentials::Access& access) { access.token = token; };
  };
  collector_.emplace(Watching(), logger_);
  collector_->SetClusters({ConfigWith("a", with_token("one")), ConfigWith("b", with_token("two"))},
                          true);
  tests::WaitUntil([&] { return !collector_->View(Collector::Clock::now()).aliases.empty(); },
                   [] { return "the alias"; });
  server_.SetTokens({"two"});
  server_.watches().CutWatches();
  const ClusterView other =
      WaitFor([](const ClusterView& view) { return view.read_through == "b" && AreOpen(view); });
  EXPECT_EQ(other.name, "a");
  PutService("b", "10.0.0.2");
  WaitForServices({"a 10.0.0.1", "b 10.0.0.2"});
  server_.SetTokens({"one", "two"});
  WaitFor([](const ClusterView& view) { return view.read_through.empty() && AreOpen(view); });
}

}  // namespace
}  // namespace exporter::collector
