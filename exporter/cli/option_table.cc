#include "exporter/cli/option_table.h"

#include <algorithm>
#include <array>

#include "exporter/cli/option_values.h"

namespace exporter::cli {
namespace {

constexpr unsigned kServe = Bit(Command::kServe);
constexpr unsigned kCheck = Bit(Command::kCheck);
constexpr unsigned kLookup = Bit(Command::kLookup);
constexpr unsigned kScan = Bit(Command::kScan);
constexpr unsigned kValidate = Bit(Command::kValidate);
constexpr unsigned kDemo = Bit(Command::kDemo);
// The commands that poll every cluster once.
constexpr unsigned kPollOnce = kCheck | kLookup | kScan;
constexpr unsigned kAll = kServe | kPollOnce | kValidate | kDemo | Bit(Command::kHealth) |
                          Bit(Command::kCompletion) | Bit(Command::kMan);

constexpr std::string_view kServeStatus =
    "0  stopped by SIGINT or SIGTERM\n"
    "1  any other error, such as a port in use\n"
    "2  bad usage or configuration\n";

constexpr std::string_view kPrintStatus =
    "0  printed\n"
    "1  standard output cannot be written\n"
    "2  bad usage\n";

template <typename Text>
std::string SetText(const std::string& text, Text& value) {
  value = text;
  return {};
}

// In the order of Command.
constexpr std::array<CommandSpec, 9> kCommands = {{
    {Command::kServe, "serve", "",
     "Polls the clusters and serves metrics until SIGINT or SIGTERM. This is the default command.",
     kServeStatus, app::kExitUsage, app::kExitFailure},
    {Command::kCheck, "check", "",
     "Polls every cluster once and prints problems and pools. On a terminal, names are "
     "shortened so that a pool fits into one line of $COLUMNS columns, else of the terminal's "
     "width. Otherwise names are complete.",
     "0  OK\n"
     "1  WARNING: a pool reached --warning, pools overlap, MetalLB rejects a pool, Services are "
     "pending, an assigned address is outside every pool, or a pool contains a node address\n"
     "2  CRITICAL: a pool reached --critical, or two clusters assigned the same address\n"
     "3  UNKNOWN: bad usage or configuration, or a cluster could not be read\n",
     app::kExitUnknown, app::kExitUnknown},
    {Command::kLookup, "lookup", "ADDRESS...",
     "Says who has each address: pools, Services, nodes and the IP plan. Polls every cluster once, "
     "or asks a running exporter.",
     "0  each address is assigned, in a pool or in the plan\n"
     "1  an address is in none of them\n"
     "2  bad usage or configuration\n"
     "3  an address is in none of them, and a cluster or the exporter could not be read\n",
     app::kExitUsage, app::kExitUnknown},
    {Command::kValidate, "validate", "PATH...",
     "Checks manifests in Git without any cluster. PATH is a folder with one sub-folder for each "
     "cluster, named as the cluster; or NAME=PATH for a file or folder of one cluster; or NAME=- "
     "for standard input. The same NAME may occur several times.",
     "0  no errors found\n"
     "1  errors found\n"
     "2  bad usage, input that matters could not be read, or no pool was found\n",
     app::kExitUsage, app::kExitUsage},
    {Command::kScan, "scan", "",
     "Asks the network itself, with ARP and neighbor discovery, who answers for the addresses of "
     "pools and nodes. Needs the right to open packet sockets (CAP_NET_RAW).",
     "0  every assigned address is answered by its own cluster, or not at all\n"
     "1  WARNING: a host answers for an unassigned address of a pool\n"
     "2  CRITICAL: two clusters assigned an address, or the wrong host or more than one answers; "
     "confirmed by a second look\n"
     "3  UNKNOWN: bad usage, no right, no interface, no answer at all, or an unread cluster\n",
     app::kExitUnknown, app::kExitUnknown},
    {Command::kDemo, "demo", "",
     "Starts three demo clusters in this process and serves them. Needs no Kubernetes.",
     kServeStatus, app::kExitUsage, app::kExitFailure},
    {Command::kHealth, "health", "[URL]",
     "Checks that a running exporter responds (default: http://127.0.0.1:10472).",
     "0  the exporter responds\n"
     "1  the exporter does not respond\n"
     "2  bad usage, such as an invalid URL\n",
     app::kExitUsage, app::kExitFailure},
    {Command::kCompletion, "completion", "bash|zsh|fish",
     "Prints a script that completes the command line in a shell.", kPrintStatus, app::kExitUsage,
     app::kExitFailure},
    {Command::kMan, "man", "", "Prints the manual page, for man -l -.", kPrintStatus,
     app::kExitUsage, app::kExitFailure},
}};

constexpr std::string_view kLogLevels = "debug info warn error";

constexpr std::array<OptionSpec, 59> kOptions = {{
    {"--kubeconfig", "PATH", "",
     "$KUBECONFIG, else ~/.kube/config, else the Pod's own service account",
     "A kubeconfig file, or a folder of kubeconfig files.", kServe | kPollOnce,
     [](Options& o, const std::string& text) { return SetText(text, o.fleet.kubeconfig); }},
    {"--in-cluster-name", "NAME", "in-cluster", "",
     "The cluster's name when the Pod's own service account is used.", kServe | kPollOnce,
     [](Options& o, const std::string& text) { return SetText(text, o.fleet.in_cluster_name); }},
    {"--context", "NAME", "", "every context of the kubeconfig",
     "A context to read. Shell globs such as prod-* are allowed. Repeatable.", kServe | kPollOnce,
     [](Options& o, const std::string& text) {
       return SetText(text, o.fleet.contexts.emplace_back());
     },
     '\0', true},
    {"--metallb.namespace", "NS", "", "all namespaces",
     "The namespace where MetalLB's resources are read.", kServe | kPollOnce,
     [](Options& o, const std::string& text) {
       return SetNamespace(text, o.polling.metallb_namespace);
     }},
    {"--metallb.lb-class", "CLASS", "", "none",
     "MetalLB's --lb-class: only Services of this class count.", kServe | kPollOnce,
     [](Options& o, const std::string& text) { return SetText(text, o.fleet.metallb_class); }},
    {"--config.file", "PATH", "", "none",
     "The configuration file: clusters and their networks, in YAML.",
     kServe | kPollOnce | kValidate,
     [](Options& o, const std::string& text) { return SetText(text, o.fleet.config_file); }},
    {"--config.check", "", "", "off",
     "Validates the configuration file, its contexts, the IP plan and the web configuration file, "
     "and exits.",
     kServe, [](Options& o, const std::string& text) { return SetFlag(text, o.config_check); }},
    {"--plan", "PATH", "", "none", "The IP plan, in YAML.", kServe | kCheck | kLookup | kValidate,
     [](Options& o, const std::string& text) { return SetText(text, o.fleet.plan_file); }},
    {"--collector.interval", "DURATION", "30s", "",
     "How often each cluster is polled. In watch mode: how often a cluster that is down is tested.",
     kServe,
     [](Options& o, const std::string& text) { return SetDuration(text, o.polling.interval); }},
    {"--collector.interval", "DURATION", "30s", "",
     "No effect, because each cluster is polled once.", kPollOnce,
     [](Options& o, const std::string& text) { return SetDuration(text, o.polling.interval); }},
    {"--collector.interval", "DURATION", "2s", "", "How often each cluster is polled.", kDemo,
     [](Options& o, const std::string& text) { return SetDuration(text, o.polling.interval); }},
    {"--collector.timeout", "DURATION", "60s", "",
     "The time limit for a whole poll, credential plugins included.", kServe | kPollOnce | kDemo,
     [](Options& o, const std::string& text) { return SetDuration(text, o.polling.timeout); }},
    {"--collector.stale-after", "DURATION", "1h", "",
     "How long the last good data of a cluster is used while the cluster cannot be read.",
     kServe | kPollOnce | kDemo,
     [](Options& o, const std::string& text) { return SetDuration(text, o.polling.stale_after); }},
    {"--collector.nodes-interval", "DURATION", "10m", "",
     "How often the addresses of nodes are read. 0: never.", kServe | kPollOnce | kDemo,
     [](Options& o, const std::string& text) {
       return SetDurationOrNever(text, o.polling.nodes_interval);
     }},
    {"--collector.mode", "MODE", "poll", "",
     "poll: lists each cluster at each interval. watch: lists it once, then watches it, so that a "
     "change is visible within a second.",
     kServe, [](Options& o, const std::string& text) { return SetMode(text, o.polling.mode); },
     '\0', false, false, "poll watch"},
    {"--collector.resync", "DURATION", "15m", "",
     "In watch mode: how often each cluster is listed again at least, as a check.", kServe,
     [](Options& o, const std::string& text) { return SetDuration(text, o.polling.resync); }},
    {"--web.listen-address", "ADDR", ":10472", "",
     "Where to listen: :port, host:port or [v6]:port. Repeatable.", kServe | kDemo,
     [](Options& o, const std::string& text) {
       return AddListenAddress(text, o.serve.listen_addresses);
     },
     '\0', true},
    {"--web.telemetry-path", "PATH", "/metrics", "", "The path of the metrics.", kServe | kDemo,
     [](Options& o, const std::string& text) {
       return SetTelemetryPath(text, o.serve.telemetry_path);
     },
     '\0', false, false, "/metrics"},
    {"--web.enable-lifecycle", "", "", "off", "Allows reload over HTTP: POST /-/reload.",
     kServe | kDemo,
     [](Options& o, const std::string& text) { return SetFlag(text, o.serve.enable_lifecycle); }},
    {"--web.config.file", "PATH", "", "none",
     "TLS and basic authentication, in exporter-toolkit's web configuration format.",
     kServe | kDemo,
     [](Options& o, const std::string& text) { return SetText(text, o.serve.web_config_file); }},
    {"--metrics.cluster-label", "NAME", "cluster", "",
     "The name of the label that has the cluster's name.", kServe | kDemo,
     [](Options& o, const std::string& text) {
       return SetClusterLabel(text, o.serve.cluster_label);
     }},
    {"--metrics.max-conflict-series", "N", "1000", "",
     "The maximum number of series, for each network, of each family that lists conflicts. Lowest "
     "addresses first. "
     "Counts stay exact.",
     kServe | kDemo,
     [](Options& o,
        const std::string& text) { return SetCount(text, o.fleet.max_conflict_series); }},
    {"--metrics.address-info", "addresses", "", "off",
     "Adds the metric metallb_address_info: a series for each assigned address and Service; with "
     "=addresses, for each assigned address and cluster.",
     kServe | kDemo,
     [](Options& o,
        const std::string&
            text) { return SetAddressInfo(text, o.address_info, o.fleet.address_holders); },
     '\0', false, true, "addresses"},
    {"--metrics.max-address-series", "N", "20000", "",
     "The maximum number, for each network, of metallb_address_info series. Lowest addresses "
     "first.",
     kServe | kDemo,
     [](Options& o,
        const std::string& text) { return SetCount(text, o.fleet.max_address_series.emplace()); }},
    {"--warning", "PERCENT", "80", "", "The utilization of a pool, in per cent, that is a warning.",
     kCheck, [](Options& o, const std::string& text) { return SetPercent(text, o.warning); }},
    {"--critical", "PERCENT", "95", "", "The utilization of a pool, in per cent, that is critical.",
     kCheck, [](Options& o, const std::string& text) { return SetPercent(text, o.critical); }},
    {"--output", "FORMAT", "table", "", "table or json.", kCheck,
     [](Options& o, const std::string& text) { return SetTableOrJson(text, o.json); }, 'o', false,
     false, "table json"},
    {"--sort", "ORDER", "name", "",
     "The order of the pools in the table: name (cluster, then pool), utilization (the highest "
     "first) or available (the fewest available addresses first).",
     kCheck, [](Options& o, const std::string& text) { return SetSortOrder(text, o.sort); }, '\0',
     false, false, "name utilization available"},
    {"--problems", "", "", "off",
     "Omits pools without a problem and notes from the table. The JSON and the exit status are "
     "unchanged.",
     kCheck, [](Options& o, const std::string& text) { return SetFlag(text, o.only_problems); }},
    {"--url", "URL", "", "none",
     "Asks the exporter that serves this URL, such as http://127.0.0.1:10472, instead of the "
     "clusters.",
     kLookup, [](Options& o, const std::string& text) { return SetText(text, o.lookup.url); }},
    {"--output", "FORMAT", "text", "", "text or json.", kLookup,
     [](Options& o, const std::string& text) { return SetTextOrJson(text, o.lookup.json); }, 'o',
     false, false, "text json"},
    {"--scan.interface", "IF", "", "none: the wire is not scanned",
     "Scans the wire through this interface; IF=NETWORK if its subnet contains pools of several "
     "networks. Repeatable, also for several networks of one interface.",
     kServe,
     [](Options& o,
        const std::string& text) { return AddInterface(text, o.scan_loop.scan.interfaces); },
     '\0', true},
    {"--scan.interval", "DURATION", "5m", "", "How often the wire is scanned.", kServe,
     [](Options& o, const std::string& text) { return SetDuration(text, o.scan_loop.interval); }},
    {"--scan.rate", "RATE", "10", "",
     "The maximum number of packets a second. Some switches shut a port down above 15.", kServe,
     [](Options& o, const std::string& text) { return SetRate(text, o.scan_loop.scan.pace.rate); }},
    {"--scan.fleet-url", "URL", "", "none",
     "Takes pools, assignments and nodes from the exporter that serves this URL, such as "
     "http://exporter:10472, reads no cluster, and serves only what the scan finds.",
     kServe, [](Options& o, const std::string& text) { return SetText(text, o.scan_fleet_url); }},
    {"--fleet.from", "URL", "", "none",
     "Adds the clusters of the exporter that serves this URL, such as http://exporter:10472, to "
     "conflicts, plan, lookup, page and JSON. Repeatable.",
     kServe,
     [](Options& o,
        const std::string& text) { return SetText(text, o.fleet.source_urls.emplace_back()); },
     '\0', true},
    {"--fleet.repeat-series", "", "", "off",
     "Serves the series of the clusters of other exporters as well.", kServe,
     [](Options& o, const std::string& text) { return SetFlag(text, o.serve.repeat_series); }},
    {"--fleet-url", "URL", "", "none",
     "Takes pools, assignments and nodes from the exporter that serves this URL, such as "
     "http://exporter:10472, instead of the clusters.",
     kScan, [](Options& o, const std::string& text) { return SetText(text, o.scan.fleet_url); }},
    {"--interface", "IF", "", "every Ethernet interface whose subnet contains an address of a pool",
     "An interface to scan; IF=NETWORK if its subnet contains pools of several networks. "
     "Repeatable, also for several networks of one interface.",
     kScan,
     [](Options& o, const std::string& text) { return AddInterface(text, o.scan.scan.interfaces); },
     '\0', true},
    {"--rate", "RATE", "10", "",
     "The maximum number of packets a second. Some switches shut a port down above 15.", kScan,
     [](Options& o, const std::string& text) { return SetRate(text, o.scan.scan.pace.rate); }},
    {"--rounds", "N", "2", "",
     "How often to ask. Later rounds ask for addresses without an answer, assigned addresses and "
     "nodes.",
     kScan,
     [](Options& o, const std::string& text) { return SetRounds(text, o.scan.scan.pace.rounds); }},
    {"--wait", "DURATION", "1s", "",
     "How long to wait for answers after the first round. After later rounds at most 250ms.", kScan,
     [](Options& o, const std::string& text) {
       return SetDurationOrNever(text, o.scan.scan.pace.wait);
     }},
    {"--confirm", "DURATION", "10s", "",
     "How long to wait before the second look. A conflict counts only if both looks see it.", kScan,
     [](Options& o, const std::string& text) {
       return SetDurationOrNever(text, o.scan.scan.confirm);
     }},
    {"--unassigned", "", "", "on", "Asks for unassigned addresses of pools as well.", kScan,
     [](Options& o, const std::string& text) { return SetFlag(text, o.scan.scan.unassigned); }},
    {"--no-unassigned", "", "", "off", "Asks only for assigned addresses and nodes.", kScan,
     [](Options& o, const std::string& text) { return ClearFlag(text, o.scan.scan.unassigned); }},
    {"--max-unassigned", "N", "4096", "",
     "The maximum number of unassigned addresses to ask for on each interface.", kScan,
     [](Options& o, const std::string& text) {
       return SetCount(text, o.scan.scan.max_unassigned);
     }},
    {"--output", "FORMAT", "table", "", "table or json.", kScan,
     [](Options& o, const std::string& text) { return SetTableOrJson(text, o.scan.json); }, 'o',
     false, false, "table json"},
    {"--output", "FORMAT", "text", "", "text, json, or github for workflow annotations.", kValidate,
     [](Options& o, const std::string& text) { return SetValidateOutput(text, o.validate.output); },
     'o', false, false, "text json github"},
    {"--layout", "PATTERN", "", "none",
     "Instead of PATHs: where the files of each cluster are, such as clusters/{cluster}/metallb. * "
     "matches one path element. Repeatable.",
     kValidate,
     [](Options& o, const std::string& text) { return AddLayout(text, o.validate.layouts); }, '\0',
     true},
    {"--exclude", "GLOB", "", "none",
     "Ignores files and folders, by their path relative to the working directory. ** matches any "
     "number of folders. Repeatable.",
     kValidate,
     [](Options& o, const std::string& text) { return AddExclude(text, o.validate.excludes); },
     '\0', true},
    {"--set", "NAME=VALUE", "", "none",
     "The value of ${NAME} in manifests, also if Flux has another value. Repeatable.", kValidate,
     [](Options& o, const std::string& text) { return SetVariable(text, o.validate.variables); },
     '\0', true},
    {"--allow-empty", "", "", "off", "Accepts a run that finds no pool.", kValidate,
     [](Options& o, const std::string& text) { return SetFlag(text, o.validate.allow_empty); }},
    {"--flux", "ROOT", "", "off; ROOT: the nearest parent folder with .git",
     "Follows Flux's Kustomization objects to the folders that they name, relative to ROOT.",
     kValidate, [](Options& o, const std::string& text) { return SetFlux(text, o.validate); }, '\0',
     false, true},
    {"--render", "PROGRAM", "", "off",
     "kustomize: renders each folder with a kustomization.yaml, with kustomize or kubectl.",
     kValidate,
     [](Options& o, const std::string& text) { return SetRender(text, o.validate.render); }, '\0',
     false, false, "kustomize"},
    {"--log.level", "LEVEL", "info", "", "debug, info, warn or error.", kServe | kDemo,
     [](Options& o, const std::string& text) { return SetLogLevel(text, o.log_level); }, '\0',
     false, false, kLogLevels},
    {"--log.level", "LEVEL", "warn", "", "debug, info, warn or error.", kPollOnce,
     [](Options& o, const std::string& text) { return SetLogLevel(text, o.log_level); }, '\0',
     false, false, kLogLevels},
    {"--log.format", "FORMAT", "logfmt", "", "logfmt or json. Logs go to standard error.",
     kServe | kPollOnce | kDemo,
     [](Options& o, const std::string& text) { return SetLogFormat(text, o.log_format); }, '\0',
     false, false, "logfmt json"},
    {"--help", "", "", "", "Prints this help.", kAll, nullptr, 'h'},
    {"--version", "", "", "", "Prints the version.", kAll},
}};

}  // namespace

std::span<const CommandSpec> Commands() { return kCommands; }

std::span<const OptionSpec> AllOptions() { return kOptions; }

const CommandSpec& SpecOf(Command command) {
  return kCommands.at(static_cast<std::size_t>(command));
}

}  // namespace exporter::cli
