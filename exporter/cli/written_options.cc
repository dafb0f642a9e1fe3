#include "exporter/cli/written_options.h"

#include "exporter/app/version.h"
#include "exporter/config/duration.h"
#include "exporter/config/percent.h"

namespace exporter::cli {

Options ToOptions(const Written& written, Command command) {
  Options options;
  options.command = command;
  options.polling.user_agent = app::UserAgent();
  // An option's own check refuses an empty text.
  if (!written.kubeconfig.empty()) options.fleet.kubeconfig = written.kubeconfig;
  if (!written.config_file.empty()) options.fleet.config_file = written.config_file;
  options.config_check = written.config_check;
  if (!written.plan_file.empty()) options.fleet.plan_file = written.plan_file;
  options.fleet.in_cluster_name = written.in_cluster_name;
  options.fleet.contexts = written.contexts;
  options.polling.metallb_namespace = written.metallb_namespace;
  options.fleet.metallb_class = written.metallb_class;
  options.polling.interval = config::ParseDuration(written.interval).value();
  options.polling.timeout = config::ParseDuration(written.timeout).value();
  options.polling.stale_after = config::ParseDuration(written.stale_after).value();
  for (const std::string& address : written.listen_addresses) {
    options.serve.listen_addresses.push_back(web::ParseListenAddress(address).value());
  }
  options.serve.telemetry_path = written.telemetry_path;
  options.serve.enable_lifecycle = written.enable_lifecycle;
  if (!written.web_config_file.empty()) options.serve.web_config_file = written.web_config_file;
  options.serve.cluster_label = written.cluster_label;
  options.fleet.max_conflict_series = std::stoul(written.most_conflict_series);
  if (written.address_info)
    options.fleet.max_address_series = std::stoul(written.most_address_series);
  options.warning = config::ParsePercent(written.warning).value();
  options.critical = config::ParsePercent(written.critical).value();
  options.json = written.output == "json";
  options.validate.paths = written.paths;
  options.validate.plan = options.fleet.plan_file;
  options.validate.config_file = options.fleet.config_file;
  options.validate.output = ParseValidateOutput(written.findings_output).value();
  options.health_url = written.health_url;
  options.log_level = logging::ParseLevel(written.log_level).value();
  options.log_format = logging::ParseFormat(written.log_format).value();
  return options;
}

}  // namespace exporter::cli
