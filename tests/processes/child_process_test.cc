// Real processes: how they start, and that none of them remains.

#include "exporter/processes/child_process.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string>
#include <thread>

#include "exporter/processes/descriptor_limit.h"
#include "tests/credentials/plugin_script.h"
#include "tests/support/deadlines.h"
#include "tests/support/temporary_folder.h"

namespace exporter::processes {
namespace {

using credentials::Deadline;
using credentials::WaitForLine;
using credentials::WaitUntilGone;

ChildCommand Shell(const std::string& script) {
  return {.program = "sh", .arguments = {"-c", script}, .variables = {}};
}

// The output, or the error.
std::string Outcome(const ChildCommand& command, const Deadline& deadline = tests::Patient()) {
  auto output = RunChild(command, deadline.at, deadline.stop);
  return output ? *output : "error: " + output.error().message;
}

bool HasChildren() { return waitpid(-1, nullptr, WNOHANG) >= 0 || errno != ECHILD; }

TEST(RunChild, PassesArgumentsUnchanged) {
  EXPECT_EQ(Outcome({.program = "printf",
                     .arguments = {"%s|", "a b", "$HOME", "*", "`id`", ""},
                     .variables = {}}),
            "a b|$HOME|*|`id`||");
  EXPECT_FALSE(HasChildren());
}

TEST(RunChild, AddsVariablesToOurEnvironment) {
  setenv("TEST_INHERITED", "inherited", 1);
  setenv("TEST_REPLACED", "ours", 1);
  ChildCommand command =
      Shell("echo $TEST_INHERITED $TEST_REPLACED $TEST_NEW; env | grep -c ^TEST_");
  command.variables = {{"TEST_REPLACED", "a"}, {"TEST_NEW", "b"}, {"TEST_REPLACED", "c"}};
  EXPECT_EQ(Outcome(command), "inherited c b\n3\n");
}

TEST(RunChild, PassesNoDescriptorsAndAnEmptyInput) {
  const int leaking = open("/dev/null", O_RDONLY);  // NOLINT: not closed by exec
  EXPECT_EQ(Outcome({.program = "ls", .arguments = {"/proc/self/fd"}, .variables = {}}),
            "0\n1\n2\n3\n")
      << "3 is the folder";
  EXPECT_EQ(Outcome({.program = "cat", .arguments = {}, .variables = {}}), "");
  EXPECT_EQ(Outcome(Shell("echo secret >&2")), "");
  close(leaking);
}

TEST(RunChild, StartsWithTheLimitOfDescriptorsBeforeItWasRaised) {
  rlimit before = {};
  getrlimit(RLIMIT_NOFILE, &before);
  const rlimit low = {100, before.rlim_max};
  setrlimit(RLIMIT_NOFILE, &low);
  EXPECT_EQ(RaiseDescriptorLimit(), before.rlim_max);
  EXPECT_EQ(RaiseDescriptorLimit(), before.rlim_max);
  EXPECT_EQ(Outcome(Shell("ulimit -S -n; ulimit -H -n")),
            "100\n" + std::to_string(before.rlim_max) + '\n');
  setrlimit(RLIMIT_NOFILE, &before);
}

TEST(RunChild, StartsWithDefaultSignals) {
  sigset_t blocked;
  sigset_t before;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &blocked, &before);
  auto* const handler = std::signal(SIGPIPE, SIG_IGN);
  const auto signals = [](const std::string& which) {
    const std::string line =
        Outcome({.program = "grep", .arguments = {which, "/proc/self/status"}, .variables = {}});
    return std::stoull(line.substr(which.size() + 2), nullptr, 16);
  };
  EXPECT_EQ(signals("SigBlk"), 0U);
  EXPECT_EQ(signals("SigIgn") & 0x7fff'ffffU, 0U) << "glibc uses the higher signals";
  std::signal(SIGPIPE, handler);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

TEST(RunChild, ReportsHowTheProgramEnded) {
  const tests::TemporaryFolder folder;
  const std::string plain = folder.Write("plain", "echo 1\n");
  EXPECT_EQ(Outcome(Shell("echo secret; exit 3")), "error: ended with status 3");
  EXPECT_EQ(Outcome(Shell("kill -9 $$")), "error: was killed by signal 9");
  const auto start = [](const std::string& program) {
    return Outcome({.program = program, .arguments = {}, .variables = {}});
  };
  EXPECT_EQ(start("no-such-plugin"), "error: was not found in PATH");
  EXPECT_EQ(start(folder.path() + "/gone"), "error: cannot be started: No such file or directory");
  EXPECT_EQ(start(plain), "error: cannot be started: Permission denied");
  std::filesystem::permissions(plain, std::filesystem::perms::owner_all);
  EXPECT_EQ(start(plain), "error: cannot be started: Exec format error") << "no shell runs it";
  EXPECT_FALSE(HasChildren());
}

TEST(RunChild, KillsAProgramThatPrintsTooMuch) {
  ChildCommand command = {.program = "yes", .arguments = {}, .variables = {}};
  EXPECT_EQ(Outcome(command), "error: printed more than 1048576 bytes");
  command = Shell("printf 12345");
  command.max_output = 5;
  EXPECT_EQ(Outcome(command), "12345");
  command.max_output = 4;
  EXPECT_EQ(Outcome(command), "error: printed more than 4 bytes");
  EXPECT_FALSE(HasChildren());
}

TEST(RunChild, ReturnsTheErrorsOnRequest) {
  ChildCommand command = Shell("echo out; echo reason >&2; exit 3");
  const auto run = [&] { return RunChild(command, tests::Patient().at); };
  EXPECT_EQ(run().error().errors, "");
  command.keep_errors = true;
  EXPECT_EQ(run().error().errors, "reason\n");
  command = Shell("echo warning >&2; echo out");
  command.keep_errors = true;
  EXPECT_EQ(*run(), "out\n") << "errors are not part of the output";
  // More than a pipe can contain.
  command = Shell("yes | head -c 1000000 >&2; printf out; exit 1");
  command.keep_errors = true;
  EXPECT_EQ(run().error().message, "ended with status 1");
  EXPECT_EQ(run().error().errors.size(), 16'384U);
  command = Shell("yes >&2");
  command.keep_errors = true;
  EXPECT_EQ(RunChild(command, tests::Impatient().at).error().message, "did not end in time");
  EXPECT_FALSE(HasChildren());
}

TEST(RunChild, KillsTheProgramAtTheDeadline) {
  EXPECT_EQ(Outcome(Shell("sleep 1000"), tests::Impatient()), "error: did not end in time");
  EXPECT_EQ(Outcome(Shell("exec >&-; sleep 1000"), tests::Impatient()),
            "error: did not end in time");
  EXPECT_EQ(RunChild(Shell("sleep 1000"), tests::Impatient().at).error().end, ChildEnd::kTimedOut);
  EXPECT_FALSE(HasChildren());
}

TEST(RunChild, AStopKillsTheWholeGroup) {
  const tests::TemporaryFolder folder;
  const std::string file = folder.path() + "/pid";
  std::stop_source stop;
  std::string grandchild;
  std::jthread stopper([&] {
    grandchild = WaitForLine(file);
    stop.request_stop();
  });
  Deadline deadline = tests::Patient();
  deadline.stop = stop.get_token();
  // The grandchild ignores every signal except SIGKILL.
  EXPECT_EQ(
      Outcome(Shell("trap '' TERM HUP INT; sleep 1000 & echo $! > " + file + "; wait"), deadline),
      "error: was stopped");
  stopper.join();
  WaitUntilGone(grandchild);
  EXPECT_EQ(Outcome(Shell("echo no"), deadline), "error: was stopped") << "no process is started";
  EXPECT_FALSE(HasChildren());
}

TEST(RunChild, DoesNotWaitForAGrandchildWithTheOpenPipe) {
  std::string output = Outcome(Shell("sleep 1000 & echo $!"));
  ASSERT_THAT(output, testing::EndsWith("\n"));
  output.pop_back();
  WaitUntilGone(output);
}

// Makes this process the parent of orphans, as process 1 of a container is.
class InheritedOrphans : public testing::Test {
 protected:
  InheritedOrphans() { prctl(PR_SET_CHILD_SUBREAPER, 1); }
  ~InheritedOrphans() override { prctl(PR_SET_CHILD_SUBREAPER, 0); }
};

TEST_F(InheritedOrphans, LeaveNoZombies) {
  EXPECT_EQ(Outcome(Shell("sleep 1000 & sh -c 'sleep 1000 & sleep 1000 & wait' & echo out")),
            "out\n");
  EXPECT_FALSE(HasChildren());
  EXPECT_EQ(Outcome(Shell("sleep 1000 & sleep 1000 & wait"), tests::Impatient()),
            "error: did not end in time");
  EXPECT_FALSE(HasChildren());
}

TEST(RunChild, RunsManyAtOnce) {
  std::vector<std::jthread> threads;
  for (int i = 0; i < 16; ++i) {
    threads.emplace_back([i] {
      const std::string text = std::to_string(i);
      EXPECT_EQ(Outcome(Shell("echo " + text)), text + '\n');
    });
  }
  threads.clear();
  EXPECT_FALSE(HasChildren());
}

}  // namespace
}  // namespace exporter::processes
