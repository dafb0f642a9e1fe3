// An exec plugin: runs when credentials are needed, and its answer is kept for all who share it.
//
// At any time it runs once at most: who needs it meanwhile waits, and takes the same answer. An
// answer is kept until it expires or a server refuses it. After a failure it is left alone for a
// second, then for twice as long each time, up to sixteen: short enough that a poll at the default
// interval always tries again; until then the failure is told again. No message holds anything that
// it printed or was given. Thread-safe.

#ifndef EXPORTER_CREDENTIALS_EXEC_PLUGIN_H_
#define EXPORTER_CREDENTIALS_EXEC_PLUGIN_H_

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "exporter/credentials/access.h"
#include "exporter/credentials/deadline.h"
#include "exporter/credentials/exec_credential.h"
#include "exporter/result/result.h"

namespace exporter::credentials {

class ExecPlugin {
 public:
  using Answer = std::shared_ptr<const ExecCredential>;  // never nullptr

  struct Moment {
    std::chrono::steady_clock::time_point steady;
    std::chrono::system_clock::time_point wall;
  };
  using Clock = std::function<Moment()>;

  static Moment Now() {
    return {std::chrono::steady_clock::now(), std::chrono::system_clock::now()};
  }

  explicit ExecPlugin(ExecCommand command, Clock clock = &Now);

  // The one of that command in this process, as long as somebody holds it.
  static std::shared_ptr<ExecPlugin> Shared(const ExecCommand& command);

  // The answer that is kept, or that of a new run, which ends with the deadline.
  // Errors, beginning with the plugin's name: kConfig where it fails, kTimeout where it takes too
  // long or is stopped.
  Result<Answer> Current(const Deadline& deadline);

  // A server refused the answer: another one is wanted. False where there will be none now: a
  // refusal may cause no more than a run in ten seconds.
  bool Refused(const Answer& answer);

 private:
  class Turn;

  bool IsGood(const Moment& now) const;  // the answer
  Result<Answer> Run(const Deadline& deadline) const;
  void Keep(const Result<Answer>& outcome);

  const ExecCommand command_;
  const Clock clock_;
  std::mutex mutex_;
  std::condition_variable_any ended_;
  bool running_ = false;                               // guarded by mutex_, as all below
  Answer answer_;                                      // nullptr: none
  std::chrono::steady_clock::time_point answered_at_;  // if there is one
  std::optional<std::chrono::steady_clock::time_point> refused_at_;
  int failures_ = 0;  // one after the other
  std::optional<Error> failure_;
  std::chrono::steady_clock::time_point failed_at_;  // if there is one
};

}  // namespace exporter::credentials

#endif  // EXPORTER_CREDENTIALS_EXEC_PLUGIN_H_
