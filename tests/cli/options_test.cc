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
    EXPECT_EQ(options.serve.listen_addresses, (std::vector<web::ListenAddress>{{"", 10472}}));
    EXPECT_EQ(options.serve.telemetry_path, "/metrics");
    EXPECT_EQ(options.serve.cluster_label, "cluster");
    EXPECT_FALSE(options.serve.enable_lifecycle);
    EXPECT_FALSE(options.fleet.config_file);
    EXPECT_FALSE(options.config_check);
    EXPECT_FALSE(options.fleet.plan_file);
    EXPECT_EQ(options.fleet.max_conflict_series, 1000U);
    EXPECT_FALSE(options.fleet.max_address_series);
    EXPECT_EQ(options.log_level, logging::Level::kInfo);
    EXPECT_EQ(options.log_format, logging::Format::kLogfmt);
  }
}

TEST(ParseCommandLine, ReadsEveryFlagBeforeAndBehindTheCommand) {
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
  std::vector<std::string> behind = {"serve"};
  behind.insert(behind.end(), flags.begin(), flags.end());
  std::vector<std::string> before = flags;
  before.emplace_back("serve");
  for (const auto& arguments : {flags, behind, before}) {
    const Options options = Parse(arguments);
    EXPECT_EQ(options.fleet.kubeconfig, "/k");
    EXPECT_EQ(options.fleet.in_cluster_name, "here");
    EXPECT_EQ(options.fleet.contexts, (std::vector<std::string>{"a", "prod-*"}));
    EXPECT_EQ(options.polling.metallb_namespace, "ns");
    EXPECT_EQ(options.fleet.metallb_class, "c/d");
    EXPECT_EQ(options.polling.interval, milliseconds(60'000));
    EXPECT_EQ(options.polling.timeout, milliseconds(5'000));
    EXPECT_EQ(options.polling.stale_after, milliseconds(7'200'000));
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

TEST(ParseCommandLine, TheDemoLivesQuickly) {
  EXPECT_EQ(Parse({"demo"}).command, Command::kDemo);
  EXPECT_EQ(Parse({"demo"}).polling.interval, milliseconds(2'000));
  EXPECT_EQ(Parse({"demo", "--collector.interval", "1s"}).polling.interval, milliseconds(1'000));
  EXPECT_EQ(Parse({"--collector.interval", "1s", "demo"}).polling.interval, milliseconds(1'000));
  EXPECT_EQ(Parse({"--collector.interval", "30s", "demo"}).polling.interval, milliseconds(30'000));
  EXPECT_EQ(Parse({"--web.listen-address", ":1", "demo"}).serve.listen_addresses,
            (std::vector<web::ListenAddress>{{"", 1}}));
}

TEST(ParseCommandLine, CheckHasThresholdsAndIsQuiet) {
  const Options defaults = Parse({"check"});
  EXPECT_EQ(defaults.command, Command::kCheck);
  EXPECT_EQ(defaults.warning.hundredths, 8'000U);
  EXPECT_EQ(defaults.critical.hundredths, 9'500U);
  EXPECT_FALSE(defaults.json);
  EXPECT_EQ(defaults.log_level, logging::Level::kWarn);
  const Options told = Parse({"--kubeconfig", "k", "--log.level", "info", "check", "--warning",
                              "50", "--critical=99.5", "-o", "json"});
  EXPECT_EQ(told.fleet.kubeconfig, "k");
  EXPECT_EQ(told.warning.hundredths, 5'000U);
  EXPECT_EQ(told.critical.hundredths, 9'950U);
  EXPECT_TRUE(told.json);
  EXPECT_EQ(told.log_level, logging::Level::kInfo);
}

TEST(ParseCommandLine, BadUsageOfCheckIsUnknownToMonitoring) {
  for (const std::vector<std::string>& arguments : {
           std::vector<std::string>{"check", "--nonsense"},
           {"check", "--warning", "lots"},
           {"check", "--warning", "96"},
           {"check", "-o", "xml"},
           {"check", "--web.listen-address", ":1"},
           {"--web.listen-address", ":1", "check"},
           {"check", "extra"},
       }) {
    EXPECT_EQ(Refused(arguments).status, 3) << arguments.back();
  }
}

TEST(ParseCommandLine, ReadsWhatValidateShouldRead) {
  using Output = ValidateOptions::Output;
  const Options plain = Parse({"validate", "clusters", "prod=-"});
  EXPECT_EQ(plain.command, Command::kValidate);
  EXPECT_EQ(plain.validate.paths, (std::vector<std::string>{"clusters", "prod=-"}));
  EXPECT_FALSE(plain.validate.plan);
  EXPECT_FALSE(plain.validate.config_file);
  EXPECT_EQ(plain.validate.output, Output::kText);
  const Options full =
      Parse({"validate", "--plan", "p", "clusters", "--config.file=c", "-o", "json"});
  EXPECT_EQ(full.validate.paths, (std::vector<std::string>{"clusters"}));
  EXPECT_EQ(full.validate.plan, "p");
  EXPECT_EQ(full.validate.config_file, "c");
  EXPECT_EQ(full.validate.output, Output::kJson);
  EXPECT_EQ(Parse({"validate", "c", "--output", "github"}).validate.output, Output::kGithub);
}

TEST(ParseCommandLine, ShowsHelpAndVersion) {
  const EarlyExit help = Refused({"--help"});
  EXPECT_EQ(help.status, 0);
  EXPECT_EQ(help.error, "");
  for (const char* flag :
       {"--kubeconfig PATH", "--in-cluster-name NAME=in-cluster", "--context NAME",
        "--metallb.namespace NS", "--metallb.lb-class CLASS", "--collector.interval DURATION=30s",
        "--collector.timeout DURATION=60s", "--collector.stale-after DURATION=1h",
        "--web.listen-address ADDR", ":10472", "--web.telemetry-path PATH=/metrics",
        "--metrics.cluster-label NAME=cluster", "--log.level LEVEL=info",
        "--log.format FORMAT=logfmt", "serve", "demo", "validate"}) {
    EXPECT_THAT(help.output, HasSubstr(flag));
  }
  EXPECT_THAT(Refused({"demo", "--help"}).output, HasSubstr("DURATION=2s"));
  const EarlyExit version = Refused({"--version"});
  EXPECT_EQ(version.status, 0);
  EXPECT_EQ(Refused({"serve", "--version"}).output, version.output);
  EXPECT_THAT(version.output,
              testing::MatchesRegex("metallb-pool-exporter, version [0-9.]+ \\(revision: .+\\)\n"));
}

// The flags that a text names, as "--web.listen-address".
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

// The flags of each command as README's table has them, by the command's name.
std::map<std::string, std::set<std::string>> ReadmeFlags() {
  std::map<std::string, std::set<std::string>> flags;
  std::ifstream file(README);
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("| `--")) continue;
    const std::vector<std::string> cells = CellsOf(line);
    std::istringstream commands(cells.at(1) == "all" ? "serve, check, validate, demo, health"
                                                     : cells.at(1));
    for (std::string command; std::getline(commands >> std::ws, command, ',');) {
      flags[command].merge(FlagsIn(cells.at(0)));
    }
  }
  return flags;
}

TEST(ParseCommandLine, EachCommandTakesTheFlagsThatReadmesTableSaysAndNoOther) {
  std::map<std::string, std::set<std::string>> flags;
  for (const char* command : {"serve", "check", "validate", "demo", "health"}) {
    flags[command] = FlagsIn(Refused({command, "--help"}).output);
    flags[command].erase("--lb-class");  // MetalLB's own, in a description
  }
  EXPECT_EQ(ReadmeFlags(), flags);
  std::set<std::string> without_command = FlagsIn(Refused({"--help"}).output);
  without_command.erase("--lb-class");
  EXPECT_EQ(without_command, flags["serve"]);
}

TEST(ParseCommandLine, RefusesBadUsageWithOneLineAndStatus2) {
  struct Case {
    std::vector<std::string> arguments;
    std::string what;
  };
  const Case cases[] = {
      {{"--nonsense"}, "--nonsense"},
      {{"nonsense"}, "nonsense"},
      {{"serve", "demo"}, "demo"},
      {{"--kubeconfig"}, "--kubeconfig"},
      {{"--kubeconfig", ""}, "--kubeconfig"},
      {{"--kubeconfig", "a", "--kubeconfig", "b"}, "--kubeconfig"},
      {{"--context", "a", "b"}, "b"},
      {{"--collector.interval", "30"}, "\"30\" is not a duration"},
      {{"--collector.timeout", "0s"}, "\"0s\" is not a duration"},
      {{"--collector.stale-after", "soon"}, "\"soon\" is not a duration"},
      {{"--web.listen-address", "10472"}, "\"10472\" is no address to listen on"},
      {{"--web.telemetry-path", "metrics"}, "\"metrics\" is not a path"},
      {{"--web.telemetry-path", "/"}, "\"/\" is not a path"},
      {{"--web.telemetry-path", "/-/ready"}, "\"/-/ready\" is taken"},
      {{"--metrics.cluster-label", "pool"}, "\"pool\" cannot be the label"},
      {{"--metrics.cluster-label", "9"}, "\"9\" cannot be the label"},
      {{"--metallb.namespace", "A b"}, "\"A b\" is not a namespace's name"},
      {{"--log.level", "loud"}, "\"loud\" is no log level"},
      {{"--log.format", "xml"}, "\"xml\" is no log format"},
      {{"demo", "--kubeconfig", "k"}, "--kubeconfig"},
      {{"--kubeconfig", "k", "demo"}, "--kubeconfig is no option of the command demo"},
      {{"--log.level", "warn", "serve", "--log.level", "info"},
       "--log.level is given before the command and behind it"},
      {{"--kubeconfig=", "serve"}, "--kubeconfig= has no value"},
      {{"--config.check"}, "give --config.file"},
      {{"--config.file", ""}, "--config.file"},
      {{"--metrics.max-conflict-series", "-1"}, "\"-1\" is not a number of series"},
      {{"--metrics.max-address-series", "1e3"}, "\"1e3\" is not a number of series"},
      {{"validate"}, "PATH is required"},
      {{"validate", "c", "--plan", ""}, "--plan"},
      {{"validate", "c", "-o", "xml"}, "\"xml\" is no form of output"},
      {{"validate", "c", "--kubeconfig", "k"}, "--kubeconfig"},
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
