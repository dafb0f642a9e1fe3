// Exec plugins for tests: small shell scripts that count their runs.

#ifndef TESTS_CREDENTIALS_PLUGIN_SCRIPT_H_
#define TESTS_CREDENTIALS_PLUGIN_SCRIPT_H_

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/support/temporary_folder.h"
#include "tests/support/wait_until.h"

namespace exporter::credentials {

inline constexpr const char* kExecV1 = "client.authentication.k8s.io/v1";

// `status` is the content of the answer's status: "\"token\": \"abc\"".
inline std::string ExecAnswer(const std::string& status, const std::string& version = kExecV1) {
  return R"({"kind": "ExecCredential", "apiVersion": ")" + version + R"(", "status": {)" + status +
         "}}\n";
}

inline std::string ReadAll(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Waits until the file contains a complete line, and returns it.
inline std::string WaitForLine(const std::string& path) {
  std::string text = tests::WaitForText([&] { return ReadAll(path); }, "\n");
  text.pop_back();
  return text;
}

// A zombie counts as gone.
inline void WaitUntilGone(const std::string& pid) {
  const auto is_running = [&pid] {
    const std::string stat = ReadAll("/proc/" + pid + "/stat");
    const std::size_t name_end = stat.rfind(") ");
    return name_end != std::string::npos && stat[name_end + 2] != 'Z';
  };
  tests::WaitUntil([&] { return !is_running(); }, [&] { return "the end of process " + pid; });
}

class PluginScript {
 public:
  // /bin/sh runs `body` in the script's folder.
  explicit PluginScript(const std::string& body) { Rewrite(body); }

  void Rewrite(const std::string& body) {
    folder_.Write("plugin",
                  "#!/bin/sh\ncd \"${0%/*}\" || exit 9\necho run >> runs\n" + body + "\n");
    std::filesystem::permissions(path(), std::filesystem::perms::owner_all);
  }

  void Answer(const std::string& status) { Rewrite("echo '" + ExecAnswer(status) + "'"); }

  std::string path() const { return folder_.path() + "/plugin"; }
  std::string File(const std::string& name) const { return folder_.path() + '/' + name; }

  long Runs() const {  // NOLINT(google-runtime-int): what std::count gives
    const std::string runs = ReadAll(File("runs"));
    return std::count(runs.begin(), runs.end(), '\n');
  }

 private:
  const tests::TemporaryFolder folder_;
};

}  // namespace exporter::credentials

#endif  // TESTS_CREDENTIALS_PLUGIN_SCRIPT_H_
