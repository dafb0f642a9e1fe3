// When a plugin runs: real scripts and a fake clock.

#include "exporter/credentials/exec_plugin.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "exporter/credentials/exec_credential.h"
#include "tests/credentials/plugin_script.h"
#include "tests/support/deadlines.h"

namespace exporter::credentials {
namespace {

using std::chrono::seconds;

class ExecPluginTest : public testing::Test {
 protected:
  static ExecCommand Command(const PluginScript& script) {
    return {.program = script.path(),
            .arguments = {},
            .variables = {},
            .api_version = kExecV1,
            .info = ExecInfo(kExecV1, std::nullopt),
            .install_hint = "install it from\nexample.com"};
  }

  // The clocks start at the epoch.
  std::shared_ptr<CredentialCache> Plugin(const PluginScript& script) {
    return MakeExecPlugin(Command(script), [this] {
      return CredentialCache::Moment{std::chrono::steady_clock::time_point(passed_),
                                     std::chrono::system_clock::time_point(passed_)};
    });
  }

  static std::string TokenOf(const Result<CredentialCache::Shared>& shared) {
    return shared ? (*shared)->token
                  : std::string(Name(shared.error().kind)) + ": " + shared.error().message;
  }

  static std::string Token(const std::shared_ptr<CredentialCache>& plugin,
                           const Deadline& deadline = tests::Patient()) {
    return TokenOf(plugin->Current(deadline));
  }

  seconds passed_{0};
};

TEST_F(ExecPluginTest, CachesOutputUntilItExpires) {
  PluginScript script("");
  script.Answer(R"("token": "a", "expirationTimestamp": "1970-01-01T00:01:00Z")");
  const auto plugin = Plugin(script);
  EXPECT_EQ(Token(plugin), "a");
  script.Answer(R"("token": "b")");
  passed_ = seconds(59);
  EXPECT_EQ(Token(plugin), "a");
  passed_ = seconds(60);
  EXPECT_EQ(Token(plugin), "b");
  passed_ = std::chrono::years(100);
  EXPECT_EQ(Token(plugin), "b") << "it never expires";
  EXPECT_EQ(script.Runs(), 2);
}

// Otherwise a wrong clock on either side would cause a run before every request.
TEST_F(ExecPluginTest, ExpiredOutputIsUsedForTenSeconds) {
  PluginScript script("");
  passed_ = std::chrono::hours(1);
  script.Answer(R"("token": "a", "expirationTimestamp": "1970-01-01T00:01:00Z")");
  const auto plugin = Plugin(script);
  EXPECT_EQ(Token(plugin), "a");
  passed_ += seconds(9);
  EXPECT_EQ(Token(plugin), "a");
  EXPECT_EQ(script.Runs(), 1);
  passed_ += seconds(1);
  EXPECT_EQ(Token(plugin), "a");
  EXPECT_EQ(script.Runs(), 2);
}

TEST_F(ExecPluginTest, ARejectionRunsThePluginAtMostOnceInTenSeconds) {
  PluginScript script("");
  script.Answer(R"("token": "a")");
  const auto plugin = Plugin(script);
  const auto first = plugin->Current(tests::Patient()).value();
  script.Answer(R"("token": "b")");
  const auto second = plugin->Replace(first, tests::Patient()).value();
  EXPECT_EQ(second->token, "b");
  EXPECT_EQ(plugin->Replace(first, tests::Patient()), second) << "there is newer output";
  EXPECT_EQ(Token(plugin), "b");
  EXPECT_EQ(script.Runs(), 2);

  script.Answer(R"("token": "c")");
  EXPECT_EQ(plugin->Replace(second, tests::Patient()), second);
  EXPECT_EQ(script.Runs(), 2);
  passed_ = seconds(10);
  EXPECT_EQ(TokenOf(plugin->Replace(second, tests::Patient())), "c");
  EXPECT_EQ(script.Runs(), 3);
}

TEST_F(ExecPluginTest, BacksOffAfterFailuresAndRepeatsTheError) {
  PluginScript script("exit 1");
  const auto plugin = Plugin(script);
  const std::string failure = "config: plugin \"" + script.path() +
                              "\" ended with status 1; run it manually to see its output";
  long runs = 0;  // NOLINT(google-runtime-int)
  for (const int wait : {1, 2, 4, 8, 16, 16}) {
    EXPECT_EQ(Token(plugin), failure);
    EXPECT_EQ(script.Runs(), ++runs);
    passed_ += seconds(wait - 1);
    EXPECT_EQ(Token(plugin), failure);
    EXPECT_EQ(script.Runs(), runs) << "no run for " << wait << " seconds";
    passed_ += seconds(1);
  }
  script.Answer(R"("token": "a")");
  EXPECT_EQ(Token(plugin), "a");
  script.Rewrite("exit 1");
  const auto rejected = plugin->Current(tests::Patient()).value();
  EXPECT_EQ(TokenOf(plugin->Replace(rejected, tests::Patient())), failure);
  script.Answer(R"("token": "b")");
  EXPECT_EQ(TokenOf(plugin->Replace(rejected, tests::Patient())), failure);
  EXPECT_EQ(Token(plugin), "a") << "a failure does not discard it";
  passed_ += seconds(10);
  EXPECT_EQ(TokenOf(plugin->Replace(rejected, tests::Patient())), "b")
      << "the back-off started over";
}

TEST_F(ExecPluginTest, ErrorsContainNoOutputAndNoInput) {
  const std::vector<std::string> bodies = {
      "echo secret; exit 1",
      "echo secret >&2; exit 1",
      "echo secret; kill -9 $$",
      "echo secret",
      "yes secret",
      "echo '" + ExecAnswer(R"("token": "secret\nsecret")") + "'",
      "echo '{\"secret\": secret'",
      "echo 'secret: [secret'"};
  for (const std::string& body : bodies) {
    const PluginScript script(body);
    ExecCommand command = Command(script);
    command.arguments = {"--secret=secret"};
    command.variables = {{"SECRET", "secret"}};
    command.info = "secret";
    const auto plugin = MakeExecPlugin(command);
    const std::string failure = Token(plugin);
    EXPECT_TRUE(failure.starts_with("config: plugin \"" + script.path() + "\" ")) << failure;
    EXPECT_EQ(failure.find("secret"), std::string::npos) << failure;
  }
}

TEST_F(ExecPluginTest, ShowsTheInstallHintOfAMissingPlugin) {
  const PluginScript script("");
  ExecCommand command = Command(script);
  command.program = "no-such-plugin";
  const auto plugin = MakeExecPlugin(command);
  EXPECT_EQ(Token(plugin),
            "config: plugin \"no-such-plugin\" was not found in PATH; install it "
            "from[U+000A]example.com");
}

TEST_F(ExecPluginTest, PassesArgumentsAndEnvironment) {
  const PluginScript script(
      "printf '%s|' \"$@\" \"$WHO\" > given\necho \"$KUBERNETES_EXEC_INFO\" > "
      "info\necho '" +
      ExecAnswer(R"("token": "a")") + "'");
  ExecCommand command = Command(script);
  command.arguments = {"get-token", "a b"};
  command.variables = {{"WHO", "me"}, {"KUBERNETES_EXEC_INFO", "overwritten"}};
  const auto plugin = MakeExecPlugin(command);
  EXPECT_EQ(Token(plugin), "a");
  EXPECT_EQ(ReadAll(script.File("given")), "get-token|a b|me|");
  EXPECT_EQ(ReadAll(script.File("info")), command.info + '\n');
}

TEST_F(ExecPluginTest, ConcurrentCallersShareOneRun) {
  const PluginScript script("while ! test -e go; do sleep 0.01; done\necho '" +
                            ExecAnswer(R"("token": "a")") + "'");
  const auto shared = SharedExecPlugin(Command(script));
  ExecCommand other = Command(script);
  other.arguments = {"x"};
  EXPECT_EQ(SharedExecPlugin(Command(script)), shared);
  EXPECT_NE(SharedExecPlugin(other), shared);

  std::vector<std::jthread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&shared] { EXPECT_EQ(Token(shared), "a"); });
  }
  WaitForLine(script.File("runs"));
  // A caller waits only until its own deadline, and not at all after a stop.
  EXPECT_EQ(Token(shared, tests::Impatient()),
            "timeout: plugin \"" + script.path() +
                "\" did not end within the poll's time (run for another cluster)");
  std::stop_source stop;
  stop.request_stop();
  Deadline stopped = tests::Patient();
  stopped.stop = stop.get_token();
  EXPECT_EQ(Token(shared, stopped), "timeout: plugin \"" + script.path() + "\" was stopped");
  std::ofstream(script.File("go")) << "go";
  threads.clear();
  EXPECT_EQ(script.Runs(), 1);
}

TEST_F(ExecPluginTest, ASlowPluginIsATimeoutAndAStopIsNotAFailure) {
  PluginScript script("sleep 1000");
  const auto plugin = Plugin(script);
  std::stop_source stop;
  Deadline deadline = tests::Patient();
  deadline.stop = stop.get_token();
  std::jthread stopper([&] {
    WaitForLine(script.File("runs"));
    stop.request_stop();
  });
  EXPECT_EQ(Token(plugin, deadline), "timeout: plugin \"" + script.path() + "\" was stopped");
  const std::string slow = "timeout: plugin \"" + script.path() + "\" did not end in time";
  EXPECT_EQ(Token(plugin, tests::Impatient()), slow);
  script.Answer(R"("token": "a")");
  EXPECT_EQ(Token(plugin), slow) << "no run for a second";
  passed_ = seconds(1);
  EXPECT_EQ(Token(plugin), "a");
}

}  // namespace
}  // namespace exporter::credentials
