#include "tests/e2e/kubernetes/deployed_exporter.h"

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

namespace exporter::tests {
namespace {

constexpr const char* kName = "metallb-pool-exporter";

// A new user and mount namespace, in which /run (also as /var/run) contains only $1.
Arguments InAPod(const std::string& folder, const Arguments& command) {
  Arguments arguments = {"unshare",
                         "--map-root-user",
                         "--mount",
                         "sh",
                         "-euc",
                         "mount -t tmpfs tmpfs /run; mkdir -p /run/secrets/kubernetes.io; "
                         "cp -r \"$1\" /run/secrets/kubernetes.io/serviceaccount; shift; exec "
                         "\"$@\"",
                         "sh",
                         folder};
  arguments.insert(arguments.end(), command.begin(), command.end());
  return arguments;
}

}  // namespace

bool CanRunAsAPod() {
  const TemporaryFolder folder;
  return RunProgram(InAPod(folder.path(), {"true"})).status == 0;
}

std::unique_ptr<Process> RunAsAPod(const RealCluster& cluster, const TemporaryFolder& folder) {
  folder.Write("token", cluster.Kubectl({"--namespace", kName, "create", "token", kName}));
  std::filesystem::copy(cluster.authority_file(), folder.path() + "/ca.crt");
  Arguments command = {EXPORTER};
  const auto deployment = cluster.Admin()->Get(std::string("/apis/apps/v1/namespaces/") + kName +
                                               "/deployments/" + kName);
  for (const auto& argument : deployment.at("/spec/template/spec/containers/0/args"_json_pointer)) {
    command.push_back(argument);
  }
  command.insert(command.end(),
                 {"--web.listen-address", "127.0.0.1:0", "--collector.interval", "100ms"});
  return std::make_unique<Process>(
      Guarded(InAPod(folder.path(), command)),
      Variables{{"KUBERNETES_SERVICE_HOST", "127.0.0.1"},
                {"KUBERNETES_SERVICE_PORT", std::to_string(cluster.port())},
                {"KUBECONFIG", ""},
                {"HOME", folder.path()}});
}

}  // namespace exporter::tests
