#include "exporter/credentials/exec_plugin.h"

#include <optional>
#include <string>
#include <utility>

#include "exporter/credentials/exec_credential.h"
#include "exporter/processes/child_process.h"
#include "exporter/text/visible_text.h"

namespace exporter::credentials {
namespace {

// For messages: `plugin "aws"`.
std::string NameOf(const ExecCommand& command) { return "plugin \"" + command.program + '"'; }

Result<Credential> Run(const ExecCommand& exec, const Deadline& deadline) {
  processes::ChildCommand command = {
      .program = exec.program, .arguments = exec.arguments, .variables = exec.variables};
  command.variables.emplace_back("KUBERNETES_EXEC_INFO", exec.info);
  const auto printed = RunChild(command, deadline.at, deadline.stop);
  if (!printed) {
    const processes::ChildError& error = printed.error();
    std::string message = NameOf(exec) + ' ' + error.message;
    if (error.end == processes::ChildEnd::kNotStarted && !exec.install_hint.empty()) {
      message += "; " + std::string(text::Excerpt(exec.install_hint));
    }
    if (error.end == processes::ChildEnd::kFailed) message += "; run it manually to see its output";
    return Fail(
        error.end == processes::ChildEnd::kTimedOut ? ErrorKind::kTimeout : ErrorKind::kConfig,
        message);
  }
  auto credential = ParseExecCredential(*printed, exec.api_version);
  if (!credential) return Fail(ErrorKind::kConfig, NameOf(exec) + ' ' + credential.error());
  return *std::move(credential);
}

}  // namespace

std::shared_ptr<CredentialCache> MakeExecPlugin(const ExecCommand& command,
                                                CredentialCache::Clock clock) {
  return std::make_shared<CredentialCache>(
      NameOf(command), [command](const Deadline& deadline) { return Run(command, deadline); },
      std::nullopt, std::move(clock));
}

std::shared_ptr<CredentialCache> SharedExecPlugin(const ExecCommand& command) {
  return SharedCache(command, [&command] { return MakeExecPlugin(command); });
}

}  // namespace exporter::credentials
