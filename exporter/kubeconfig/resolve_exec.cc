#include "exporter/kubeconfig/resolve_exec.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "exporter/objects/field_reader.h"

namespace exporter::kubeconfig {
namespace {

using objects::FieldReader;
using objects::Value;

constexpr std::string_view kV1 = "client.authentication.k8s.io/v1";
constexpr std::string_view kV1beta1 = "client.authentication.k8s.io/v1beta1";

// What a program is started with ends at the first NUL.
bool HasNul(std::string_view text) { return text.find('\0') != std::string_view::npos; }

Result<void> ReadStrings(EntryReader& user, FieldReader& exec, credentials::ExecCommand& command) {
  command.program = exec.String("command");
  for (const Value& argument : exec.Strings("args")) {
    command.arguments.push_back(std::get<std::string>(argument.data));
  }
  bool sound = !HasNul(command.program) &&
               std::none_of(command.arguments.begin(), command.arguments.end(), HasNul);
  for (const Value* const entry : exec.Objects("env")) {
    FieldReader variable(*entry);
    std::string name = variable.String("name");
    std::string value = variable.String("value");
    if (variable.error()) return user.Bad("exec.env." + variable.error()->message);
    sound = sound && !name.empty() && name.find('=') == std::string::npos && !HasNul(name + value);
    command.variables.emplace_back(std::move(name), std::move(value));
  }
  if (auto typed = user.Check(); !typed) return typed;
  if (!sound) {
    return user.Bad(
        "exec.command, args or env holds a NUL, or a variable without a name or with = in it");
  }
  if (command.program.empty()) return user.Bad("exec.command is empty; name the program");
  return {};
}

Result<void> CheckVersionAndMode(const EntryReader& user, const std::string& version,
                                 const std::string& mode) {
  if (version != kV1 && version != kV1beta1) {
    return user.Bad("exec.apiVersion is neither " + std::string(kV1) + " nor " +
                    std::string(kV1beta1));
  }
  if (mode == "Always") {
    return user.Bad("exec.interactiveMode is Always, but nobody is there to type");
  }
  if (mode.empty() && version == kV1) {
    return user.Bad("exec.interactiveMode is missing; write Never or IfAvailable");
  }
  if (!mode.empty() && mode != "Never" && mode != "IfAvailable") {
    return user.Bad("exec.interactiveMode is neither Never, IfAvailable nor Always");
  }
  return {};
}

}  // namespace

Result<credentials::ExecCommand> ReadExec(EntryReader& user,
                                          const credentials::ExecCluster& cluster) {
  FieldReader exec = user.fields().Object("exec");
  credentials::ExecCommand command;
  command.api_version = exec.String("apiVersion");
  command.install_hint = exec.String("installHint");
  const std::string mode = exec.String("interactiveMode");
  const bool wants_cluster = exec.Bool("provideClusterInfo", false);
  if (auto sound = ReadStrings(user, exec, command); !sound) return tl::unexpected(sound.error());
  if (auto sound = CheckVersionAndMode(user, command.api_version, mode); !sound) {
    return tl::unexpected(sound.error());
  }
  if (command.program.find('/') != std::string::npos) command.program = user.Path(command.program);
  command.info = credentials::ExecInfo(command.api_version,
                                       wants_cluster ? std::optional(cluster) : std::nullopt);
  return command;
}

}  // namespace exporter::kubeconfig
