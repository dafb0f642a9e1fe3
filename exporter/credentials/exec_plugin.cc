#include "exporter/credentials/exec_plugin.h"

#include <algorithm>
#include <map>
#include <utility>

#include "exporter/credentials/child_process.h"
#include "exporter/text/visible_text.h"

namespace exporter::credentials {
namespace {

using std::chrono::seconds;

// Rejected or expired output causes at most one run in this time.
constexpr seconds kMinLifetime{10};

// For messages: `plugin "aws"`.
std::string NameOf(const ExecCommand& command) { return "plugin \"" + command.program + '"'; }

seconds BackOff(int failures) {
  constexpr int kMaxDoublings = 4;
  return seconds(1 << std::min(failures - 1, kMaxDoublings));
}

}  // namespace

// While it exists, one caller runs the plugin and the others wait.
class ExecPlugin::Turn {
 public:
  // REQUIRES: the caller has locked the plugin's mutex, and no other Turn exists.
  explicit Turn(ExecPlugin& plugin) : plugin_(plugin) { plugin_.running_ = true; }
  ~Turn() {
    const std::scoped_lock lock(plugin_.mutex_);
    plugin_.running_ = false;
    plugin_.ended_.notify_all();
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  ExecPlugin& plugin_;
};

ExecPlugin::ExecPlugin(ExecCommand command, Clock clock)
    : command_(std::move(command)), clock_(std::move(clock)) {}

std::shared_ptr<ExecPlugin> ExecPlugin::Shared(const ExecCommand& command) {
  static std::mutex mutex;
  static std::map<ExecCommand, std::weak_ptr<ExecPlugin>> plugins;
  const std::scoped_lock lock(mutex);
  std::erase_if(plugins, [](const auto& each) { return each.second.expired(); });
  auto& shared = plugins[command];
  auto plugin = shared.lock();
  if (plugin == nullptr) {
    plugin = std::make_shared<ExecPlugin>(command);
    shared = plugin;
  }
  return plugin;
}

Result<ExecPlugin::Output> ExecPlugin::Current(const Deadline& deadline) {
  std::unique_lock lock(mutex_);
  if (!ended_.wait_until(lock, deadline.stop, deadline.at, [this] { return !running_; })) {
    return Fail(
        ErrorKind::kTimeout,
        NameOf(command_) + (deadline.stop.stop_requested()
                                ? " was stopped"
                                : " did not end within the poll's time (run for another cluster)"));
  }
  const Moment now = clock_();
  if (IsValid(now)) return output_;
  if (failure_ && now.steady - failed_at_ < BackOff(failures_)) return tl::unexpected(*failure_);

  const Turn turn(*this);
  lock.unlock();
  auto outcome = Run(deadline);
  // A stopped run is not a failure of the plugin.
  if (outcome || !deadline.stop.stop_requested()) Store(outcome);
  return outcome;
}

bool ExecPlugin::IsValid(const Moment& now) const {
  if (output_ == nullptr) return false;
  // Whole seconds: an expiry in the year 9999 exceeds the range of the clock.
  return !output_->expires || std::chrono::floor<seconds>(now.wall) < *output_->expires ||
         now.steady - output_at_ < kMinLifetime;
}

Result<ExecPlugin::Output> ExecPlugin::Run(const Deadline& deadline) const {
  ChildCommand command = {.program = command_.program,
                          .arguments = command_.arguments,
                          .variables = command_.variables};
  command.variables.emplace_back("KUBERNETES_EXEC_INFO", command_.info);
  const auto printed = RunChild(command, deadline);
  if (!printed) {
    const ChildError& error = printed.error();
    std::string message = NameOf(command_) + ' ' + error.message;
    if (error.end == ChildEnd::kNotStarted && !command_.install_hint.empty()) {
      message += "; " + std::string(text::Excerpt(command_.install_hint));
    }
    if (error.end == ChildEnd::kFailed) message += "; run it manually to see its output";
    return Fail(error.end == ChildEnd::kTimedOut ? ErrorKind::kTimeout : ErrorKind::kConfig,
                std::move(message));
  }
  auto credential = ParseExecCredential(*printed, command_.api_version);
  if (!credential) return Fail(ErrorKind::kConfig, NameOf(command_) + ' ' + credential.error());
  return std::make_shared<const ExecCredential>(*std::move(credential));
}

void ExecPlugin::Store(const Result<Output>& outcome) {
  const auto now = clock_().steady;
  const std::scoped_lock lock(mutex_);
  if (outcome) {
    output_ = *outcome;
    output_at_ = now;
    failures_ = 0;
    failure_.reset();
  } else {
    failure_ = outcome.error();
    failed_at_ = now;
    ++failures_;
  }
}

bool ExecPlugin::MarkRejected(const Output& output) {
  const std::scoped_lock lock(mutex_);
  if (output != output_) return true;  // there is newer output already
  const auto now = clock_().steady;
  if (rejected_at_ && now - *rejected_at_ < kMinLifetime) return false;
  rejected_at_ = now;
  output_.reset();
  return true;
}

}  // namespace exporter::credentials
