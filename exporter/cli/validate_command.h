// The command `validate`: checks manifests and prints findings. Does not connect to any cluster.

#ifndef EXPORTER_CLI_VALIDATE_COMMAND_H_
#define EXPORTER_CLI_VALIDATE_COMMAND_H_

#include <optional>
#include <string>
#include <vector>

#include "exporter/manifests/input.h"
#include "exporter/manifests/layout.h"

namespace exporter::cli {

struct ValidateOptions {
  enum class Output { kText, kJson, kGithub };

  std::vector<std::string> paths;  // as on the command line
  std::vector<manifests::Layout> layouts;
  std::vector<std::string> excludes;
  std::optional<std::string> plan;
  std::optional<std::string> config_file;  // names the networks
  manifests::Variables variables;          // win over the values that Flux has
  bool allow_empty = false;                // a run without any pool is not an error
  Output output = Output::kText;
  bool flux = false;
  std::optional<std::string> flux_root;
  bool render = false;
};

// "text", "json", "github".
std::optional<ValidateOptions::Output> ParseValidateOutput(const std::string& text);

// Prints findings to standard output; errors, notes, and a summary of the text output, to standard
// error. Returns the exit status: 0 no errors found; 1 errors found; 2 bad usage, a finding
// `unreadable`, or no pool in any input. Bad usage prints no findings.
int Validate(const ValidateOptions& options);

}  // namespace exporter::cli

#endif  // EXPORTER_CLI_VALIDATE_COMMAND_H_
