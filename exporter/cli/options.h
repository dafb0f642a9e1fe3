// The command line: text to values that are already sound.

#ifndef EXPORTER_CLI_OPTIONS_H_
#define EXPORTER_CLI_OPTIONS_H_

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "exporter/cli/validate_command.h"
#include "exporter/config/percent.h"
#include "exporter/logging/logger.h"
#include "exporter/web/listen_address.h"

namespace exporter::cli {

inline constexpr int kExitSuccess = 0;
inline constexpr int kExitFailure = 1;
inline constexpr int kExitUsage = 2;    // bad usage or configuration
inline constexpr int kExitUnknown = 3;  // the same of `check`, whose statuses are those of
                                        // monitoring plugins

enum class Command { kServe, kDemo, kCheck, kValidate, kHealth };

struct Options {
  Command command = Command::kServe;

  // Which clusters.
  std::optional<std::string> kubeconfig;
  std::string in_cluster_name;
  std::vector<std::string> contexts;
  std::string metallb_namespace;  // empty: all
  std::string metallb_class;      // empty: none

  // What they are held against.
  std::optional<std::string> config_file;
  bool config_check = false;
  std::optional<std::string> plan_file;

  // When they are polled.
  std::chrono::milliseconds interval{0};
  std::chrono::milliseconds timeout{0};
  std::chrono::milliseconds stale_after{0};

  // How they are served.
  std::vector<web::ListenAddress> listen_addresses;
  std::string telemetry_path;
  bool enable_lifecycle = false;  // reload over HTTP
  std::optional<std::string> web_config_file;
  std::string cluster_label;
  std::size_t most_conflict_series = 0;
  std::optional<std::size_t> most_address_series;  // nullopt: none are wanted

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
  int status = kExitUsage;
  int status_if_unwritten = kExitFailure;  // where standard output takes no more
  std::string output;                      // for standard output, whole lines
  std::string error;                       // for standard error, whole lines
};

// `arguments` without the program's own name.
tl::expected<Options, EarlyExit> ParseCommandLine(const std::vector<std::string>& arguments);

}  // namespace exporter::cli

#endif  // EXPORTER_CLI_OPTIONS_H_
