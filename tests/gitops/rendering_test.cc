#include "exporter/gitops/rendering.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "tests/support/temporary_folder.h"
#include "tests/support/wait_until.h"

namespace exporter::gitops {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

TEST(ErrorWordsTest, OmitTheHeaderOfALogger) {
  EXPECT_EQ(
      ErrorWords("E1129 21:41:24.626963   13573 run.go:72] \"command failed\" err=\"a: b\"\n"),
      "\"a: b\"");
  EXPECT_EQ(ErrorWords("E1129 21:41:24.6 1 run.go:72] \"command failed\" err=<\n\ta: b\n >\n"),
            "a: b  >");
  EXPECT_EQ(ErrorWords("error: a\n"), "error: a");
}

TEST(KustomizationTextTest, HasRelativePathsAndTheFieldsOfFlux) {
  EXPECT_EQ(KustomizationText({.folder = "/repo/infra",
                               .resources = {"/repo/infra"},
                               .components = {"/repo/part"},
                               .overlay = {.patches = {R"({"patch":"a"})"},
                                           .components = {"../part"},
                                           .name_space = "n",
                                           .name_prefix = "p-",
                                           .name_suffix = ""},
                               .flux = true},
                              "/tmp/x"),
            R"({"apiVersion":"kustomize.config.k8s.io/v1beta1","kind":"Kustomization",)"
            R"("resources":["../../repo/infra"],"components":["../../repo/part"],)"
            R"("patches":[{"patch":"a"}],"namespace":"n","namePrefix":"p-"})");
}

// A program named kustomize, which replaces the real program.
class RenderingTest : public testing::Test {
 protected:
  RenderingTest() { setenv("PATH", (folder_.path() + ":" + path_).c_str(), 1); }
  ~RenderingTest() override { setenv("PATH", path_.c_str(), 1); }

  Rendering Run(const std::string& script, std::chrono::seconds limit = std::chrono::minutes(5)) {
    folder_.Write("kustomize", "#!/bin/sh\n" + script + "\n");
    std::filesystem::permissions(folder_.path() + "/kustomize", std::filesystem::perms::owner_all);
    const RenderJob job = {.folder = "/repo"};
    return RenderAll({job}, limit)->at(job);
  }

  const std::string path_ = std::getenv("PATH");
  const tests::TemporaryFolder folder_;
};

TEST_F(RenderingTest, IsTheOutputOfTheProgram) {
  EXPECT_EQ(Run("echo warning >&2; echo \"$@\"; cat"), "build /repo\n") << "the input is empty";
  EXPECT_EQ(Run("exit 3").error(), "kustomize build: ended with status 3");
  EXPECT_EQ(Run("echo out; echo no such base >&2; exit 1").error(),
            "kustomize build: no such base");
  EXPECT_EQ(Run("echo $GIT_TERMINAL_PROMPT"), "0\n") << "git must not ask for a password";
}

TEST_F(RenderingTest, EndsAProgramThatHangs) {
  const Rendering rendering = Run("echo waiting >&2; sleep 1000 & echo $! > " + folder_.path() +
                                      "/pid; trap '' TERM; sleep 1000",
                                  std::chrono::seconds(1));
  EXPECT_EQ(rendering.error(), "kustomize build did not end in time (1 s): waiting");
}

TEST_F(RenderingTest, IsNotEndedByASignalThatIsIgnored) {
  std::signal(SIGINT, SIG_IGN);
  EXPECT_EQ(Run("kill -INT $PPID; echo out"), "out\n");
  std::signal(SIGINT, SIG_DFL);
}

TEST_F(RenderingTest, RunsManyAtOnce) {
  folder_.Write("kustomize", "#!/bin/sh\necho \"$2\"\n");
  std::filesystem::permissions(folder_.path() + "/kustomize", std::filesystem::perms::owner_all);
  std::set<RenderJob> jobs;
  for (int i = 0; i < 100; ++i) jobs.insert({.folder = "/repo/" + std::to_string(i)});
  const auto renderings = RenderAll(jobs, std::chrono::minutes(5));
  ASSERT_TRUE(renderings);
  EXPECT_EQ(renderings->size(), 100U);
  for (const auto& [job, rendering] : *renderings) EXPECT_EQ(rendering, job.folder + '\n');
  EXPECT_TRUE(RenderAll({}, std::chrono::minutes(5))->empty());
}

}  // namespace
}  // namespace exporter::gitops
