#include "exporter/cli/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/cli/option_table.h"

namespace exporter::cli {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

Options Parse(const std::vector<std::string>& arguments) {
  const auto options = ParseCommandLine(arguments);
  EXPECT_TRUE(options) << options.error().error;
  return options.value_or(Options{});
}

EarlyExit Refused(const std::vector<std::string>& arguments) {
  const auto options = ParseCommandLine(arguments);
  EXPECT_FALSE(options);
  return options ? EarlyExit{} : options.error();
}

TEST(ParseCommandLine, HasTheDefaultsOfTheContract) {
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{}, {"serve"}}) {
    const Options options = Parse(arguments);
    EXPECT_EQ(options.command, Command::kServe);
    EXPECT_FALSE(options.fleet.kubeconfig);
    EXPECT_EQ(options.fleet.in_cluster_name, "in-cluster");
    EXPECT_TRUE(options.fleet.contexts.empty());
    EXPECT_EQ(options.polling.metallb_namespace, "");
    EXPECT_EQ(options.fleet.metallb_class, "");
    EXPECT_EQ(options.polling.interval, milliseconds(30'000));
    EXPECT_EQ(options.polling.timeout, milliseconds(60'000));
    EXPECT_EQ(options.polling.stale_after, milliseconds(3'600'000));
    EXPECT_EQ(options.polling.nodes_interval, milliseconds(600'000));
    EXPECT_EQ(options.polling.mode, collector::Mode::kPoll);
    EXPECT_EQ(options.polling.resync, milliseconds(900'000));
    EXPECT_EQ(options.serve.listen_addresses, (std::vector<web::ListenAddress>{{"", 10472}}));
    EXPECT_EQ(options.serve.telemetry_path, "/metrics");
    EXPECT_EQ(options.serve.cluster_label, "cluster");
    EXPECT_FALSE(options.serve.enable_lifecycle);
    EXPECT_FALSE(options.fleet.config_file);
    EXPECT_FALSE(options.config_check);
    EXPECT_FALSE(options.fleet.plan_file);
    EXPECT_EQ(options.fleet.max_conflict_series, 1000U);
    EXPECT_FALSE(options.fleet.max_address_series);
    EXPECT_EQ(options.fleet.address_holders, fleet::ListedHolders::kServices);
    EXPECT_EQ(options.log_level, logging::Level::kInfo);
    EXPECT_EQ(options.log_format, logging::Format::kLogfmt);
  }
}

TEST(ParseCommandLine, ReadsEveryFlagBeforeAndAfterTheCommand) {
  const std::vector<std::string> flags = {"--kubeconfig",
                                          "/k",
                                          "--in-cluster-name",
                                          "here",
                                          "--context",
                                          "a",
                                          "--context",
                                          "prod-*",
                                          "--metallb.namespace",
                                          "ns",
                                          "--metallb.lb-class",
                                          "c/d",
                                          "--collector.interval",
                                          "1m",
                                          "--collector.timeout",
                                          "5s",
                                          "--collector.stale-after",
                                          "2h",
                                          "--collector.nodes-interval",
                                          "1h",
                                          "--collector.mode",
                                          "watch",
                                          "--collector.resync",
                                          "5m",
                                          "--web.listen-address",
                                          ":1",
                                          "--web.listen-address=[::1]:2",
                                          "--web.telemetry-path",
                                          "/m",
                                          "--metrics.cluster-label",
                                          "k8s",
                                          "--config.file",
                                          "c.yaml",
                                          "--config.check",
                                          "--web.enable-lifecycle",
                                          "--plan",
                                          "p.yaml",
                                          "--metrics.max-conflict-series",
                                          "0",
                                          "--metrics.address-info",
                                          "--metrics.max-address-series",
                                          "7",
                                          "--log.level",
                                          "debug",
                                          "--log.format",
                                          "json"};
  std::vector<std::string> after = {"serve"};
  after.insert(after.end(), flags.begin(), flags.end());
  std::vector<std::string> before = flags;
  before.emplace_back("serve");
  for (const auto& arguments : {flags, after, before}) {
    const Options options = Parse(arguments);
    EXPECT_EQ(options.fleet.kubeconfig, "/k");
    EXPECT_EQ(options.fleet.in_cluster_name, "here");
    EXPECT_EQ(options.fleet.contexts, (std::vector<std::string>{"a", "prod-*"}));
    EXPECT_EQ(options.polling.metallb_namespace, "ns");
    EXPECT_EQ(options.fleet.metallb_class, "c/d");
    EXPECT_EQ(options.polling.interval, milliseconds(60'000));
    EXPECT_EQ(options.polling.timeout, milliseconds(5'000));
    EXPECT_EQ(options.polling.stale_after, milliseconds(7'200'000));
    EXPECT_EQ(options.polling.nodes_interval, milliseconds(3'600'000));
    EXPECT_EQ(options.polling.mode, collector::Mode::kWatch);
    EXPECT_EQ(options.polling.resync, milliseconds(300'000));
    EXPECT_EQ(options.serve.listen_addresses,
              (std::vector<web::ListenAddress>{{"", 1}, {"::1", 2}}));
    EXPECT_EQ(options.serve.telemetry_path, "/m");
    EXPECT_EQ(options.serve.cluster_label, "k8s");
    EXPECT_EQ(options.fleet.config_file, "c.yaml");
    EXPECT_TRUE(options.config_check);
    EXPECT_TRUE(options.serve.enable_lifecycle);
    EXPECT_EQ(options.fleet.plan_file, "p.yaml");
    EXPECT_EQ(options.fleet.max_conflict_series, 0U);
    EXPECT_EQ(options.fleet.max_address_series, 7U);
    EXPECT_EQ(options.log_level, logging::Level::kDebug);
    EXPECT_EQ(options.log_format, logging::Format::kJson);
  }
}

TEST(ParseCommandLine, NodesAreNeverReadWithAnIntervalOfZero) {
  for (const char* text : {"0", "0s"}) {
    EXPECT_EQ(Parse({"check", "--collector.nodes-interval", text}).polling.nodes_interval,
              milliseconds(0));
  }
  EXPECT_EQ(
      Refused({"--collector.nodes-interval", "-1s"}).error,
      "metallb-pool-exporter: invalid value \"-1s\" for --collector.nodes-interval: use 0, or "
      "a duration such as 30s, 10m or 1h30m, at most 3650d\n");
}

TEST(ParseCommandLine, TheResyncOfWatchModeIsNotShorterThanTheInterval) {
  EXPECT_EQ(Refused({"--collector.mode", "push"}).error,
            "metallb-pool-exporter: invalid value \"push\" for --collector.mode: use poll or "
            "watch\n");
  EXPECT_THAT(Refused({"--collector.resync", "0"}).error,
              HasSubstr("invalid value \"0\" for --collector.resync: use a duration such as"));
  EXPECT_EQ(Refused({"--collector.mode=watch", "--collector.resync=29s"}).error,
            "metallb-pool-exporter: --collector.resync 29s is shorter than --collector.interval "
            "30s (the default); write a longer --collector.resync or a shorter "
            "--collector.interval\n");
  EXPECT_THAT(Refused({"--collector.mode=watch", "--collector.interval=20m"}).error,
              HasSubstr("--collector.resync 15m (the default) is shorter than"));
  Parse({"--collector.mode=watch", "--collector.resync=30s"});
  Parse({"--collector.interval=20m"});
  EXPECT_EQ(Refused({"--collector.resync=5m"}).error,
            "metallb-pool-exporter: --collector.resync needs --collector.mode=watch\n");
  Parse({"--collector.resync=15m"});  // the default
}

TEST(ParseCommandLine, LookupTakesAddressesInAnyNotation) {
  const Options options = Parse({"lookup", "10.0.0.1", "2001:DB8:0::1", "--url", "http://e:1"});
  EXPECT_EQ(options.command, Command::kLookup);
  ASSERT_EQ(options.lookup.addresses.size(), 2U);
  EXPECT_EQ(options.lookup.addresses[1].ToString(), "2001:db8::1");
  EXPECT_EQ(options.lookup.url, "http://e:1");
  EXPECT_FALSE(options.lookup.json);
  EXPECT_TRUE(Parse({"lookup", "10.0.0.1", "-o", "json"}).lookup.json);
  EXPECT_EQ(Parse({"lookup", "10.0.0.1"}).log_level, logging::Level::kWarn);
}

TEST(ParseCommandLine, DemoPollsEveryTwoSeconds) {
  EXPECT_EQ(Parse({"demo"}).command, Command::kDemo);
  EXPECT_EQ(Parse({"demo"}).polling.interval, milliseconds(2'000));
  EXPECT_EQ(Parse({"demo", "--collector.interval", "1s"}).polling.interval, milliseconds(1'000));
  EXPECT_EQ(Parse({"--collector.interval", "1s", "demo"}).polling.interval, milliseconds(1'000));
  EXPECT_EQ(Parse({"--collector.interval", "30s", "demo"}).polling.interval, milliseconds(30'000));
  EXPECT_EQ(Parse({"--web.listen-address", ":1", "demo"}).serve.listen_addresses,
            (std::vector<web::ListenAddress>{{"", 1}}));
}

TEST(ParseCommandLine, CheckHasThresholdsAndLogsWarningsOnly) {
  const Options defaults = Parse({"check"});
  EXPECT_EQ(defaults.command, Command::kCheck);
  EXPECT_EQ(defaults.warning.hundredths, 8'000U);
  EXPECT_EQ(defaults.critical.hundredths, 9'500U);
  EXPECT_FALSE(defaults.json);
  EXPECT_EQ(defaults.log_level, logging::Level::kWarn);
  const Options given = Parse({"--kubeconfig", "k", "--log.level", "info", "check", "--warning",
                               "50", "--critical=99.5", "-o", "json"});
  EXPECT_EQ(given.fleet.kubeconfig, "k");
  EXPECT_EQ(given.warning.hundredths, 5'000U);
  EXPECT_EQ(given.critical.hundredths, 9'950U);
  EXPECT_TRUE(given.json);
  EXPECT_EQ(given.log_level, logging::Level::kInfo);
}

TEST(ParseCommandLine, ReadsShortOptionsAndWordsAfterTwoDashes) {
  EXPECT_TRUE(Parse({"check", "-ojson"}).json);
  EXPECT_TRUE(Parse({"check", "-o=json"}).json);
  EXPECT_TRUE(Parse({"-o", "json", "check"}).json);
  EXPECT_EQ(Parse({"validate", "a", "--", "--b", "-"}).validate.paths,
            (std::vector<std::string>{"a", "--b", "-"}));
  EXPECT_FALSE(Parse({"--web.enable-lifecycle=false"}).serve.enable_lifecycle);
}

TEST(ParseCommandLine, BadUsageOfCheckHasStatusUnknown) {
  for (const std::vector<std::string>& arguments : {
           std::vector<std::string>{"check", "--nonsense"},
           {"check", "--warning", "lots"},
           {"check", "--warning", "96"},
           {"check", "--warning", "0.8"},
           {"check", "-o", "xml"},
           {"check", "--web.listen-address", ":1"},
           {"--web.listen-address", ":1", "check"},
           {"check", "extra"},
           {"--bogus=5", "check"},
           {"--bogus", "5", "check"},
       }) {
    EXPECT_EQ(Refused(arguments).status, 3) << arguments.back();
  }
}

TEST(ParseCommandLine, NamesBothThresholdsOfCheck) {
  EXPECT_THAT(Refused({"check", "--warning", "96"}).error,
              HasSubstr("--warning 96 is higher than --critical 95 (the default); write a lower "
                        "--warning or a higher --critical\n"));
  EXPECT_THAT(Refused({"check", "--critical", "70"}).error,
              HasSubstr("--warning 80 (the default) is higher than --critical 70; write "
                        "a lower --warning or a higher --critical\n"));
  EXPECT_THAT(Refused({"check", "--warn", "70"}).error,
              HasSubstr("unknown option --warn; did you mean --warning?\n"));
}

TEST(ParseCommandLine, TwoEqualsSignsAreOneInTheNameOfAnInterface) {
  const auto interfaces = [](const std::string& text) {
    std::string result;
    for (const scan::ChosenInterface& each :
         Parse({"--scan.interface", text}).scan_loop.scan.interfaces) {
      result += each.name;
      for (const std::string& network : each.networks) result += " in " + network;
    }
    return result;
  };
  EXPECT_EQ(interfaces("eth1"), "eth1");
  EXPECT_EQ(interfaces("eth1=rack"), "eth1 in rack");
  EXPECT_EQ(interfaces("eth1=a==b"), "eth1 in a==b") << "a network is written as it is";
  EXPECT_EQ(interfaces("eth==1"), "eth=1");
  EXPECT_EQ(interfaces("eth==1=rack"), "eth=1 in rack");
  EXPECT_EQ(interfaces("==a===b"), "=a= in b");
}

TEST(ParseCommandLine, ReadsTheInputsOfValidate) {
  using Output = ValidateOptions::Output;
  const Options plain = Parse({"validate", "clusters", "prod=-"});
  EXPECT_EQ(plain.command, Command::kValidate);
  EXPECT_EQ(plain.validate.paths, (std::vector<std::string>{"clusters", "prod=-"}));
  EXPECT_FALSE(plain.validate.plan);
  EXPECT_FALSE(plain.validate.config_file);
  EXPECT_EQ(plain.validate.output, Output::kText);
  EXPECT_FALSE(plain.validate.allow_empty);
  const Options full = Parse(
      {"validate", "--plan", "p", "clusters", "--config.file=c", "-o", "json", "--allow-empty"});
  EXPECT_TRUE(full.validate.allow_empty);
  EXPECT_EQ(full.validate.paths, (std::vector<std::string>{"clusters"}));
  EXPECT_EQ(full.validate.plan, "p");
  EXPECT_EQ(full.validate.config_file, "c");
  EXPECT_EQ(full.validate.output, Output::kJson);
  EXPECT_EQ(Parse({"validate", "c", "--output", "github"}).validate.output, Output::kGithub);
}

TEST(ParseCommandLine, FluxTakesItsRootOnlyWithAnEqualsSign) {
  const ValidateOptions off = Parse({"validate", "clusters"}).validate;
  EXPECT_FALSE(off.flux);
  EXPECT_FALSE(off.render);
  const ValidateOptions on = Parse({"validate", "--flux", "clusters"}).validate;
  EXPECT_TRUE(on.flux);
  EXPECT_FALSE(on.flux_root);
  EXPECT_EQ(on.paths, (std::vector<std::string>{"clusters"}));
  const ValidateOptions root =
      Parse({"validate", "clusters", "--flux=../fleet", "--render", "kustomize"}).validate;
  EXPECT_TRUE(root.flux);
  EXPECT_EQ(root.flux_root, "../fleet");
  EXPECT_TRUE(root.render);
  EXPECT_THAT(Refused({"validate", "c", "--render", "helm"}).error,
              HasSubstr("invalid value \"helm\" for --render: use kustomize"));
  EXPECT_THAT(Refused({"validate", "c", "--flux", "--flux"}).error, HasSubstr("given twice"));
  EXPECT_THAT(Refused({"validate", "--help"}).output, HasSubstr("--flux[=ROOT]\n"));
}

TEST(ParseCommandLine, AddressInfoIsForServicesOrAddresses) {
  using fleet::ListedHolders;
  for (const char* command : {"serve", "demo"}) {
    const app::FleetOptions services = Parse({command, "--metrics.address-info"}).fleet;
    EXPECT_EQ(services.max_address_series, 20'000U);
    EXPECT_EQ(services.address_holders, ListedHolders::kServices);
    const app::FleetOptions addresses = Parse({command, "--metrics.address-info=addresses"}).fleet;
    EXPECT_EQ(addresses.max_address_series, 20'000U);
    EXPECT_EQ(addresses.address_holders, ListedHolders::kClusters);
    EXPECT_THAT(Refused({command, "--help"}).output,
                HasSubstr("--metrics.address-info[=addresses]\n"));
  }
  EXPECT_FALSE(Parse({"--metrics.address-info=false"}).fleet.max_address_series);
  EXPECT_EQ(Parse({"--metrics.address-info=addresses", "--metrics.max-address-series", "7"})
                .fleet.max_address_series,
            7U);
}

TEST(ParseCommandLine, ShowsHelpAndVersion) {
  const EarlyExit help = Refused({"--help"});
  EXPECT_EQ(help.status, 0);
  EXPECT_EQ(help.error, "");
  for (const char* flag : {"--kubeconfig PATH",
                           "--in-cluster-name NAME",
                           "--context NAME",
                           "--metallb.namespace NS",
                           "--metallb.lb-class CLASS",
                           "--collector.interval DURATION",
                           "--collector.timeout DURATION",
                           "--collector.stale-after DURATION",
                           "--web.listen-address ADDR",
                           ":10472",
                           "--web.telemetry-path PATH",
                           "--metrics.cluster-label NAME",
                           "--log.level LEVEL",
                           "--log.format FORMAT",
                           "Default: in-cluster\n",
                           "Default: 30s\n",
                           "Default: 60s\n",
                           "Default: 1h\n",
                           "Default: /metrics\n",
                           "Default: cluster\n",
                           "Default: info\n",
                           "Default: logfmt\n",
                           "Exit status:",
                           "help",
                           "version",
                           "check",
                           "serve",
                           "demo",
                           "validate"}) {
    EXPECT_THAT(help.output, HasSubstr(flag));
  }
  EXPECT_THAT(Refused({"demo", "--help"}).output, HasSubstr("Default: 2s\n"));
  EXPECT_EQ(Refused({"help"}).output, help.output);
  EXPECT_EQ(Refused({"help", "check"}).output, Refused({"check", "--help"}).output);
  EXPECT_EQ(Refused({"check", "-h"}).output, Refused({"check", "--help"}).output);
  EXPECT_THAT(Refused({"help", "chekc"}).error, HasSubstr("did you mean \"check\"?"));
  for (const char* word : {"help", "version", "--help"}) {
    EXPECT_EQ(Refused({"help", word}).output, help.output) << word;
  }
  EXPECT_EQ(Refused({"version", "--help"}).output, help.output);
  const EarlyExit version = Refused({"--version"});
  EXPECT_EQ(Refused({"version"}).output, version.output);
  EXPECT_EQ(version.status, 0);
  EXPECT_EQ(Refused({"serve", "--version"}).output, version.output);
  EXPECT_THAT(version.output,
              testing::MatchesRegex("metallb-pool-exporter, version [0-9.]+ \\(revision: .+\\)\n"));
}

// The flags in a text, such as "--web.listen-address".
std::set<std::string> FlagsIn(const std::string& text) {
  constexpr const char* kFlagCharacters = "abcdefghijklmnopqrstuvwxyz.-";
  std::set<std::string> flags;
  for (std::size_t at = 0; (at = text.find("--", at)) != std::string::npos;) {
    const std::size_t end = std::min(text.find_first_not_of(kFlagCharacters, at), text.size());
    flags.insert(text.substr(at, end - at));
    at = end;
  }
  return flags;
}

// The cells of a table's row.
std::vector<std::string> CellsOf(const std::string& row) {
  constexpr std::string_view kBetween = " | ";
  std::vector<std::string> cells;
  for (std::size_t at = 2; at < row.size();) {
    const std::size_t end = std::min(row.find(kBetween, at), row.size());
    cells.push_back(row.substr(at, end - at));
    at = end + kBetween.size();
  }
  return cells;
}

// The flags of each command in the documented table, by the name of the command.
std::map<std::string, std::set<std::string>> DocumentedFlags() {
  std::map<std::string, std::set<std::string>> flags;
  std::ifstream file(README);
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("| `--")) continue;
    const std::vector<std::string> cells = CellsOf(line);
    std::istringstream commands(
        cells.at(1) == "all" ? "serve, check, lookup, validate, scan, demo, health, completion, man"
                             : cells.at(1));
    for (std::string command; std::getline(commands >> std::ws, command, ',');) {
      flags[command].merge(FlagsIn(cells.at(0)));
    }
  }
  return flags;
}

TEST(ParseCommandLine, EachCommandHasTheFlagsOfTheDocumentedTable) {
  std::map<std::string, std::set<std::string>> flags;
  for (const char* command :
       {"serve", "check", "lookup", "validate", "scan", "demo", "health", "completion", "man"}) {
    flags[command] = FlagsIn(Refused({command, "--help"}).output);
  }
  EXPECT_EQ(FlagsIn(Refused({"--help"}).output), flags["serve"]);
  for (auto& [command, names] : flags) names.erase("--lb-class");  // MetalLB's own option
  EXPECT_EQ(DocumentedFlags(), flags);
}

TEST(ParseCommandLine, AcceptsEachValueThatCompletionOffers) {
  std::size_t offered = 0;
  for (const OptionSpec& option : AllOptions()) {
    std::istringstream values{std::string(option.values)};
    for (std::string value; values >> value; ++offered) {
      Options options;
      EXPECT_EQ(option.set(options, value), "") << option.name << ' ' << value;
    }
  }
  EXPECT_GT(offered, 0U);
}

TEST(ParseCommandLine, CompletionNeedsAShell) {
  EXPECT_EQ(Parse({"completion", "bash"}).shell, Shell::kBash);
  EXPECT_EQ(Parse({"completion", "zsh"}).shell, Shell::kZsh);
  EXPECT_EQ(Parse({"completion", "fish"}).shell, Shell::kFish);
  EXPECT_EQ(Parse({"man"}).command, Command::kMan);
  EXPECT_THAT(Refused({"completion"}).error,
              HasSubstr("\"completion\" needs a shell: bash, zsh or fish"));
  EXPECT_THAT(Refused({"completion", "tcsh"}).error,
              HasSubstr("unknown shell \"tcsh\"; use bash, zsh or fish"));
  EXPECT_THAT(Refused({"completion", "bash", "zsh"}).error,
              HasSubstr("unexpected argument \"zsh\""));
  EXPECT_EQ(Refused({"completion", "tcsh"}).status, 2);
}

TEST(ParseCommandLine, WrapsHelpAtEightyColumns) {
  for (const char* command :
       {"", "serve", "check", "validate", "demo", "health", "completion", "man"}) {
    std::istringstream help(Refused(*command == '\0' ? std::vector<std::string>{"help"}
                                                     : std::vector<std::string>{"help", command})
                                .output);
    for (std::string line; std::getline(help, line);) EXPECT_LE(line.size(), 80U) << line;
    EXPECT_THAT(help.str(), HasSubstr("\nExit status:\n  0  "));
  }
}

TEST(ParseCommandLine, ReportsBadUsageInOneLineWithStatus2) {
  struct Case {
    std::vector<std::string> arguments;
    std::string what;
  };
  const Case cases[] = {
      {{"serv"},
       "unknown command \"serv\"; did you mean \"serve\"? Commands: serve, check, lookup, "
       "validate, scan, demo, health, completion, man, help, version\n"},
      {{"nonsense"}, "unknown command \"nonsense\"; commands: serve, check, "},
      {{"--nonsense"}, "unknown option --nonsense; see metallb-pool-exporter serve --help\n"},
      {{"serve", "foo", "bar"}, "unexpected argument \"foo\" for \"serve\"\n"},
      {{"version", "foo"}, "unexpected argument \"foo\" for \"version\"\n"},
      {{"help", "serve", "check"}, "unexpected argument \"check\" for \"help\"\n"},
      {{"help", "--bogus"}, "\"help\" has no option --bogus\n"},
      {{"help", "--plan", "p"}, "\"help\" has no option --plan\n"},
      {{"--bogus=5", "demo"}, "unknown option --bogus; see metallb-pool-exporter demo --help\n"},
      {{"val"}, "unknown command \"val\"; did you mean \"validate\"? Commands: "},
      {{"--config"}, "unknown option --config; did you mean --config.file?\n"},
      {{"--log", "warn"}, "unknown option --log; did you mean --log.level?\n"},
      {{"--ver"}, "unknown option --ver; did you mean --version?\n"},
      {{"--colector.interval", "30s", "serve"},
       "unknown option --colector.interval; did you mean --collector.interval?\n"},
      {{"-web.listen-address=:1"}, "write two dashes: --web.listen-address\n"},
      {{"demo", "-x"}, "unknown option -x; see metallb-pool-exporter demo --help\n"},
      {{"serve", "demo"}, "unexpected argument \"demo\" for \"serve\"\n"},
      {{"--context", "a", "b"}, "unknown command \"b\"; commands: "},
      {{"--kubeconfig"}, "--kubeconfig needs a value: --kubeconfig PATH\n"},
      {{"--kubeconfig", ""}, "--kubeconfig needs a value: --kubeconfig PATH\n"},
      {{"--kubeconfig=", "serve"}, "--kubeconfig needs a value: --kubeconfig PATH\n"},
      {{"--collector.interval"}, "--collector.interval needs a value, e.g. 30s\n"},
      {{"--collector.interval", "--log.level=warn"},
       "--collector.interval needs a value, e.g. 30s\n"},
      {{"--kubeconfig", "a", "--kubeconfig", "b"}, "--kubeconfig was given twice; keep one\n"},
      {{"--log.level", "warn", "serve", "--log.level", "info"},
       "--log.level was given twice; keep one\n"},
      {{"--collector.interval", "30"},
       "invalid value \"30\" for --collector.interval: use a duration such as 500ms, 30s, "
       "1h30m or 7d, above 0, at most 3650d\n"},
      {{"--collector.timeout", "0s"}, "invalid value \"0s\" for --collector.timeout: "},
      {{"--collector.stale-after", "soon"}, "invalid value \"soon\" for --collector.stale-after: "},
      {{"--web.listen-address", "10472"},
       "invalid value \"10472\" for --web.listen-address: the colon is missing; write "},
      {{"--web.telemetry-path", "metrics"}, "invalid value \"metrics\" for --web.telemetry-path: "},
      {{"--web.listen-address", ":1", "--web.listen-address", ":1"},
       "invalid value \":1\" for --web.listen-address: this address was given twice; keep one\n"},
      {{"--web.telemetry-path", "/"}, "/ is the path of the page; use a path such as /metrics\n"},
      {{"--web.telemetry-path", "/-/ready"}, "paths that start with /-/ or /api/ are reserved"},
      {{"--metrics.cluster-label", "pool"}, "use a Prometheus label name that no metric "},
      {{"--metrics.cluster-label", "9"}, "invalid value \"9\" for --metrics.cluster-label: "},
      {{"--metallb.namespace", "A b"}, "use the name of a namespace, such as metallb-system\n"},
      {{"--log.level", "trace"},
       "invalid value \"trace\" for --log.level: use debug, info, warn or error\n"},
      {{"--log.format", "xml"}, "invalid value \"xml\" for --log.format: use logfmt or json\n"},
      {{"--config.check=maybe"}, "invalid value \"maybe\" for --config.check: use true or false\n"},
      {{"demo", "--kubeconfig", "k"},
       "\"demo\" has no option --kubeconfig (serve, check, lookup, scan)\n"},
      {{"--kubeconfig", "k", "demo"},
       "\"demo\" has no option --kubeconfig (serve, check, lookup, scan)\n"},
      {{"--config.check"}, "--config.check needs --config.file, --plan or --web.config.file\n"},
      {{"--metrics.max-conflict-series", "-1"}, "use a whole number such as 1000"},
      {{"--metrics.address-info=services"},
       "invalid value \"services\" for --metrics.address-info: use addresses, or "
       "--metrics.address-info without a value\n"},
      {{"--metrics.address-info="},
       "--metrics.address-info has an empty value; write --metrics.address-info or "
       "--metrics.address-info=addresses\n"},
      {{"--metrics.address-info=", "serve"}, "--metrics.address-info has an empty value; "},
      {{"validate", "--flux=", "c"}, "--flux has an empty value; write --flux or --flux=ROOT\n"},
      {{"--fleet.repeat-series="},
       "invalid value \"\" for --fleet.repeat-series: use true or false\n"},
      {{"--metrics.max-address-series", "1e3"}, "use a whole number such as 1000"},
      {{"--metrics.max-address-series", "1000000000"}, "with at most 9 digits\n"},
      {{"validate"}, "\"validate\" needs a PATH, e.g. clusters/\n"},
      {{"validate", "a", ""}, "PATH 2 is empty\n"},
      {{"validate", "c", "--plan", ""}, "--plan needs a value: --plan PATH\n"},
      {{"validate", "c", "-o", "xml"},
       "invalid value \"xml\" for --output: use text, json or github\n"},
      {{"validate", "c", "--kubeconfig", "k"},
       "\"validate\" has no option --kubeconfig (serve, check, lookup, scan)\n"},
      {{"--scan.fleet-url", "http://e"}, "--scan.fleet-url needs --scan.interface, e.g. "},
      {{"--scan.interface", "e", "--scan.fleet-url", "http://e", "--fleet.from", "http://f"},
       "--scan.fleet-url replaces the clusters; remove it or --fleet.from\n"},
      {{"--fleet.from", "http://u:secret@e"},
       "--fleet.from has a password, which is sent over https:// only\n"},
      {{"--fleet.from", "https://e?token=secret"}, "--fleet.from must not have a query "},
      {{"--fleet.repeat-series"}, "--fleet.repeat-series needs --fleet.from, e.g. "},
      {{"--scan.interface", "e", "--scan.fleet-url", "http://e", "--context", "c"},
       "--scan.fleet-url replaces the clusters; remove it or --context\n"},
      {{"--scan.interface", "e", "--scan.fleet-url", "ftp://u:secret@e"},
       "--scan.fleet-url has a password, which is sent over https:// only\n"},
      {{"--scan.interface", "e", "--scan.fleet-url", "ftp://e"},
       "--scan.fleet-url must begin with http:// or https://"},
      {{"--scan.interface", "e=", "--scan.rate", "1"}, "use an interface such as eth1, or eth1="},
      {{"--scan.interface", "e", "--scan.interface", "e"}, "this interface was given twice"},
      {{"--scan.interface", "e=a", "--scan.interface", "e"}, "this interface was given twice"},
      {{"--scan.interface", "e=a", "--scan.interface", "e=a"},
       "this interface and network were given twice; keep one"},
      {{"--scan.rate", "0"}, "use a number of packets a second from 0.1 to 100000"},
      {{"lookup"}, "\"lookup\" needs an ADDRESS, e.g. 10.0.0.1\n"},
      {{"lookup", "10.0.0.1", "10.0.0.0/24"}, "\"10.0.0.0/24\" is not an IP address; write an "},
      {{"lookup", "10.0.0.1", "-o", "table"}, "invalid value \"table\" for --output: use text or "},
      {{"health", "a", "b"}, "unexpected argument \"b\" for \"health\"\n"},
  };
  for (const Case& each : cases) {
    const EarlyExit refused = Refused(each.arguments);
    EXPECT_EQ(refused.status, 2) << each.what;
    EXPECT_EQ(refused.output, "") << each.what;
    EXPECT_THAT(refused.error, testing::StartsWith("metallb-pool-exporter: "));
    EXPECT_THAT(refused.error, HasSubstr(each.what));
    EXPECT_EQ(refused.error.find('\n'), refused.error.size() - 1) << "one line";
  }
}

}  // namespace
}  // namespace exporter::cli
