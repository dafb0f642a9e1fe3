// One cluster behind two contexts, as Rancher writes them: through a proxy, and directly.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/e2e/two_clusters.h"
#include "tests/support/wire.h"

namespace exporter::tests {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kUp = "metallb_exporter_cluster_up{cluster=\"prod\"} 1\n";
constexpr const char* kAlias =
    "metallb_exporter_context_alias_info{cluster=\"prod\",context=\"prod-direct\"} 1\n";
constexpr const char* kAssigned =
    "metallb_pool_assigned_addresses{cluster=\"prod\",pool=\"web\",family=\"ipv4\"} ";
constexpr const char* kReader = "msg=\"cluster is now read through another of its contexts\" ";

class FailoverTest : public TwoClustersTest {
 protected:
  FailoverTest() {
    kubeconfig_ = folder_.Write(
        "rancher", "clusters:\n- {name: proxy, cluster: {server: 'https://127.0.0.1:" +
                       std::to_string(proxy_.port()) +
                       "', certificate-authority: ca.crt}}\n"
                       "- {name: direct, cluster: {server: '" +
                       a_.Url() +
                       "', certificate-authority: ca.crt}}\n"
                       "users: [{name: u, user: {token: token-of-a}}]\n"
                       "contexts:\n- {name: prod, context: {cluster: proxy, user: u}}\n"
                       "- {name: prod-direct, context: {cluster: direct, user: u}}\n");
  }

  Finished Check() const { return RunProgram({EXPORTER, "check", "--kubeconfig", kubeconfig_}); }

  Wire proxy_{a_.port()};
};

TEST_F(FailoverTest, ReadsTheClusterDirectlyWhileTheProxyIsDown) {
  const auto exporter = Start({});
  const std::string address = AddressOf(*exporter);
  WaitForSeries(address, kAlias);
  proxy_.Set(a_.port(), Wire::Fault::kRefused);
  EXPECT_THAT(exporter->WaitForOutput(kReader), HasSubstr("cluster=prod context=prod-direct"));
  a_.state().Put(standin::kServices,
                 standin::MakeService("shop", "another", {.addresses = {"192.168.1.40"}}));
  const std::string text = WaitForSeries(address, std::string(kAssigned) + "11\n");
  EXPECT_THAT(text, HasSubstr(kUp));
  EXPECT_THAT(text, HasSubstr(kAlias));
  EXPECT_THAT(text, HasSubstr("metallb_fleet_duplicate_addresses{network=\"default\"} 0\n"));
  EXPECT_THAT(text, Not(HasSubstr("cluster=\"prod-direct\"")));

  proxy_.Set(a_.port(), Wire::Fault::kNone);
  WaitForText([&] { return exporter->errors(); },
              std::string(kReader) + "cluster=prod context=prod\n");
}

TEST_F(FailoverTest, CheckShowsTheContextThatAnswers) {
  const Finished merged = Check();
  EXPECT_EQ(merged.status, 0) << merged.errors;
  EXPECT_THAT(merged.output, HasSubstr("context prod-direct leads to cluster prod\n"));

  // The exporter cannot know that both contexts lead to one cluster.
  proxy_.Set(a_.port(), Wire::Fault::kRefused);
  const Finished one = Check();
  EXPECT_EQ(one.status, 3);
  EXPECT_THAT(one.output, HasSubstr("prod: unreachable: "));
  EXPECT_THAT(one.output, HasSubstr("prod-direct  web"));
}

}  // namespace
}  // namespace exporter::tests
