#include "exporter/credentials/exec_plugin.h"

#include <algorithm>
#include <map>
#include <utility>

#include "exporter/credentials/child_process.h"
#include "exporter/text/visible_text.h"

namespace exporter::credentials {
namespace {

using std::chrono::seconds;

// Neither refusals nor an answer that has expired before it came make a plugin run more often.
constexpr seconds kLeastLife{10};

seconds BackOff(int failures) {
  constexpr int kMostDoublings = 4;
  return seconds(1 << std::min(failures - 1, kMostDoublings));
}

}  // namespace

// The time in which one runs the plugin and the others wait.
class ExecPlugin::Turn {
 public:
  // REQUIRES: the plugin's mutex is held, and nobody has a turn.
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
  auto& kept = plugins[command];
  auto plugin = kept.lock();
  if (plugin == nullptr) {
    plugin = std::make_shared<ExecPlugin>(command);
    kept = plugin;
  }
  return plugin;
}

Result<ExecPlugin::Answer> ExecPlugin::Current(const Deadline& deadline) {
  std::unique_lock lock(mutex_);
  if (!ended_.wait_until(lock, deadline.stop, deadline.at, [this] { return !running_; })) {
    return Fail(ErrorKind::kTimeout,
                command_.program + (deadline.stop.stop_requested()
                                        ? " was stopped"
                                        : " did not end within the poll's time, run by another"));
  }
  const Moment now = clock_();
  if (IsGood(now)) return answer_;
  if (failure_ && now.steady - failed_at_ < BackOff(failures_)) return tl::unexpected(*failure_);

  const Turn turn(*this);
  lock.unlock();
  auto outcome = Run(deadline);
  // A stop says nothing of the plugin.
  if (outcome || !deadline.stop.stop_requested()) Keep(outcome);
  return outcome;
}

bool ExecPlugin::IsGood(const Moment& now) const {
  if (answer_ == nullptr) return false;
  // In whole seconds: an expiry in the year 9999 is beyond the clock's own range.
  return !answer_->expires || std::chrono::floor<seconds>(now.wall) < *answer_->expires ||
         now.steady - answered_at_ < kLeastLife;
}

Result<ExecPlugin::Answer> ExecPlugin::Run(const Deadline& deadline) const {
  ChildCommand command = {.program = command_.program,
                          .arguments = command_.arguments,
                          .variables = command_.variables};
  command.variables.emplace_back("KUBERNETES_EXEC_INFO", command_.info);
  const auto output = RunChild(command, deadline);
  if (!output) {
    const ChildError& error = output.error();
    std::string message = command_.program + ' ' + error.what;
    if (error.end == ChildEnd::kNotStarted && !command_.install_hint.empty()) {
      message += "; " + std::string(text::Excerpt(command_.install_hint));
    }
    if (error.end == ChildEnd::kFailed) message += "; run it by hand to see why";
    return Fail(error.end == ChildEnd::kTimedOut ? ErrorKind::kTimeout : ErrorKind::kConfig,
                std::move(message));
  }
  auto credential = ParseExecCredential(*output, command_.api_version);
  if (!credential) return Fail(ErrorKind::kConfig, command_.program + ' ' + credential.error());
  return std::make_shared<const ExecCredential>(*std::move(credential));
}

void ExecPlugin::Keep(const Result<Answer>& outcome) {
  const auto now = clock_().steady;
  const std::scoped_lock lock(mutex_);
  if (outcome) {
    answer_ = *outcome;
    answered_at_ = now;
    failures_ = 0;
    failure_.reset();
  } else {
    failure_ = outcome.error();
    failed_at_ = now;
    ++failures_;
  }
}

bool ExecPlugin::Refused(const Answer& answer) {
  const std::scoped_lock lock(mutex_);
  if (answer != answer_) return true;  // there is a newer one already
  const auto now = clock_().steady;
  if (refused_at_ && now - *refused_at_ < kLeastLife) return false;
  refused_at_ = now;
  answer_.reset();
  return true;
}

}  // namespace exporter::credentials
