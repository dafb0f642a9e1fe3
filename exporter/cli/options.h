// The command line: text to values that are already sound.

#ifndef EXPORTER_CLI_OPTIONS_H_
#define EXPORTER_CLI_OPTIONS_H_

#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "exporter/app/exit_status.h"
#include "exporter/app/exporter_run.h"
#include "exporter/app/fleet_inputs.h"
#include "exporter/cli/validate_command.h"
#include "exporter/collector/collector.h"
#include "exporter/config/percent.h"
#include "exporter/logging/logger.h"

namespace exporter::cli {

enum class Command { kServe, kDemo, kCheck, kValidate, kHealth };

struct Options {
  Command command = Command::kServe;

  app::FleetOptions fleet;
  bool config_check = false;
  collector::CollectorOptions polling;
  app::ServeOptions serve;

  // How `check` judges and tells.
  config::Percent warning;
  config::Percent critical;
  bool json = false;

  // What `validate` reads; it takes nothing else.
  ValidateOptions validate;

  // Whom `health` asks.
  std::string health_url;

  logging::Level log_level = logging::Level::kInfo;
  logging::Format log_format = logging::Format::kLogfmt;
};

// What the program prints and returns where there is nothing to run: help, version, bad usage.
struct EarlyExit {
  int status = app::kExitUsage;
  int status_if_unwritten = app::kExitFailure;  // where standard output takes no more
  std::string output;                           // for standard output, whole lines
  std::string error;                            // for standard error, whole lines
};

// `arguments` without the program's own name.
tl::expected<Options, EarlyExit> ParseCommandLine(const std::vector<std::string>& arguments);

}  // namespace exporter::cli

#endif  // EXPORTER_CLI_OPTIONS_H_
