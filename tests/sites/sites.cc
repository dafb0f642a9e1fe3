#include "tests/sites/sites.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <functional>
#include <future>
#include <iostream>
#include <set>
#include <stdexcept>

#include "tests/grafana/dashboard.h"
#include "tests/support/wait_until.h"

namespace exporter::tests {
namespace {

using testing::HasSubstr;
using Clock = std::chrono::steady_clock;

constexpr int kReplicas = 2;
constexpr const char* kAlert = "MetalLBDuplicateAddressAcrossSites";
// From the time when the duplicate appears: two minutes, and some evaluations.
constexpr std::chrono::seconds kFiresWithin{180};

SiteOptions WithFlag(SiteOptions options, const std::string& flag) {
  options.exporter_flags.push_back(flag);
  return options;
}

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  if (at == std::string::npos || text.find(from, at + 1) != std::string::npos) {
    throw std::runtime_error("not exactly one \"" + from + "\" in:\n" + text);
  }
  return text.replace(at, from.size(), to);
}

// The alerts about duplicates between sites.
std::vector<Json> AlertsOf(const Server& ruler) {
  std::vector<Json> alerts = ruler.Alerts();
  std::erase_if(alerts, [](const Json& alert) { return alert["labels"]["alertname"] != kAlert; });
  return alerts;
}

std::string TextOf(const std::vector<Json>& values) {
  std::string text;
  for (const Json& value : values) text += value.Dump() + '\n';
  return text;
}

void Report(const std::string& what, Clock::time_point since) {
  const std::chrono::duration<double> elapsed = Clock::now() - since;
  std::cout << fmt::format("[ measured ] {}: {:.1f} s\n", what, elapsed.count()) << std::flush;
}

void ExpectAlert(const std::string& name, const Server& ruler, Clock::time_point staged) {
  const auto describe = [&] { return name + " to have the alert:\n" + TextOf(ruler.Alerts()); };
  WaitUntil([&] { return !AlertsOf(ruler).empty(); }, describe);
  Report(name + ": the duplicate appears", staged);
  std::vector<Json> alerts;
  WaitUntil(
      [&] {
        alerts = AlertsOf(ruler);
        return !alerts.empty() && alerts.front()["state"] == "firing";
      },
      describe, kFiresWithin);
  Report(name + ": the alert fires", staged);
  ASSERT_EQ(alerts.size(), 1U) << name << '\n' << TextOf(alerts);
  EXPECT_EQ(alerts.front()["labels"]["address"], kEastAddress) << name;
  EXPECT_EQ(alerts.front()["labels"]["network"], "default") << name;
  EXPECT_THAT(alerts.front()["annotations"]["summary"].String(),
              HasSubstr("is assigned by 2 clusters in network default"))
      << name;
  EXPECT_THAT(alerts.front()["annotations"]["description"].String(),
              HasSubstr("Clusters: east, west."))
      << name;
}

void ExpectHealthyRules(const std::string& name, const Server& ruler) {
  const Json groups = ruler.Get("/api/v1/rules").at("data").at("groups");
  EXPECT_EQ(groups.size(), 2U) << name << '\n' << groups;
  for (const Json& group : groups.Elements()) {
    for (const Json& rule : group.at("rules").Elements()) {
      EXPECT_EQ(rule.at("health"), "ok") << name << '\n' << rule;
    }
  }
}

void AtTheSameTime(const Rulers& rulers,
                   const std::function<void(const std::string&, const Server&)>& expect) {
  std::vector<std::future<void>> running;
  for (const auto& [name, ruler] : rulers) {
    running.push_back(std::async(std::launch::async, expect, name, std::cref(*ruler)));
  }
  for (auto& each : running) each.get();
}

// The queries of a panel. The variable of the clusters has the name of the label.
std::vector<std::string> QueriesOf(const Json& panel, const std::string& cluster_label) {
  std::vector<std::string> queries;
  for (const Json& target : panel.at("targets").Elements()) {
    std::string query = target.at("expr").String();
    const std::string variable = '$' + cluster_label;
    for (auto at = query.find(variable); at != std::string::npos; at = query.find(variable)) {
      query.replace(at, variable.size(), ".*");
    }
    queries.push_back(Substitute(query, ".*"));
  }
  return queries;
}

// The labels that identify a pool in the result of a query.
std::string PoolOf(const Json& labels, const std::string& cluster_label) {
  std::string pool;
  for (const std::string& name : labels.Keys()) {
    EXPECT_THAT(name, testing::AnyOf(cluster_label, "pool", "family", "auto_assign",
                                     "avoid_buggy_ips", "capacity_alerts", "site"))
        << labels;
    if (name != "site") pool += name + '=' + labels[name].String() + ' ';
  }
  return pool;
}

// Expects that the result has each pool at most once. Returns true if it has a pool.
bool HasEachPoolOnce(const std::vector<Json>& result, const std::string& cluster_label,
                     const std::string& query) {
  std::set<std::string> pools;
  for (const Json& series : result) {
    if (!series.at("metric").contains("pool")) continue;
    const std::string pool = PoolOf(series.at("metric"), cluster_label);
    EXPECT_TRUE(pools.insert(pool).second) << query << '\n' << pool;
  }
  return !pools.empty();
}

}  // namespace

Site::Site(const std::string& name, const std::vector<std::string>& pool,
           const SiteOptions& options)
    : name_(name), cluster_({.uid = "uid-" + name}) {
  cluster_.state().Put(standin::kPools, standin::MakePool("web", pool));
  const std::string kubeconfig = folder_.Write(
      "kubeconfig", fmt::format("clusters: [{{name: c, cluster: {{server: '{}'}}}}]\n"
                                "users: [{{name: u, user: {{}}}}]\n"
                                "contexts: [{{name: {}, context: {{cluster: c, user: u}}}}]\n",
                                cluster_.Url(), name));
  for (int i = 0; i < kReplicas; ++i) StartExporter(kubeconfig, options.exporter_flags);
  for (int i = 0; i < kReplicas; ++i) StartPrometheus(i, options);
}

void Site::StartExporter(const std::string& kubeconfig, const Arguments& flags) {
  Arguments arguments =
      Guarded({EXPORTER, "serve", "--kubeconfig", kubeconfig, "--web.listen-address", "127.0.0.1:0",
               "--collector.interval", "500ms"});
  arguments.insert(arguments.end(), flags.begin(), flags.end());
  exporters_.push_back(std::make_unique<Process>(arguments));
}

void Site::StartPrometheus(int replica, const SiteOptions& options) {
  std::vector<std::string> targets;
  for (const auto& exporter : exporters_) {
    targets.push_back('\'' + exporter->WaitForOutput("msg=listening address=") + '\'');
  }
  std::string config = fmt::format(
      "global: {{scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s, "
      "external_labels: {{site: {}, prometheus_replica: '{}'{}}}}}\n"
      "rule_files: ['" PROJECT
      "/k8s/alerts/rules.yaml']\n"
      "scrape_configs:\n"
      "- job_name: metallb-pool-exporter\n"
      "  honor_labels: true\n"
      "  static_configs: [{{targets: [{}]}}]\n",
      name_, replica, options.external_labels, fmt::join(targets, ", "));
  if (!options.remote_write_url.empty()) {
    config += fmt::format("remote_write: [{{url: '{}'}}]\n", options.remote_write_url);
  }
  const std::string file = folder_.Write(fmt::format("prometheus-{}.yml", replica), config);
  prometheus_.push_back(std::make_unique<Server>(
      Arguments{"prometheus", "--config.file=" + file, "--storage.tsdb.path=" + DataOf(replica),
                "--web.listen-address=127.0.0.1:0"},
      "/-/ready"));
}

std::string Site::DataOf(int replica) const {
  return fmt::format("{}/data-{}", folder_.path(), replica);
}

void Site::Assign(const std::string& address) {
  cluster_.state().Put(standin::kServices,
                       standin::MakeService("shop", "web-" + address, {.addresses = {address}}));
}

void Site::Release(const std::string& address) {
  cluster_.state().Remove(standin::kServices, "shop", "web-" + address);
}

void Site::StopExporters() const {
  for (const auto& exporter : exporters_) exporter->Signal(SIGSTOP);
}

void Site::ContinueExporters() const {
  for (const auto& exporter : exporters_) exporter->Signal(SIGCONT);
}

Sites::Sites(const SiteOptions& options)
    : east("east", {"10.0.0.0/28"}, WithFlag(options, "--metrics.address-info")),
      west("west", {"10.0.1.0/28", "fd00::/64"},
           WithFlag(options, "--metrics.address-info=addresses")) {
  east.Assign(kEastAddress);
  west.Assign("10.0.1.1");
  west.Assign("fd00::1");
}

std::vector<std::string> Sites::PrometheusAddresses() const {
  std::vector<std::string> addresses;
  for (const Site* const site : {&east, &west}) {
    for (const auto& server : site->prometheus()) addresses.push_back(server->address());
  }
  return addresses;
}

std::string GlobalRules() { return ProjectFile("k8s/alerts/global-rules.yaml"); }

std::string Faster(const std::string& global_rules) {
  std::string rules = Replaced(global_rules, "interval: 85s", "interval: 4s");
  rules = Replaced(rules, "interval: 5s", "interval: 1s");
  return Replaced(rules, "for: 2m", "for: 5s");
}

std::string WaitForFiringAlert(const Server& ruler) {
  std::vector<Json> alerts;
  WaitUntil(
      [&] {
        alerts = AlertsOf(ruler);
        return alerts.size() == 1 && alerts.front()["state"] == "firing";
      },
      [&] { return "one alert that fires; the alerts are:\n" + TextOf(alerts); });
  return alerts.front()["activeAt"].String();
}

void ExpectAlertForDuplicate(Sites& sites, const Rulers& rulers) {
  for (const auto& [name, ruler] : rulers) EXPECT_EQ(TextOf(AlertsOf(*ruler)), "") << name;
  const auto staged = Clock::now();
  sites.west.Assign(kEastAddress);
  AtTheSameTime(rulers, [&](const std::string& name, const Server& ruler) {
    ExpectAlert(name, ruler, staged);
  });
  for (const auto& [name, ruler] : rulers) ExpectHealthyRules(name, *ruler);
  const auto repaired = Clock::now();
  sites.west.Release(kEastAddress);
  AtTheSameTime(rulers, [&](const std::string& name, const Server& ruler) {
    WaitUntil([&] { return AlertsOf(ruler).empty(); },
              [&] { return name + " to have no alert:\n" + TextOf(ruler.Alerts()); });
    Report(name + ": the alert ends", repaired);
  });
}

void ExpectEachPoolOnce(const Server& engine, const Json& dashboard,
                        const std::string& cluster_label) {
  const std::vector<Json> panels = Panels(dashboard);
  for (const Json& panel : panels) {
    for (const std::string& query : QueriesOf(panel, cluster_label)) {
      if (panel.at("title") == "Pools") engine.WaitForValue(query, "2");
      // One pool of east, and two families of west.
      if (panel.at("title") == "All pools") engine.WaitForValue("count(" + query + ")", "3");
    }
  }
  int with_pools = 0;
  for (const Json& panel : panels) {
    for (const std::string& query : QueriesOf(panel, cluster_label)) {
      if (HasEachPoolOnce(engine.Query(query), cluster_label, query)) ++with_pools;
    }
  }
  constexpr int kLeast = 9;  // the queries that have pools without conflicts and without forecasts
  EXPECT_GE(with_pools, kLeast);
}

}  // namespace exporter::tests
