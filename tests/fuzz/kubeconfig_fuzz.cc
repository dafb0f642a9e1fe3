// Kubeconfigs. Any text is one, or an error that is a message and names the file; of each context:
// - its access, where it is sound, is what access.h says: a host and a port, at most one of token
//   and basic, a plugin only where there is nothing else, a CA only where it is verified, nothing
//   with a line break in it that goes into a header;
// - its error, where it is not, names the file and the entry;
// - read twice, the file is hidden by itself, and nothing is won.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "exporter/kubeconfig/kubeconfig.h"
#include "exporter/kubeconfig/resolve.h"
#include "tests/fuzz/promise.h"
#include "tests/fuzz/told_error.h"

namespace exporter::fuzz {
namespace {

using credentials::Access;
using kubeconfig::Kubeconfig;

// Relative paths lead into no folder, so that the fuzzer reads none of our files.
constexpr const char* kFile = "no-such-folder/f";
constexpr std::string_view kPrefix = "kubeconfig no-such-folder/f: ";

bool IsOneLine(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

void CheckHeaders(const Access& access) {
  const auto& as = access.impersonation;
  Promise(IsOneLine(access.token) && IsOneLine(as.user) && IsOneLine(as.uid),
          "what goes into a header is one line");
  Promise(std::all_of(as.groups.begin(), as.groups.end(), IsOneLine), "a group is one line");
  for (const auto& [key, value] : as.extra) Promise(IsOneLine(value), "extra is one line", key);
  const bool more = !as.uid.empty() || !as.groups.empty() || !as.extra.empty();
  Promise(!as.user.empty() || !more, "nobody is impersonated without a name");
}

void CheckAccess(const Access& access) {
  constexpr int kMostPort = 65535;
  const auto& endpoint = access.endpoint;
  Promise(!endpoint.host.empty(), "a server has a host");
  Promise(endpoint.port >= 1 && endpoint.port <= kMostPort, "a server has a port");
  Promise(!endpoint.path_prefix.ends_with('/'), "no slash at the end", endpoint.path_prefix);
  Promise(IsOneLine(endpoint.host + endpoint.path_prefix), "a URL is one line", endpoint.host);
  Promise(access.ca_pem.empty() || !access.insecure_skip_tls_verify, "a CA is there to verify");
  if (access.proxy) {
    Promise(
        !access.proxy->host.empty() && access.proxy->port >= 1 && access.proxy->port <= kMostPort,
        "a proxy has a host and a port");
  }
  const bool token = !access.token.empty() || !access.token_file.empty();
  Promise(!token || !access.basic, "token and basic exclude one another");
  Promise(access.token.empty() || access.token_file.empty(), "a token file wins over a token");
  if (access.exec) {
    Promise(!token && !access.basic && !access.client_certificate, "a plugin is the last resort");
    Promise(!access.exec->program.empty(), "a plugin has a program");
  }
  CheckHeaders(access);
}

void CheckContext(const Kubeconfig& kubeconfig, const kubeconfig::KubeconfigEntry& context) {
  Promise(!context.name.empty(), "a context has a name");
  Promise(FindEntry(kubeconfig.contexts, context.name) == &context, "no context stands twice");
  files::WatchedFiles files;
  const auto access = kubeconfig::Resolve(kubeconfig, context, {}, files);
  if (access) return CheckAccess(*access);
  const std::string& message = access.error().message;
  CheckMessage(message);
  Promise(message.starts_with(kPrefix), "an error names the file", message);
  std::string_view entry = message;
  entry.remove_prefix(kPrefix.size());
  Promise(entry.starts_with("context \"") || entry.starts_with("cluster \"") ||
              entry.starts_with("user \""),
          "an error names the entry", message);
}

void CheckMerge(const Kubeconfig& kubeconfig) {
  const auto merged = kubeconfig::Merge({kubeconfig, kubeconfig});
  Promise(merged.kubeconfig.contexts.size() == kubeconfig.contexts.size() &&
              merged.kubeconfig.clusters.size() == kubeconfig.clusters.size() &&
              merged.kubeconfig.users.size() == kubeconfig.users.size(),
          "the first file wins");
  Promise(merged.warnings.size() == kubeconfig.contexts.size(), "who is hidden is told");
}

}  // namespace
}  // namespace exporter::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace exporter::fuzz;  // NOLINT(google-build-using-namespace)
  const auto kubeconfig = exporter::kubeconfig::ParseKubeconfig(TextOf(data, size), kFile);
  if (!kubeconfig) {
    const std::string& message = kubeconfig.error().message;
    CheckMessage(message);
    Promise(message.starts_with(kPrefix) ||
                message.starts_with(std::string(kFile) + " is not a kubeconfig: "),
            "an error names the file", message);
    return 0;
  }
  for (const auto& context : kubeconfig->contexts) CheckContext(*kubeconfig, context);
  CheckMerge(*kubeconfig);
  return 0;
}
