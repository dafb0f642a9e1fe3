// Kubeconfigs. Any text is a kubeconfig, or an error that is a message and names the file. For each
// context:
// - a valid access satisfies access.h: a host and a port; at most one of token and basic
//   authentication; a plugin only without other credentials; a CA only if it is verified; no line
//   break in a value of a header;
// - an error names the file and the entry;
// - merging the file with itself changes nothing and warns about each hidden context;
//   the clusters and users that are hidden are equal.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "exporter/kubeconfig/kubeconfig.h"
#include "exporter/kubeconfig/resolve.h"
#include "tests/fuzz/located_error.h"
#include "tests/fuzz/require.h"

namespace exporter::fuzz {
namespace {

using credentials::Access;
using kubeconfig::Kubeconfig;

// Relative paths lead to a missing folder, so that the fuzzer does not read our files.
constexpr const char* kFile = "no-such-folder/f";
constexpr std::string_view kPrefix = "kubeconfig no-such-folder/f: ";

bool IsOneLine(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

void CheckHeaders(const Access& access) {
  const auto& as = access.impersonation;
  Require(IsOneLine(access.token) && IsOneLine(as.user) && IsOneLine(as.uid),
          "a value of a header is one line");
  Require(std::all_of(as.groups.begin(), as.groups.end(), IsOneLine), "a group is one line");
  for (const auto& [key, value] : as.extra) Require(IsOneLine(value), "extra is one line", key);
  const bool more = !as.uid.empty() || !as.groups.empty() || !as.extra.empty();
  Require(!as.user.empty() || !more, "impersonation has a user name");
}

void CheckAccess(const Access& access) {
  constexpr int kMaxPort = 65535;
  const auto& endpoint = access.endpoint;
  Require(!endpoint.host.empty(), "a server has a host");
  Require(endpoint.port >= 1 && endpoint.port <= kMaxPort, "a server has a port");
  Require(!endpoint.path_prefix.ends_with('/'), "a path prefix does not end with a slash",
          endpoint.path_prefix);
  Require(IsOneLine(endpoint.host + endpoint.path_prefix), "a URL is one line", endpoint.host);
  Require(access.ca_pem.empty() || !access.insecure_skip_tls_verify,
          "a CA is set only if it is verified");
  if (access.proxy) {
    Require(
        !access.proxy->host.empty() && access.proxy->port >= 1 && access.proxy->port <= kMaxPort,
        "a proxy has a host and a port");
  }
  const bool token = !access.token.empty() || !access.token_file.empty();
  Require(!token || !access.basic, "token and basic exclude each other");
  if (access.exec) {
    Require(!token && !access.basic && !access.client_certificate,
            "a plugin is used only without other credentials");
    Require(!access.exec->program.empty(), "a plugin has a program");
  }
  CheckHeaders(access);
}

void CheckContext(const Kubeconfig& kubeconfig, const kubeconfig::KubeconfigEntry& context) {
  Require(!context.name.empty(), "a context has a name");
  Require(FindEntry(kubeconfig.contexts, context.name) == &context, "context names are unique");
  files::WatchedFiles files;
  const auto access = kubeconfig::Resolve(kubeconfig, context, {}, files);
  if (access) return CheckAccess(*access);
  const std::string& message = access.error().message;
  CheckMessage(message);
  Require(message.starts_with(kPrefix), "an error names the file", message);
  std::string_view entry = message;
  entry.remove_prefix(kPrefix.size());
  Require(entry.starts_with("context \"") || entry.starts_with("cluster \"") ||
              entry.starts_with("user \""),
          "an error names the entry", message);
}

void CheckMerge(const Kubeconfig& kubeconfig) {
  const auto merged = kubeconfig::Merge({kubeconfig, kubeconfig});
  Require(merged.kubeconfig.contexts.size() == kubeconfig.contexts.size() &&
              merged.kubeconfig.clusters.size() == kubeconfig.clusters.size() &&
              merged.kubeconfig.users.size() == kubeconfig.users.size(),
          "the first file wins");
  Require(merged.warnings.size() == kubeconfig.contexts.size(), "each hidden context is a warning");
}

}  // namespace
}  // namespace exporter::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace exporter::fuzz;  // NOLINT(google-build-using-namespace)
  const auto kubeconfig = exporter::kubeconfig::ParseKubeconfig(TextOf(data, size), kFile);
  if (!kubeconfig) {
    const std::string& message = kubeconfig.error().message;
    CheckMessage(message);
    const std::string file(kFile);
    Require(message.starts_with("kubeconfig " + file + ':') || message.starts_with(file + ':') ||
                message.starts_with(file + " is not a kubeconfig: "),
            "an error names the file", message);
    return 0;
  }
  for (const auto& context : kubeconfig->contexts) CheckContext(*kubeconfig, context);
  CheckMerge(*kubeconfig);
  return 0;
}
