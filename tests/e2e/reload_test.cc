// The real program reloads its configuration.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "tests/e2e/two_clusters.h"
#include "tests/support/wire.h"

namespace exporter::tests {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kSuccessful = "metallb_exporter_config_last_reload_successful ";

class ReloadTest : public TwoClustersTest {
 protected:
  // The kubeconfig with one context renamed.
  std::string Renamed() const {
    std::ifstream file(kubeconfig_);
    std::stringstream text;
    text << file.rdbuf();
    std::string renamed = text.str();
    renamed.replace(renamed.find("prod-b"), 6, "site-b");
    return renamed;
  }

  static std::string Post(const std::string& address, int& status) {
    httplib::Client client("http://" + address);
    const auto response = client.Post("/-/reload");
    status = response ? response->status : 0;
    return response ? response->body : "";
  }
};

TEST_F(ReloadTest, ASignalReloadsKubeconfigConfigurationAndPlan) {
  const std::string config = folder_.Write(
      "exporter.yaml", "clusters: [{name: a, context: prod-a}, {name: b, context: prod-b}]\n");
  const std::string plan =
      folder_.Write("plan.yaml", "clusters: {a: {metallb_range: 10.0.0.0/8}}\n");
  const auto exporter = Start({"--config.file", config, "--plan", plan});
  const std::string address = AddressOf(*exporter);
  EXPECT_THAT(Scrape(address), HasSubstr("network=\"default\",location=\"\""));

  folder_.Write(
      "exporter.yaml",
      "clusters: [{name: a, context: prod-a, network: lab}, {name: c, context: prod-b}]\n");
  folder_.Write("plan.yaml", "clusters: {a: {metallb_range: 192.168.1.0/24, location: rack-1}}\n");
  exporter->Signal(SIGHUP);
  WaitForSeries(address, "metallb_pool_capacity_addresses{cluster=\"c\"");
  const std::string text = Scrape(address);
  EXPECT_THAT(text, HasSubstr("network=\"lab\",location=\"rack-1\""));
  EXPECT_THAT(text, Not(HasSubstr("cluster=\"b\"")));
  EXPECT_THAT(text, HasSubstr("metallb_plan_unplanned_addresses{cluster=\"a\",pool=\"web\"} 0\n"));
  EXPECT_THAT(text, HasSubstr(std::string(kSuccessful) + "1\n"));
}

TEST_F(ReloadTest, ReloadsOverHttpOnlyIfAllowed) {
  const auto closed = Start({});
  int status = 0;
  EXPECT_THAT(Post(AddressOf(*closed), status), HasSubstr("Lifecycle API is not enabled"));
  EXPECT_EQ(status, 403);

  const auto open = Start({"--web.enable-lifecycle"});
  const std::string address = AddressOf(*open);
  EXPECT_EQ(StatusOf(address, "/-/reload"), 405) << "GET is not allowed";
  Post(address, status);
  EXPECT_EQ(status, 200);
}

TEST_F(ReloadTest, AnInvalidFileChangesOnlyTheMetricsAndTheLog) {
  const auto exporter = Start({"--web.enable-lifecycle"});
  const std::string address = AddressOf(*exporter);
  const std::string good = Renamed();
  folder_.Write("config", "clusters: [");
  int status = 0;
  EXPECT_THAT(Post(address, status), HasSubstr("failed to reload config: " + kubeconfig_ +
                                               ":1: not a kubeconfig: not YAML: "));
  EXPECT_EQ(status, 500);
  const std::string text = Scrape(address);
  EXPECT_THAT(text, HasSubstr(std::string(kSuccessful) + "0\n"));
  EXPECT_THAT(text, HasSubstr("metallb_exporter_cluster_up{cluster=\"prod-b\"} 1\n"));
  exporter->WaitForOutput("configuration not reloaded; keeping the previous configuration");

  folder_.Write("config", good);
  WaitForSeries(address, std::string(kSuccessful) + "1\n");
  WaitForSeries(address, "metallb_exporter_cluster_up{cluster=\"site-b\"} 1\n");
}

// For example, a certificate was replaced but its key was not yet.
TEST_F(ReloadTest, AClusterWithInvalidCredentialsIsUnchangedAndTheOthersAreReloaded) {
  const auto exporter = Start({"--web.enable-lifecycle"});
  const std::string address = AddressOf(*exporter);
  WaitForSeries(address, "metallb_exporter_cluster_up{cluster=\"prod-b\"} 1\n");
  const std::string good = Renamed();
  const auto polls = [&] {
    const std::string text = Scrape(address);
    const std::string series = "metallb_exporter_cluster_polls_total{cluster=\"prod-a\"} ";
    return std::stod(text.substr(text.find(series) + series.size()));
  };
  std::string half = good;
  half.replace(half.find("token: token-of-a"), 17, "client-certificate: gone");
  folder_.Write("config", half);
  int status = 0;
  EXPECT_THAT(Post(address, status), HasSubstr("failed to reload config: kubeconfig "));
  EXPECT_EQ(status, 500);
  const std::string text = Scrape(address);
  EXPECT_THAT(text, HasSubstr(std::string(kSuccessful) + "0\n"));
  EXPECT_THAT(text, HasSubstr("metallb_exporter_cluster_up{cluster=\"prod-a\"} 1\n"));
  exporter->WaitForOutput("cluster not reloaded; keeping its previous access");
  WaitForSeries(address, "metallb_exporter_cluster_up{cluster=\"site-b\"} 1\n");
  const double before = polls();
  WaitUntil([&] { return polls() >= before + 3; },
            [&] { return "three more polls; polls: " + std::to_string(polls()); });
  EXPECT_THAT(Scrape(address), HasSubstr("metallb_exporter_cluster_up{cluster=\"prod-a\"} 1\n"));

  folder_.Write("config", good);
  WaitForSeries(address, std::string(kSuccessful) + "1\n");
  EXPECT_THAT(Scrape(address), HasSubstr("metallb_exporter_cluster_up{cluster=\"prod-a\"} 1\n"));
}

// prod-b leads to the server of prod-a before the reload. The certificate of the new server of
// prod-a is not trusted.
TEST_F(ReloadTest, DataOfAnotherServerNeitherMergesNorConflicts) {
  const auto exporter = Start({});
  const std::string address = AddressOf(*exporter);
  const std::string capacity_of_a =
      "metallb_pool_capacity_addresses{cluster=\"prod-a\",pool=\"web\",family=\"ipv4\"} 40\n";
  WaitForSeries(address, capacity_of_a);
  const Wire untrusted(b_.port());
  folder_.Write("config", "clusters:\n- {name: a, cluster: {server: 'https://127.0.0.1:" +
                              std::to_string(untrusted.port()) +
                              "'}}\n- {name: b, cluster: {server: '" + a_.Url() +
                              "', certificate-authority: ca.crt}}\n"
                              "users: [{name: u, user: {token: token-of-a}}]\n"
                              "contexts:\n- {name: prod-a, context: {cluster: a, user: u}}\n"
                              "- {name: prod-b, context: {cluster: b, user: u}}\n");
  exporter->Signal(SIGHUP);
  WaitForSeries(address, "metallb_exporter_cluster_up{cluster=\"prod-a\"} 0\n");
  const std::string text = WaitForSeries(
      address,
      "metallb_pool_capacity_addresses{cluster=\"prod-b\",pool=\"web\",family=\"ipv4\"} 40\n");
  EXPECT_THAT(text, HasSubstr(capacity_of_a)) << "stays visible";
  EXPECT_THAT(text, HasSubstr("metallb_fleet_clusters{network=\"default\",state=\"stale\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("metallb_fleet_duplicate_addresses{network=\"default\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("metallb_fleet_overlapping_pools{network=\"default\"} 0\n"));
  EXPECT_THAT(text, Not(HasSubstr("metallb_exporter_context_alias_info{")));
}

TEST_F(ReloadTest, ReloadsWhenAMountedSecretIsReplaced) {
  const std::string mount = folder_.path() + "/mount";
  folder_.Write("mount/..v1/ca.crt", authority_.certificate_pem);
  folder_.Write("mount/..v2/ca.crt", authority_.certificate_pem);
  for (const char* version : {"..v1", "..v2"}) {
    const std::string name = version == std::string("..v1") ? "old" : "new";
    folder_.Write(std::string("mount/") + version + "/site.yaml",
                  "clusters: [{name: a, cluster: {server: '" + a_.Url() +
                      "', certificate-authority: '" + mount +
                      "/..data/ca.crt'}}]\nusers: [{name: a, user: {token: token-of-a}}]\n"
                      "contexts:\n- {name: " +
                      name +
                      ", context: {cluster: a, user: a}}\n"
                      "- {name: other, context: {cluster: a, user: a}}\n");
  }
  std::filesystem::create_directory_symlink("..v1", mount + "/..data");
  std::filesystem::create_symlink("..data/site.yaml", mount + "/site.yaml");
  kubeconfig_ = mount;
  const auto exporter = Start({});
  const std::string address = AddressOf(*exporter);
  WaitForSeries(address, "metallb_exporter_cluster_up{cluster=\"site/old\"} 1\n");
  std::filesystem::create_directory_symlink("..v2", mount + "/..tmp");
  std::filesystem::rename(mount + "/..tmp", mount + "/..data");
  WaitForSeries(address, "metallb_exporter_cluster_up{cluster=\"site/new\"} 1\n");
  EXPECT_THAT(Scrape(address), Not(HasSubstr("site/old")));
}

}  // namespace
}  // namespace exporter::tests
