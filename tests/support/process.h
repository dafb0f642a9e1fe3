// Runs another program for a test, without a shell, and captures its output.

#ifndef TESTS_SUPPORT_PROCESS_H_
#define TESTS_SUPPORT_PROCESS_H_

#include <sys/types.h>

#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace exporter::tests {

using Arguments = std::vector<std::string>;
using Variables = std::map<std::string, std::string>;

// The arguments with a prefix that makes the kernel kill the program when the test ends, even if
// the test crashes. REQUIRES: the thread that starts the program runs as long as the program.
Arguments Guarded(const Arguments& arguments);

class Process {
 public:
  // Starts the program, which is searched in PATH. Its environment is the test's environment with
  // `variables` added. Throws std::runtime_error if the program cannot be started.
  explicit Process(const Arguments& arguments, const Variables& variables = {});
  // Kills the program if it still runs.
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  pid_t id() const { return pid_; }
  void Signal(int number) const;
  bool running() const;

  // Waits for the end of the program. Returns the exit status, or 128 + the number of the signal
  // that ended the program.
  int Wait();

  // Waits until standard output or standard error contains a line with the text. Returns the part
  // of the line after the text. Throws std::runtime_error, with all output, if the program ends
  // first or kWaitLimit passes.
  std::string WaitForOutput(const std::string& text) const;

  // Standard output and standard error so far.
  std::string output() const;
  std::string errors() const;

 private:
  struct Pipe {
    std::string text;
    bool open = true;
  };

  void Read(int descriptor, Pipe& pipe);

  pid_t pid_ = -1;
  bool waited_ = false;
  int status_ = 0;
  mutable std::mutex mutex_;
  mutable std::condition_variable read_some_;
  Pipe output_;  // guarded by mutex_
  Pipe errors_;  // guarded by mutex_
  std::thread output_reader_;
  std::thread errors_reader_;
};

struct Finished {
  int status = 0;
  std::string output;
  std::string errors;
};

// Runs a program and waits for its end.
Finished RunProgram(const Arguments& arguments, const Variables& variables = {});

}  // namespace exporter::tests

#endif  // TESTS_SUPPORT_PROCESS_H_
