// The program with a standard output that cannot be written.

#include <gtest/gtest.h>

#include <string>

#include "tests/e2e/two_clusters.h"

namespace exporter::tests {
namespace {

class OutputTest : public TwoClustersTest {
 protected:
  struct Case {
    Arguments arguments;
    int status;
  };

  // Runs a line of shell in which "$@" is the program and its arguments.
  static Finished RunBy(const std::string& line, const Arguments& arguments) {
    Arguments shell = {"bash", "-c", line, "bash", EXPORTER};
    shell.insert(shell.end(), arguments.begin(), arguments.end());
    return RunProgram(shell);
  }

  void ExpectFailures(const std::string& line, const std::string& reason) const {
    for (const auto& [arguments, status] : cases_) {
      const auto finished = RunBy(line, arguments);
      EXPECT_EQ(finished.status, status) << line << ' ' << arguments.front();
      EXPECT_TRUE(
          finished.errors.starts_with("metallb-pool-exporter: standard output: " + reason + '\n'))
          << line << ' ' << arguments.front() << ": " << finished.errors;
    }
  }

  const std::string config_ = folder_.Write("exporter.yaml", "networks: [{name: x}]\n");
  const std::string bad_pool_ = folder_.Write(
      "pool.yaml",
      "apiVersion: metallb.io/v1beta1\nkind: IPAddressPool\n"
      "metadata: {name: p, namespace: metallb-system}\nspec: {addresses: [10.0.0.1]}\n");
  const Case cases_[10] = {
      {{"check", "--kubeconfig", kubeconfig_}, 3},
      {{"check", "--kubeconfig", kubeconfig_, "-o", "json"}, 3},
      {{"check", "--help"}, 3},
      {{"validate", "a=" + bad_pool_}, 2},
      {{"validate", "a=" + bad_pool_, "-o", "json"}, 2},
      {{"validate", "--version"}, 2},
      {{"--config.file", config_, "--config.check"}, 1},
      {{"--version"}, 1},
      {{"--help"}, 1},
      {{"serve", "--help"}, 1},
  };
};

TEST_F(OutputTest, ThatCannotBeWrittenNeverGivesStatus0) {
  ExpectFailures(R"("$@" > /dev/full)", "No space left on device");
  ExpectFailures(R"("$@" >&-)", "Bad file descriptor");
  // The only reader of the pipe ends before the program starts.
  ExpectFailures(R"(exec 3> >(exit); wait $!; "$@" >&3)", "Broken pipe");
}

TEST_F(OutputTest, ThatIsEmptyCannotFail) {
  const std::string good = folder_.Write(
      "good.yaml",
      "apiVersion: metallb.io/v1beta1\nkind: IPAddressPool\n"
      "metadata: {name: p, namespace: metallb-system}\nspec: {addresses: [10.0.0.0/24]}\n");
  EXPECT_EQ(RunBy(R"("$@" > /dev/full)", {"validate", "a=" + good}).status, 0);
}

}  // namespace
}  // namespace exporter::tests
