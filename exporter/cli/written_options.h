// The options as they are written, before they become values: what CLI11 reads into.

#ifndef EXPORTER_CLI_WRITTEN_OPTIONS_H_
#define EXPORTER_CLI_WRITTEN_OPTIONS_H_

#include <string>
#include <vector>

#include "exporter/cli/options.h"

namespace exporter::cli {

// With their defaults.
struct Written {
  std::string kubeconfig;
  std::string in_cluster_name = "in-cluster";
  std::vector<std::string> contexts;
  std::string metallb_namespace;
  std::string metallb_class;
  std::string interval = "30s";
  std::string timeout = "60s";
  std::string stale_after = "1h";
  std::vector<std::string> listen_addresses = {":10472"};
  std::string telemetry_path = "/metrics";
  bool enable_lifecycle = false;
  std::string web_config_file;
  std::string cluster_label = "cluster";
  std::string most_conflict_series = "1000";
  bool address_info = false;
  std::string most_address_series = "20000";
  std::string config_file;
  bool config_check = false;
  std::string plan_file;
  std::string warning = "80";
  std::string critical = "95";
  std::string output = "table";
  std::vector<std::string> paths;
  std::string findings_output = "text";
  std::string health_url = "http://127.0.0.1:10472";
  std::string log_level = "info";
  std::string log_format = "logfmt";
};

// REQUIRES: every text has passed its check (option_checks.h).
Options ToOptions(const Written& written, Command command);

}  // namespace exporter::cli

#endif  // EXPORTER_CLI_WRITTEN_OPTIONS_H_
