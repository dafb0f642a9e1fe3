// The command `validate`: manifests in, findings out.

#ifndef EXPORTER_CLI_VALIDATE_COMMAND_H_
#define EXPORTER_CLI_VALIDATE_COMMAND_H_

#include <optional>
#include <string>
#include <vector>

namespace exporter::cli {

struct ValidateOptions {
  enum class Output { kText, kJson, kGithub };

  std::vector<std::string> paths;  // folders of clusters, or NAME=PATH, or NAME=-
  std::optional<std::string> plan;
  std::optional<std::string> config_file;  // for the networks
  Output output = Output::kText;
};

// "text", "json", "github".
std::optional<ValidateOptions::Output> ParseValidateOutput(const std::string& text);

// Findings go to standard output and nothing else does; trouble, and in text a line that sums up,
// to standard error. Returns the exit status: 0 no errors found, 1 errors, 2 something could not be
// read, in which case nothing is found, since half the truth looks like the whole.
int Validate(const ValidateOptions& options);

}  // namespace exporter::cli

#endif  // EXPORTER_CLI_VALIDATE_COMMAND_H_
