// An error never shows a secret of a kubeconfig, a web configuration or a plugin's output, whatever
// the rest of its line is: an open quote, an anchor, an alias, a bracket.
//
// The first byte selects the place. The other bytes surround the secret; a "|" divides them.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "exporter/config/web_config.h"
#include "exporter/credentials/exec_credential.h"
#include "exporter/kubeconfig/kubeconfig.h"
#include "exporter/kubeconfig/resolve.h"
#include "tests/fuzz/require.h"

namespace exporter::fuzz {
namespace {

constexpr std::string_view kSecret = "dR3tnOc7Wm";

enum class Reader { kKubeconfig, kWebConfig, kPlugin };

struct Place {
  Reader reader;
  std::string_view before;
  std::string_view after;
};

constexpr std::string_view kContexts =
    "\ncontexts: [{name: x, context: {cluster: c, user: u}}]\n"
    "clusters: [{name: c, cluster: {server: https://h}}]\n";

constexpr std::array<Place, 10> kPlaces = {{
    {Reader::kKubeconfig, "users:\n- name: u\n  user:\n    token: ", kContexts},
    {Reader::kKubeconfig, "users:\n- name: u\n  user:\n    username: a\n    password: ", kContexts},
    {Reader::kKubeconfig, "users:\n- name: u\n  user:\n    client-certificate-data: ", kContexts},
    {Reader::kKubeconfig, "users:\n- name: u\n  user:\n    client-key-data: ", kContexts},
    {Reader::kKubeconfig,
     "users:\n- name: u\n  user:\n    exec:\n      command: p\n      env:\n"
     "      - name: KEY\n        value: ",
     kContexts},
    {Reader::kKubeconfig,
     "users: [{name: u, user: {}}]\ncontexts: [{name: x, context: {cluster: c, user: u}}]\n"
     "clusters:\n- name: c\n  cluster:\n    server: https://h\n    proxy-url: http://a:",
     "@proxy:3128\n"},
    {Reader::kWebConfig, "basic_auth_users:\n  prometheus: ", "\n"},
    {Reader::kPlugin, R"({"kind":"ExecCredential","apiVersion":"v1","status":{"token":")", "\"}}"},
    {Reader::kPlugin, R"({"kind":"ExecCredential","apiVersion":"v1","status":{"token":)", "}}"},
    {Reader::kPlugin, "", ""},
}};

std::string ErrorOf(Reader reader, const std::string& text) {
  if (reader == Reader::kPlugin) {
    const auto credential = credentials::ParseExecCredential(text, "v1");
    return credential ? "" : credential.error();
  }
  if (reader == Reader::kWebConfig) {
    const auto config = config::ParseWebConfig(text, "f");
    return config ? "" : config.error().message;
  }
  const auto kubeconfig = kubeconfig::ParseKubeconfig(text, "no-such-folder/f");
  if (!kubeconfig) return kubeconfig.error().message;
  std::string errors;
  for (const auto& context : kubeconfig->contexts) {
    files::WatchedFiles files;
    const auto access = kubeconfig::Resolve(*kubeconfig, context, {}, files);
    if (!access) errors += access.error().message;
  }
  return errors;
}

}  // namespace
}  // namespace exporter::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace exporter::fuzz;  // NOLINT(google-build-using-namespace)
  if (size == 0) return 0;
  const Place& place = kPlaces.at(data[0] % kPlaces.size());
  std::string around(TextOf(data, size).substr(1));
  // After a line break, the text would be a different name, which an error may show.
  std::erase_if(around, [](char c) { return c == '\n' || c == '\r'; });
  const std::size_t middle = std::min(around.find('|'), around.size());
  std::string text(place.before);
  text += around.substr(0, middle);
  text += kSecret;
  text += around.substr(std::min(middle + 1, around.size()));
  text += place.after;
  const std::string error = ErrorOf(place.reader, text);
  Require(error.find(kSecret) == std::string::npos, "no error shows a secret", error);
  return 0;
}
