#include "exporter/cli/option_groups.h"

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "exporter/cli/option_checks.h"

namespace exporter::cli {
namespace {

CLI::Option* AddRepeatable(CLI::App& app, const std::string& name, std::vector<std::string>& values,
                           const std::string& help) {
  // Without this an option takes every word up to the next one.
  return app.add_option(name, values, help)->allow_extra_args(false);
}

}  // namespace

void AddClusterOptions(CLI::App& app, Written& written) {
  app.add_option("--kubeconfig", written.kubeconfig,
                 "A kubeconfig, or a folder of them (default: the files in $KUBECONFIG, else "
                 "~/.kube/config, else the Pod's own service account)")
      ->type_name("PATH")
      ->check(CheckNotEmpty);
  app.add_option("--in-cluster-name", written.in_cluster_name,
                 "The cluster's name where the Pod's own service account is used")
      ->type_name("NAME")
      ->check(CheckNotEmpty)
      ->capture_default_str();
  AddRepeatable(app, "--context", written.contexts,
                "A context to read, shell globs allowed; repeatable (default: every context)")
      ->type_name("NAME")
      ->check(CheckNotEmpty);
  app.add_option("--metallb.namespace", written.metallb_namespace,
                 "Where MetalLB's resources are read (default: all namespaces)")
      ->type_name("NS")
      ->check(CheckNamespace);
  app.add_option("--metallb.lb-class", written.metallb_class,
                 "As MetalLB's --lb-class: which Services are MetalLB's to serve (default: those "
                 "that name no class)")
      ->type_name("CLASS")
      ->check(CheckNotEmpty);
}

void AddPolicyOptions(CLI::App& app, Written& written) {
  app.add_option("--config.file", written.config_file,
                 "Clusters and their networks, in YAML (default: none)")
      ->type_name("PATH")
      ->check(CheckNotEmpty);
  app.add_option("--plan", written.plan_file, "The written IP plan, in YAML (default: none)")
      ->type_name("PATH")
      ->check(CheckNotEmpty);
}

void AddCollectorOptions(CLI::App& app, Written& written) {
  app.add_option("--collector.interval", written.interval, "How often a cluster is polled")
      ->type_name("DURATION")
      ->check(CheckDuration)
      ->capture_default_str();
  app.add_option("--collector.timeout", written.timeout, "How long a whole poll may take")
      ->type_name("DURATION")
      ->check(CheckDuration)
      ->capture_default_str();
  app.add_option("--collector.stale-after", written.stale_after,
                 "How long the last good data of a cluster that cannot be read stays in use")
      ->type_name("DURATION")
      ->check(CheckDuration)
      ->capture_default_str();
}

void AddServingOptions(CLI::App& app, Written& written) {
  AddRepeatable(app, "--web.listen-address", written.listen_addresses,
                "Where to listen, as :port, host:port or [v6]:port; repeatable")
      ->type_name("ADDR")
      ->check(CheckListenAddress)
      ->default_str(written.listen_addresses.front());
  app.add_option("--web.telemetry-path", written.telemetry_path, "Where the metrics are")
      ->type_name("PATH")
      ->check(CheckTelemetryPath)
      ->capture_default_str();
  app.add_flag("--web.enable-lifecycle", written.enable_lifecycle,
               "Allows POST /-/reload, which reads the configuration again (default: off)");
  app.add_option("--web.config.file", written.web_config_file,
                 "TLS and users for our own port, in exporter-toolkit's format (default: none)")
      ->type_name("PATH")
      ->check(CheckNotEmpty);
}

void AddMetricsOptions(CLI::App& app, Written& written) {
  app.add_option("--metrics.cluster-label", written.cluster_label,
                 "The name of the label that holds a cluster's name")
      ->type_name("NAME")
      ->check(CheckClusterLabel)
      ->capture_default_str();
  app.add_option("--metrics.max-conflict-series", written.most_conflict_series,
                 "The most series of duplicate addresses, and of overlapping pools, in a network")
      ->type_name("N")
      ->check(CheckCount)
      ->capture_default_str();
  app.add_flag("--metrics.address-info", written.address_info,
               "Adds a series for each address and Service that holds it (default: off)");
  app.add_option("--metrics.max-address-series", written.most_address_series,
                 "The most of these series in a network")
      ->type_name("N")
      ->check(CheckCount)
      ->capture_default_str();
}

void AddCheckOptions(CLI::App& app, Written& written) {
  app.add_option("--warning", written.warning, "The use of a pool, in per cent, that is a warning")
      ->type_name("PERCENT")
      ->check(CheckPercent)
      ->capture_default_str();
  app.add_option("--critical", written.critical, "The use of a pool, in per cent, that is critical")
      ->type_name("PERCENT")
      ->check(CheckPercent)
      ->capture_default_str();
  app.add_option("-o,--output", written.output, "table or json")
      ->type_name("FORMAT")
      ->check(CheckTableOrJson)
      ->capture_default_str();
}

void AddValidateOptions(CLI::App& app, Written& written) {
  app.add_option("PATH", written.paths,
                 "A folder with a sub-folder for each cluster, named as the cluster; or NAME=PATH "
                 "for the file or folder of one; or NAME=- for standard input")
      ->required()
      ->type_name("")
      ->check(CheckNotEmpty);
  app.add_option("-o,--output", written.findings_output,
                 "text, json, or github for annotations in a workflow")
      ->type_name("FORMAT")
      ->check(CheckFindingsOutput)
      ->capture_default_str();
}

void AddLogOptions(CLI::App& app, Written& written) {
  app.add_option("--log.level", written.log_level, "debug, info, warn or error")
      ->type_name("LEVEL")
      ->check(CheckLogLevel)
      ->capture_default_str();
  app.add_option("--log.format", written.log_format, "logfmt or json; logs go to standard error")
      ->type_name("FORMAT")
      ->check(CheckLogFormat)
      ->capture_default_str();
}

}  // namespace exporter::cli
