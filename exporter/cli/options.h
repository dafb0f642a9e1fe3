// Parses the command line into valid options. Reads no files and no environment variables.

#ifndef EXPORTER_CLI_OPTIONS_H_
#define EXPORTER_CLI_OPTIONS_H_

#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "exporter/app/exit_status.h"
#include "exporter/app/exporter_run.h"
#include "exporter/app/fleet_inputs.h"
#include "exporter/cli/completion.h"
#include "exporter/cli/lookup_command.h"
#include "exporter/cli/scan_command.h"
#include "exporter/cli/validate_command.h"
#include "exporter/collector/collector.h"
#include "exporter/config/percent.h"
#include "exporter/logging/logger.h"
#include "exporter/report/pool_rows.h"

namespace exporter::cli {

enum class Command { kServe, kCheck, kLookup, kValidate, kScan, kDemo, kHealth, kCompletion, kMan };

struct Options {
  Command command = Command::kServe;

  app::FleetOptions fleet;
  bool config_check = false;
  bool address_info = false;  // if false, fleet.max_address_series is nullopt
  collector::CollectorOptions polling;
  app::ServeOptions serve;
  app::ScanLoopOptions scan_loop;  // in `serve` only if it has an interface
  std::string scan_fleet_url;      // of `serve`; empty: the wire scan uses the polled clusters

  // The options of `check`.
  config::Percent warning;
  config::Percent critical;
  bool json = false;
  report::SortOrder sort = report::SortOrder::kName;
  bool only_problems = false;

  LookupOptions lookup;
  ScanCommandOptions scan;
  ValidateOptions validate;

  // The exporter that `health` requests.
  std::string health_url = "http://127.0.0.1:10472";

  Shell shell = Shell::kBash;  // of `completion`

  logging::Level log_level = logging::Level::kInfo;
  logging::Format log_format = logging::Format::kLogfmt;
};

// The output and status of help, version and bad usage, which run no command.
struct EarlyExit {
  int status = app::kExitUsage;
  int status_if_unwritten = app::kExitFailure;  // if standard output cannot be written
  std::string output;                           // for standard output, whole lines
  std::string error;                            // for standard error, whole lines
};

// `given`: the arguments, without the program's own name. Options may precede the command.
tl::expected<Options, EarlyExit> ParseCommandLine(const std::vector<std::string>& given);

}  // namespace exporter::cli

#endif  // EXPORTER_CLI_OPTIONS_H_
