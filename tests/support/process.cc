#include "tests/support/process.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <stdexcept>

#include "tests/support/wait_until.h"

namespace exporter::tests {
namespace {

std::vector<std::string> EnvironmentWith(const Variables& variables) {
  std::vector<std::string> entries;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    if (!variables.contains(text.substr(0, text.find('=')))) entries.push_back(text);
  }
  for (const auto& [name, value] : variables) entries.push_back(name + '=' + value);
  return entries;
}

std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

std::array<int, 2> OpenPipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  return ends;
}

// Resets ignored and blocked signals for the program. A test may inherit ignored signals from
// `nohup` or from a shell that started the test in the background. A shell script cannot undo that
// with `trap`.
void ResetSignals(posix_spawnattr_t& attributes) {
  sigset_t all;
  sigset_t none;
  sigfillset(&all);
  sigemptyset(&none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
}

}  // namespace

Arguments Guarded(const Arguments& arguments) {
  Arguments guarded = {"setpriv", "--pdeathsig", "KILL"};
  guarded.insert(guarded.end(), arguments.begin(), arguments.end());
  return guarded;
}

Process::Process(const Arguments& arguments, const Variables& variables) {
  const auto output = OpenPipe();
  const auto errors = OpenPipe();
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, errors[1], STDERR_FILENO);

  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  ResetSignals(attributes);

  std::vector<std::string> argument_texts = arguments;
  std::vector<std::string> environment_texts = EnvironmentWith(variables);
  const int failed =
      posix_spawnp(&pid_, arguments.front().c_str(), &actions, &attributes,
                   Pointers(argument_texts).data(), Pointers(environment_texts).data());
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  close(output[1]);
  close(errors[1]);
  if (failed != 0) {
    close(output[0]);
    close(errors[0]);
    throw std::runtime_error("cannot start " + arguments.front());
  }
  output_reader_ = std::thread([this, end = output[0]] { Read(end, output_); });
  errors_reader_ = std::thread([this, end = errors[0]] { Read(end, errors_); });
}

Process::~Process() {
  if (!waited_) kill(pid_, SIGKILL);
  Wait();
}

void Process::Signal(int number) const { kill(pid_, number); }

bool Process::running() const {
  siginfo_t ended = {};
  // WNOWAIT leaves the status for Wait().
  return !waited_ &&
         waitid(P_PID, static_cast<id_t>(pid_), &ended, WEXITED | WNOHANG | WNOWAIT) == 0 &&
         ended.si_pid == 0;
}

int Process::Wait() {
  if (!waited_) {
    int status = 0;
    waitpid(pid_, &status, 0);
    constexpr int kBySignal = 128;
    status_ = WIFEXITED(status) ? WEXITSTATUS(status) : kBySignal + WTERMSIG(status);
    waited_ = true;
    output_reader_.join();
    errors_reader_.join();
  }
  return status_;
}

std::string Process::WaitForOutput(const std::string& text) const {
  const auto give_up = std::chrono::steady_clock::now() + kWaitLimit;
  std::unique_lock lock(mutex_);
  while (true) {
    for (const Pipe* const pipe : {&output_, &errors_}) {
      const std::size_t found = pipe->text.find(text);
      const std::size_t end = pipe->text.find('\n', found);
      if (found == std::string::npos || end == std::string::npos) continue;
      const std::size_t start = found + text.size();
      return end > start ? pipe->text.substr(start, end - start) : "";
    }
    if (!output_.open && !errors_.open) {
      throw std::runtime_error("the program ended without \"" + text + "\": " + output_.text +
                               errors_.text);
    }
    if (read_some_.wait_until(lock, give_up) == std::cv_status::timeout) {
      throw std::runtime_error("timed out waiting for \"" + text + "\": " + output_.text +
                               errors_.text);
    }
  }
}

std::string Process::output() const {
  const std::scoped_lock lock(mutex_);
  return output_.text;
}

std::string Process::errors() const {
  const std::scoped_lock lock(mutex_);
  return errors_.text;
}

void Process::Read(int descriptor, Pipe& pipe) {
  std::array<char, 4096> part{};
  while (true) {
    const ssize_t count = read(descriptor, part.data(), part.size());
    const std::scoped_lock lock(mutex_);
    if (count > 0) pipe.text.append(part.data(), static_cast<std::size_t>(count));
    if (count <= 0) pipe.open = false;
    read_some_.notify_all();
    if (count <= 0) break;
  }
  close(descriptor);
}

Finished RunProgram(const Arguments& arguments, const Variables& variables) {
  Process process(arguments, variables);
  const int status = process.Wait();
  return {status, process.output(), process.errors()};
}

}  // namespace exporter::tests
