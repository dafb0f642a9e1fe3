#include "exporter/gitops/rendering.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <stop_token>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "exporter/gitops/stop_signals.h"
#include "exporter/processes/child_process.h"
#include "exporter/text/safe_words.h"

namespace exporter::gitops {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxOutput = std::size_t{64} << 20;

// The beginning of the command line; empty if no program is installed.
std::vector<std::string> FindProgram() {
  const char* const path = std::getenv("PATH");
  const std::string folders = path == nullptr ? "" : path;
  for (const std::vector<std::string>& program :
       {std::vector<std::string>{"kustomize", "build"}, {"kubectl", "kustomize"}}) {
    for (std::size_t begin = 0; begin <= folders.size();) {
      const std::size_t end = std::min(folders.find(':', begin), folders.size());
      const fs::path file = fs::path(folders.substr(begin, end - begin)) / program.front();
      std::error_code error;
      if (fs::is_regular_file(file, error) && access(file.c_str(), X_OK) == 0) return program;
      begin = end + 1;
    }
  }
  return {};
}

// A new folder that is removed at the end. Its path is empty if it could not be created.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::error_code error;
    std::string name = (fs::temp_directory_path(error) / "metallb-pool-exporter-XXXXXX").string();
    if (error || mkdtemp(name.data()) == nullptr) return;
    path_ = fs::canonical(name, error);
  }
  ~TemporaryFolder() {
    std::error_code error;
    if (!path_.empty()) fs::remove_all(path_, error);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

Rendering Run(const std::vector<std::string>& program, const fs::path& folder, bool flux,
              std::chrono::seconds limit, const std::stop_token& stop) {
  processes::ChildCommand command = {
      .program = program.front(),
      .arguments = {program.begin() + 1, program.end()},
      // A remote base must not ask for a password.
      .variables = {{"GIT_TERMINAL_PROMPT", "0"}, {"GIT_SSH_COMMAND", "ssh -o BatchMode=yes"}},
      .max_output = kMaxOutput,
      .keep_errors = true};
  if (flux) command.arguments.emplace_back("--load-restrictor=LoadRestrictionsNone");
  command.arguments.push_back(folder.string());
  auto text = RunChild(command, std::chrono::steady_clock::now() + limit, stop);
  if (text) return *std::move(text);
  const processes::ChildError& error = text.error();
  const std::string name = program.front() + ' ' + program.back();
  const std::string words = ErrorWords(error.errors);
  if (stop.stop_requested()) return tl::unexpected(name + " was stopped");
  if (error.end == processes::ChildEnd::kTimedOut) {
    return tl::unexpected(name + ' ' + error.message + " (" + std::to_string(limit.count()) +
                          " s)" + (words.empty() ? "" : ": " + words));
  }
  return tl::unexpected(name + ": " + (words.empty() ? error.message : words));
}

Rendering Render(const std::vector<std::string>& program, const RenderJob& job,
                 std::chrono::seconds limit, const std::stop_token& stop) {
  if (job.resources.empty()) return Run(program, job.folder, job.flux, limit, stop);
  const TemporaryFolder folder;
  std::ofstream file(folder.path() / "kustomization.yaml");
  file << KustomizationText(job, folder.path().string());
  file.close();
  if (folder.path().empty() || !file) {
    return tl::unexpected(std::string("no temporary folder can be written"));
  }
  return Run(program, folder.path(), job.flux, limit, stop);
}

// Removes the header that kubectl's logger may write, because the header has the time and the
// process: `E1129 21:41:24.626963 13573 run.go:72] "command failed" err=`.
std::string_view WithoutLogHeader(std::string_view line) {
  constexpr std::string_view kPrefix = "] \"command failed\" err=";
  const std::size_t header = line.find(kPrefix);
  if (header > line.find('\n') || header == line.npos) return line;
  line.remove_prefix(header + kPrefix.size());
  return line.starts_with("<\n") ? line.substr(2) : line;
}

// Calls `run` for each number below `count`, on all cores.
void RunInParallel(std::size_t count,
                   const std::function<void(std::size_t, const std::stop_token&)>& run) {
  if (count == 0) return;
  StopSignals signals;  // before the threads, which inherit the blocked signals
  std::atomic<std::size_t> next = 0;
  const std::size_t thread_count =
      std::min<std::size_t>(count, std::max(1U, std::thread::hardware_concurrency()));
  std::atomic<std::size_t> running = thread_count;
  std::vector<std::jthread> threads;
  threads.reserve(thread_count);
  for (std::size_t i = 0; i < thread_count; ++i) {
    threads.emplace_back([&] {
      for (std::size_t each = next++; each < count; each = next++) run(each, signals.stop_token());
      if (--running == 0) signals.Finish();
    });
  }
  signals.Wait();
  threads.clear();
  signals.RaiseAgain();
}

}  // namespace

std::string ErrorWords(std::string_view errors) {
  return text::SafeWords(WithoutLogHeader(errors));
}

Result<std::map<RenderJob, Rendering>> RenderAll(const std::set<RenderJob>& jobs,
                                                 std::chrono::seconds limit) {
  const std::vector<std::string> program = FindProgram();
  if (program.empty()) {
    return Fail(ErrorKind::kConfig,
                "--render kustomize: neither kustomize nor kubectl was found in PATH; install one "
                "of them");
  }
  std::map<RenderJob, Rendering> renderings;
  std::vector<std::pair<const RenderJob, Rendering>*> slots;
  slots.reserve(jobs.size());
  for (const RenderJob& job : jobs) slots.push_back(&*renderings.emplace(job, std::string()).first);
  RunInParallel(slots.size(), [&](std::size_t i, const std::stop_token& stop) {
    slots[i]->second = Render(program, slots[i]->first, limit, stop);
  });
  return renderings;
}

}  // namespace exporter::gitops
