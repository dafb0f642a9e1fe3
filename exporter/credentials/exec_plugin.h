// An exec plugin: a program that prints credentials. Its output is cached and shared.
//
// The program runs when a caller needs credentials and no valid output is cached. At most one run
// at a time: other callers wait and get the same output. The output is cached until it expires or a
// server rejects it. After a failed run, the failure is returned again for one second. This time
// doubles with each failure, up to 16 seconds, so a poll at the default interval always tries
// again. No message contains the plugin's output or input. Thread-safe.

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
  using Output = std::shared_ptr<const ExecCredential>;  // never nullptr

  struct Moment {
    std::chrono::steady_clock::time_point steady;
    std::chrono::system_clock::time_point wall;
  };
  using Clock = std::function<Moment()>;

  static Moment Now() {
    return {std::chrono::steady_clock::now(), std::chrono::system_clock::now()};
  }

  explicit ExecPlugin(ExecCommand command, Clock clock = &Now);

  // The plugin of this command. All callers share one object while any caller owns it.
  static std::shared_ptr<ExecPlugin> Shared(const ExecCommand& command);

  // The cached output, or the output of a new run, which ends with the deadline. Errors begin with
  // the plugin's name: kConfig if it fails, kTimeout if it does not end before the deadline or a
  // stop.
  Result<Output> Current(const Deadline& deadline);

  // Call if a server rejected `output`. Returns true if Current will return other output. Returns
  // false if a rejection caused a run less than ten seconds ago.
  bool MarkRejected(const Output& output);

 private:
  class Turn;

  bool IsValid(const Moment& now) const;  // the cached output
  Result<Output> Run(const Deadline& deadline) const;
  void Store(const Result<Output>& outcome);

  const ExecCommand command_;
  const Clock clock_;
  std::mutex mutex_;
  std::condition_variable_any ended_;
  bool running_ = false;                             // guarded by mutex_, as all below
  Output output_;                                    // nullptr: none
  std::chrono::steady_clock::time_point output_at_;  // if there is output
  std::optional<std::chrono::steady_clock::time_point> rejected_at_;
  int failures_ = 0;  // since the last successful run
  std::optional<Error> failure_;
  std::chrono::steady_clock::time_point failed_at_;  // if there is a failure
};

}  // namespace exporter::credentials

#endif  // EXPORTER_CREDENTIALS_EXEC_PLUGIN_H_
