// Two sites, east and west. A site has a cluster, two exporters that read the cluster, and two
// Prometheus servers that scrape both exporters and evaluate k8s/alerts/rules.yaml.

#ifndef TESTS_SITES_SITES_H_
#define TESTS_SITES_SITES_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/sites/server.h"
#include "tests/standin/api_server.h"
#include "tests/support/process.h"
#include "tests/support/temporary_folder.h"

namespace exporter::tests {

struct SiteOptions {
  Arguments exporter_flags = {};
  // Added to the external labels `site` and `prometheus_replica`: ", cluster: mgmt"
  std::string external_labels = {};
  std::string remote_write_url = {};  // empty: none
};

class Site {
 public:
  // The cluster has the name of the site, and a pool with the ranges.
  Site(const std::string& name, const std::vector<std::string>& pool, const SiteOptions& options);

  // Adds or removes a Service with the address.
  void Assign(const std::string& address);
  void Release(const std::string& address);

  // Stops and continues both exporters. While they are stopped, scrapes of the site fail.
  void StopExporters() const;
  void ContinueExporters() const;

  const std::vector<std::unique_ptr<Server>>& prometheus() const { return prometheus_; }
  // The folder of a Prometheus, for its sidecar.
  std::string DataOf(int replica) const;

 private:
  void StartExporter(const std::string& kubeconfig, const Arguments& flags);
  void StartPrometheus(int replica, const SiteOptions& options);

  const std::string name_;
  TemporaryFolder folder_;
  standin::ApiServer cluster_;
  std::vector<std::unique_ptr<Process>> exporters_;
  std::vector<std::unique_ptr<Server>> prometheus_;
};

inline constexpr const char* kEastAddress = "10.0.0.1";

struct Sites {
  // The exporters of east write a series for each Service, and the exporters of west for each
  // address. East has assigned kEastAddress.
  explicit Sites(const SiteOptions& options = {});

  // The Prometheus servers of both sites: "127.0.0.1:34567"
  std::vector<std::string> PrometheusAddresses() const;

  Site east;
  Site west;
};

// The text of k8s/alerts/global-rules.yaml.
std::string GlobalRules();

// A copy of these rules with intervals of four seconds and one second, whose alert fires five
// seconds after the duplicate appears.
std::string Faster(const std::string& global_rules);

// Programs that evaluate the global rules, each with a name.
using Rulers = std::vector<std::pair<std::string, const Server*>>;

// Stages a duplicate between the sites, waits until each ruler's alert fires, repairs the
// duplicate, and waits until the alerts have ended. Prints how long each of them took. The
// duplicate must appear within kWaitLimit, which is two minutes, and the alert must end within this
// time.
void ExpectAlertForDuplicate(Sites& sites, const Rulers& rulers);

// Waits until the ruler has one alert about a duplicate between sites, and until this alert fires.
// Returns the time since which the alert is active.
std::string WaitForFiringAlert(const Server& ruler);

// Waits until the engine has the pools of both sites. Then expects that each query of the dashboard
// has each pool once, without a label of a scrape or of a replica.
// `cluster_label`: the name of the label `cluster`.
void ExpectEachPoolOnce(const Server& engine, const Json& dashboard,
                        const std::string& cluster_label = "cluster");

}  // namespace exporter::tests

#endif  // TESTS_SITES_SITES_H_
