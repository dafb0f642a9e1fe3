// The command `serve` of the real program, with stand-in clusters and a real Prometheus.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <csignal>
#include <memory>
#include <string>

#include "tests/e2e/prometheus.h"
#include "tests/e2e/two_clusters.h"
#include "tests/support/faults.h"
#include "tests/support/json.h"

namespace exporter::tests {
namespace {

using ServeTest = TwoClustersTest;

using testing::HasSubstr;
using testing::Not;

TEST_F(ServeTest, ServesEveryClusterOfAKubeconfigAndStopsCleanly) {
  const auto exporter = Start({});
  const std::string address = AddressOf(*exporter);
  const std::string text = Scrape(address);
  EXPECT_THAT(text, HasSubstr("metallb_pool_utilization_ratio{cluster=\"prod-a\",pool=\"web\","
                              "family=\"ipv4\"} 0.25\n"));
  EXPECT_THAT(text, HasSubstr("metallb_pool_assigned_addresses{cluster=\"prod-b\",pool=\"web\","
                              "family=\"ipv6\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("metallb_exporter_cluster_up{cluster=\"prod-a\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("process_open_fds "));
  EXPECT_EQ(StatusOf(address, "/-/healthy"), 200);
  EXPECT_EQ(StatusOf(address, "/"), 200);
  EXPECT_EQ(StatusOf(address, "/nonsense"), 404);
  const auto fleet = httplib::Client("http://" + address).Get("/api/v1/fleet");
  ASSERT_TRUE(fleet);
  EXPECT_EQ(Json::Parse(fleet->body)["clusters"][0]["pools"][0]["families"][0]["assigned"], 10);
  httplib::Client compressed("http://" + address);
  compressed.set_decompress(false);
  const auto gzip = compressed.Get("/api/v1/fleet", {{"Accept-Encoding", "gzip"}});
  ASSERT_TRUE(gzip);
  EXPECT_EQ(gzip->get_header_value("Content-Encoding"), "gzip");
  EXPECT_THAT(gzip->body, testing::StartsWith("\x1f\x8b"));
  EXPECT_LT(gzip->body.size(), fleet->body.size() / 2);
  exporter->Signal(SIGTERM);
  EXPECT_EQ(exporter->Wait(), 0);
  EXPECT_THAT(exporter->errors(), Not(HasSubstr("token-of")));
}

TEST_F(ServeTest, ServesTheWholeFleetUntilItChanges) {
  const auto exporter = Start({});
  const std::string address = AddressOf(*exporter);
  httplib::Client client("http://" + address);
  const auto first = client.Get("/api/v1/fleet?full=1");
  ASSERT_TRUE(first);
  EXPECT_EQ(Json::Parse(first->body)["clusters"][0]["service_list"].size(), 10U);
  // After the first request, each cluster is polled for the facts that only this document has.
  const auto times = [&] { return client.Get("/api/v1/fleet")->get_header_value("ETag"); };
  std::string tag;
  WaitUntil(
      [&] {
        tag = client.Get("/api/v1/fleet?full=1")->get_header_value("ETag");
        const std::string polled = times();
        WaitUntil([&] { return times() != polled; }, [] { return "another poll"; });
        const auto same = client.Get("/api/v1/fleet?full=1", {{"If-None-Match", tag}});
        return same->status == 304 && same->body.empty();
      },
      [] { return "the same document after another poll"; });

  a_.state().Put(standin::kServices,
                 standin::MakeService("shop", "new", {.addresses = {"192.168.1.49"}}));
  WaitUntil(
      [&] {
        return client.Get("/api/v1/fleet?full=1", {{"If-None-Match", tag}})->status == 200;
      },
      [] { return "the new Service"; });
  for (const char* query : {"?full=0", "?full", "?full=true"}) {
    const auto bad = client.Get(std::string("/api/v1/fleet") + query);
    ASSERT_TRUE(bad);
    EXPECT_EQ(bad->status, 400) << query;
    EXPECT_EQ(bad->body, "full must be 1; write ?full=1, or omit it\n");
  }
}

TEST_F(ServeTest, StopsWhileAClusterHangs) {
  a_.Intercept(
      [](const standin::Request&) { return Delivered({.body = "{}"}, standin::Delivery::kHang); });
  const auto exporter = Start({});
  const std::string address = exporter->WaitForOutput("msg=listening address=");
  a_.WaitForRequests([](const auto& requests) { return !requests.empty(); });
  EXPECT_EQ(StatusOf(address, "/-/ready"), 503);
  EXPECT_EQ(StatusOf(address, "/-/healthy"), 200);
  exporter->Signal(SIGINT);
  EXPECT_EQ(exporter->Wait(), 0);
}

TEST_F(ServeTest, ABrokenContextIsAClusterThatIsDown) {
  folder_.Write("config", "clusters: [{name: b, cluster: {server: '" + b_.Url() +
                              "', certificate-authority: ca.crt}}]\n"
                              "users: [{name: b, user: {tokenFile: token-of-b}}]\n"
                              "contexts: [{name: bad, context: {cluster: gone}}, "
                              "{name: good, context: {cluster: b, user: b}}]\n");
  const auto exporter = Start({});
  const std::string text = Scrape(AddressOf(*exporter));
  EXPECT_THAT(text, HasSubstr("metallb_exporter_cluster_up{cluster=\"bad\"} 0\n"));
  EXPECT_THAT(text, Not(HasSubstr("poll_errors_total{cluster=\"bad\",reason=\"config\"} 0\n")));
  EXPECT_THAT(text, HasSubstr("metallb_exporter_cluster_up{cluster=\"good\"} 1\n"));
}

TEST_F(ServeTest, ReportsBadUsageAndConfigurationInOneLine) {
  const auto error_of = [](const Arguments& flags, int status) {
    Arguments arguments = {EXPORTER};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    const auto finished = RunProgram(arguments, {{"KUBECONFIG", "/gone"}, {"HOME", "/gone"}});
    EXPECT_EQ(finished.status, status) << finished.errors;
    EXPECT_EQ(finished.output, "");
    EXPECT_EQ(std::count(finished.errors.begin(), finished.errors.end(), '\n'), 1)
        << finished.errors;
    return finished.errors;
  };
  EXPECT_THAT(error_of({"--nonsense"}, 2), HasSubstr("--nonsense"));
  EXPECT_EQ(
      error_of({}, 2),
      "metallb-pool-exporter: $KUBECONFIG names /gone, which does not exist; use --kubeconfig, "
      "or try the command demo\n");
  EXPECT_EQ(error_of({"serve", "--kubeconfig", "/gone"}, 2),
            "metallb-pool-exporter: kubeconfig /gone: No such file or directory\n");
  EXPECT_EQ(error_of({"--kubeconfig", kubeconfig_, "--context", "stage"}, 2),
            "metallb-pool-exporter: --context \"stage\" matches no context; contexts: \"prod-a\", "
            "\"prod-b\"\n");
  const auto first = Start({});
  const std::string taken = first->WaitForOutput("msg=listening address=");
  EXPECT_THAT(
      error_of({"--kubeconfig", kubeconfig_, "--web.listen-address", taken, "--log.level", "error"},
               1),
      HasSubstr("cannot listen on " + taken + ": address already in use"));
}

TEST_F(ServeTest, RenamesTheClusterLabel) {
  const auto exporter = Start({"--metrics.cluster-label", "k8s", "--context", "prod-a"});
  const std::string text = Scrape(AddressOf(*exporter));
  EXPECT_THAT(text, HasSubstr("metallb_exporter_cluster_up{k8s=\"prod-a\"} 1\n"));
  EXPECT_THAT(text, Not(HasSubstr("cluster=")));
  EXPECT_THAT(text, Not(HasSubstr("prod-b")));
}

TEST_F(ServeTest, PromtoolFindsNoProblem) {
  const auto exporter = Start({});
  const std::string file = folder_.Write("metrics.txt", Scrape(AddressOf(*exporter)));
  // promtool reads standard input, hence the shell.
  const auto checked = RunProgram({"sh", "-c", "exec promtool check metrics < \"$1\"", "sh", file});
  EXPECT_EQ(checked.status, 0) << checked.output << checked.errors;
  EXPECT_EQ(checked.output + checked.errors, "");
}

TEST_F(ServeTest, ARealPrometheusScrapesIt) {
  const auto exporter = Start({});
  const std::string address = AddressOf(*exporter);
  const Prometheus prometheus(folder_, {address});
  EXPECT_EQ(prometheus.WaitForValue("up{job=\"metallb-pool-exporter\"} == 1"), "1");
  EXPECT_EQ(prometheus.WaitForValue("sum(metallb_pool_assigned_addresses{cluster=\"prod-a\"})"),
            "10");
  EXPECT_EQ(prometheus.WaitForValue(
                "metallb_pool_capacity_addresses{cluster=\"prod-b\",family=\"ipv6\"}"),
            "18446744073709550000")
      << "2^64 to 16 digits";
  const Json targets = prometheus.Get("/api/v1/targets");
  EXPECT_EQ(targets["data"]["activeTargets"][0]["health"], "up");
  EXPECT_EQ(targets["data"]["activeTargets"][0]["lastError"], "");
}

TEST(Demo, ServesThreeChangingClusters) {
  Process demo(
      {EXPORTER, "demo", "--web.listen-address", kAnyPort, "--collector.interval", "20ms"});
  const std::string address = demo.WaitForOutput("msg=listening address=");
  WaitUntilReady(address);
  EXPECT_EQ(demo.WaitForOutput("  http://" + address), "/") << "the address to open is printed";

  const std::string text = Scrape(address);
  for (const char* series :
       {"metallb_pool_capacity_addresses{cluster=\"cluster-a\",pool=\"cluster-a-pool\",family="
        "\"ipv4\"} 40\n",
        "metallb_pool_capacity_addresses{cluster=\"cluster-b\",pool=\"cluster-b-pool\",family="
        "\"ipv4\"} 40\n",
        "metallb_pool_capacity_addresses{cluster=\"cluster-c\",pool=\"cluster-c-pool\",family="
        "\"ipv4\"} 32\n",
        "metallb_exporter_cluster_up{cluster=\"cluster-c\"} 1\n"}) {
    EXPECT_THAT(text, HasSubstr(series));
  }
  // The utilization of one pool rises above 80 % and falls again.
  const auto utilization = [&] {
    const std::string start =
        "metallb_pool_utilization_ratio{cluster=\"cluster-a\",pool=\"cluster-a-pool\",family="
        "\"ipv4\"} ";
    const std::string now = Scrape(address);
    const std::size_t at = now.find(start);
    return at == std::string::npos ? 0.0 : std::stod(now.substr(at + start.size()));
  };
  const auto describe = [&] { return "80 %; utilization: " + std::to_string(utilization()); };
  WaitUntil([&] { return utilization() >= 0.8; }, describe);
  WaitUntil([&] { return utilization() < 0.8; }, describe);
  demo.Signal(SIGINT);
  EXPECT_EQ(demo.Wait(), 0);
}

}  // namespace
}  // namespace exporter::tests
