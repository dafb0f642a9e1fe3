#include "exporter/cli/written_options.h"

#include "exporter/config/duration.h"
#include "exporter/config/percent.h"

namespace exporter::cli {

Options ToOptions(const Written& written, Command command) {
  Options options;
  options.command = command;
  // An option's own check refuses an empty text.
  if (!written.kubeconfig.empty()) options.kubeconfig = written.kubeconfig;
  if (!written.config_file.empty()) options.config_file = written.config_file;
  options.config_check = written.config_check;
  if (!written.plan_file.empty()) options.plan_file = written.plan_file;
  options.in_cluster_name = written.in_cluster_name;
  options.contexts = written.contexts;
  options.metallb_namespace = written.metallb_namespace;
  options.metallb_class = written.metallb_class;
  options.interval = config::ParseDuration(written.interval).value();
  options.timeout = config::ParseDuration(written.timeout).value();
  options.stale_after = config::ParseDuration(written.stale_after).value();
  for (const std::string& address : written.listen_addresses) {
    options.listen_addresses.push_back(web::ParseListenAddress(address).value());
  }
  options.telemetry_path = written.telemetry_path;
  options.enable_lifecycle = written.enable_lifecycle;
  if (!written.web_config_file.empty()) options.web_config_file = written.web_config_file;
  options.cluster_label = written.cluster_label;
  options.most_conflict_series = std::stoul(written.most_conflict_series);
  if (written.address_info) options.most_address_series = std::stoul(written.most_address_series);
  options.warning = config::ParsePercent(written.warning).value();
  options.critical = config::ParsePercent(written.critical).value();
  options.json = written.output == "json";
  options.validate.paths = written.paths;
  options.validate.plan = options.plan_file;
  options.validate.config_file = options.config_file;
  options.validate.output = ParseValidateOutput(written.findings_output).value();
  options.health_url = written.health_url;
  options.log_level = logging::ParseLevel(written.log_level).value();
  options.log_format = logging::ParseFormat(written.log_format).value();
  return options;
}

}  // namespace exporter::cli
