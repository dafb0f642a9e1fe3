#include "exporter/processes/start_program.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "exporter/processes/descriptor_limit.h"

namespace exporter::processes {
namespace {

std::vector<std::string> EnvironmentWith(
    const std::vector<std::pair<std::string, std::string>>& variables) {
  std::map<std::string, std::string> own;
  for (const auto& [name, value] : variables) own[name] = value;
  std::vector<std::string> entries;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    std::string text = *entry;
    if (!own.contains(text.substr(0, text.find('=')))) entries.push_back(std::move(text));
  }
  for (const auto& [name, value] : own) {
    std::string& entry = entries.emplace_back(name);
    entry += '=';
    entry += value;
  }
  return entries;
}

std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

// The files to try, in this order.
std::vector<std::string> FilesOf(const std::string& program) {
  if (program.find('/') != std::string::npos) return {program};
  const char* const path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? "/bin:/usr/bin" : path);
  std::vector<std::string> files;
  for (std::string folder; std::getline(folders, folder, ':');) {
    files.push_back((folder.empty() ? "." : folder) + '/' + program);
  }
  return files;
}

// All that the new process needs. In a copy of a process with several threads, only
// async-signal-safe functions may be called, so everything is prepared before.
struct NewProcess {
  std::vector<std::string> files;
  std::vector<char*> arguments;
  std::vector<char*> environment;
  std::optional<rlimit> descriptor_limit;
  int output = -1;
  int errors = -1;
  int failure = -1;  // receives an error number if the program cannot be started
};

// The functions up to Become run in the new process.

bool OpenNull(int number, int flags) {
  close(number);
  return open("/dev/null", flags) == number;  // the lowest free number
}

// The number of NewProcess::failure in the new process.
constexpr int kFailure = STDERR_FILENO + 1;

bool SetDescriptors(const NewProcess& process) {
  const bool set = dup2(process.output, STDOUT_FILENO) >= 0 &&
                   (process.errors < 0 ? OpenNull(STDERR_FILENO, O_WRONLY)
                                       : dup2(process.errors, STDERR_FILENO) >= 0) &&
                   OpenNull(STDIN_FILENO, O_RDONLY) && dup2(process.failure, kFailure) >= 0 &&
                   fcntl(kFailure, F_SETFD, FD_CLOEXEC) == 0;
  if (set) closefrom(kFailure + 1);
  return set;
}

// Returns an error number if the program cannot be started.
int Execute(const NewProcess& process) {
  int error = ENOENT;
  for (const std::string& file : process.files) {
    execve(file.c_str(), process.arguments.data(), process.environment.data());
    if (errno == EACCES) error = EACCES;
    if (errno != EACCES && errno != ENOENT && errno != ENOTDIR) return errno;
  }
  return error;
}

[[noreturn]] void Become(const NewProcess& process) {
  for (int number = 1; number < NSIG; ++number) std::signal(number, SIG_DFL);
  setpgid(0, 0);
  const bool set = SetDescriptors(process);
  int error = errno;
  if (set) {
    if (process.descriptor_limit) setrlimit(RLIMIT_NOFILE, &*process.descriptor_limit);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    error = Execute(process);
  }
  const ssize_t written = write(set ? kFailure : process.failure, &error, sizeof(error));
  _exit(written == sizeof(error) ? EXIT_FAILURE : EXIT_FAILURE + 1);
}

// Runs Become in a new process. No handler of a signal may run in that process.
pid_t Fork(const NewProcess& process) {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  const pid_t id = fork();
  if (id == 0) Become(process);
  const int error = errno;
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  errno = error;
  return id;
}

// Waits until the program has started. Returns 0, or the number of the new process's error.
int ReadFailure(int failure) {
  int error = 0;
  ssize_t count = 0;
  do {
    count = read(failure, &error, sizeof(error));
  } while (count < 0 && errno == EINTR);
  return count == sizeof(error) ? error : 0;
}

}  // namespace

tl::expected<pid_t, int> StartProgram(const ChildCommand& command, int output, int errors) {
  std::vector<std::string> arguments = {command.program};
  arguments.insert(arguments.end(), command.arguments.begin(), command.arguments.end());
  std::vector<std::string> environment = EnvironmentWith(command.variables);
  std::array<int, 2> failure{};
  if (pipe2(failure.data(), O_CLOEXEC) != 0) return tl::unexpected(errno);
  const pid_t id = Fork({.files = FilesOf(command.program),
                         .arguments = Pointers(arguments),
                         .environment = Pointers(environment),
                         .descriptor_limit = DescriptorLimitOfPrograms(),
                         .output = output,
                         .errors = errors,
                         .failure = failure[1]});
  int error = id < 0 ? errno : 0;
  close(failure[1]);
  if (id > 0) error = ReadFailure(failure[0]);
  close(failure[0]);
  if (error == 0) return id;
  while (id > 0 && waitpid(id, nullptr, 0) < 0 && errno == EINTR) {
  }
  return tl::unexpected(error);
}

}  // namespace exporter::processes
