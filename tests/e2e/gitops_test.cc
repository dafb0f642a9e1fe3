// `validate --flux` and `--render kustomize` of the real program, on whole repositories. The real
// kubectl renders.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/support/process.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/wait_until.h"

namespace exporter::tests {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

std::string ReadAll(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

class GitopsTest : public testing::Test {
 protected:
  // A copy of a repository, because Git's own folder cannot be part of ours.
  explicit GitopsTest(const std::string& name = "flux") : source_(TESTDATA "/validate/" + name) {
    fs::copy(source_, folder_.path(), fs::copy_options::recursive);
    fs::create_directory(folder_.path() + "/.git");
  }

  // `script`: the text after the command, in a shell in the repository.
  Finished Validate(const std::string& script) const {
    return RunProgram(
        {"sh", "-c", "cd " + folder_.path() + " && exec " EXPORTER " validate " + script});
  }

  std::string Expected(const std::string& name) const { return ReadAll(source_ + '/' + name); }

  const std::string source_;
  const TemporaryFolder folder_;
};

TEST_F(GitopsTest, WithoutFluxTheClustersHaveNoPools) {
  const Finished run = Validate("clusters");
  EXPECT_EQ(run.status, 2);
  EXPECT_THAT(run.errors, HasSubstr("no pool in 6 files; try --layout, --flux"));
}

TEST_F(GitopsTest, FluxFindsTheOverlapOfTwoClusters) {
  const Finished run = Validate("clusters --flux");
  EXPECT_EQ(run.status, 2) << "one path does not exist";
  EXPECT_EQ(run.output, Expected("expected.txt"));
  EXPECT_EQ(Validate("clusters --flux=.").output, run.output);
  fs::create_directory(folder_.path() + "/apps/south");
  EXPECT_EQ(Validate("clusters --flux").status, 1);
}

TEST_F(GitopsTest, SetWinsOverTheVariablesOfFlux) {
  const Finished run = Validate("clusters --flux --set LB_RANGE=192.0.2.0/30 --set SITE=elsewhere");
  EXPECT_THAT(run.output,
              HasSubstr("infrastructure/metallb-config.yaml:8: error: unreadable: "
                        "Kustomization \"metallb-config\": path "
                        "\"./infrastructure/metallb-config/elsewhere\" does not exist"));
  EXPECT_THAT(run.errors, HasSubstr("2 clusters, 1 pool: "));
}

TEST_F(GitopsTest, TheFilesOfFindingsAreRelativeToTheWorkingDirectory) {
  const Finished run = Validate("clusters --flux -o github");
  EXPECT_THAT(run.output, HasSubstr(" file=infrastructure/metallb-config/base/pool.yaml,line=7,"));
  const Finished below = RunProgram(
      {"sh", "-c",
       "cd " + folder_.path() + "/clusters && exec " EXPORTER " validate . --flux -o github"});
  EXPECT_THAT(below.output,
              HasSubstr(" file=../infrastructure/metallb-config/base/pool.yaml,line=7,"));
}

TEST_F(GitopsTest, RenderingFindsTheSameOverlap) {
  const Finished run = Validate("clusters --flux --render kustomize");
  EXPECT_EQ(run.status, 2);
  EXPECT_EQ(run.output, Expected("expected-rendered.txt"));
}

class OverlaysTest : public GitopsTest {
 protected:
  OverlaysTest() : GitopsTest("overlays") {}
};

TEST_F(OverlaysTest, RenderingAppliesThePatches) {
  const Finished run = Validate("prod=overlays/prod staging=overlays/staging --render kustomize");
  EXPECT_EQ(run.status, 1);
  EXPECT_EQ(run.output, Expected("expected.txt"));
  EXPECT_EQ(Validate("overlays --render kustomize").output, run.output);
}

TEST_F(OverlaysTest, AFailedRenderingShowsTheWordsOfKubectl) {
  folder_.Write("overlays/prod/kustomization.yaml", "resources: [../gone]\n");
  const Finished run = Validate("overlays --render kustomize");
  EXPECT_EQ(run.status, 2);
  EXPECT_THAT(run.output,
              testing::ContainsRegex("overlays/prod/kustomization.yaml: error: unreadable: "
                                     "(kubectl kustomize|kustomize build): "));
  EXPECT_THAT(run.output, HasSubstr("gone"));
}

TEST_F(OverlaysTest, WithoutAProgramThereIsAnErrorThatSaysWhatToInstall) {
  const Finished none =
      RunProgram({"sh", "-c",
                  "cd " + folder_.path() +
                      "; PATH=/nowhere; exec " EXPORTER " validate overlays --render kustomize"});
  EXPECT_EQ(none.status, 2);
  EXPECT_EQ(none.output, "");
  EXPECT_THAT(none.errors, HasSubstr("neither kustomize nor kubectl was found in PATH"));
}

TEST_F(OverlaysTest, ASignalEndsTheRenderingAndLeavesNoProcess) {
  const TemporaryFolder programs;
  programs.Write("kustomize", "#!/bin/sh\nsleep 1000 &\necho $! > " + programs.path() +
                                  "/pid.new\nmv " + programs.path() + "/pid.new " +
                                  programs.path() + "/pid\nwait\n");
  fs::permissions(programs.path() + "/kustomize", fs::perms::owner_all);
  Process validate(
      {EXPORTER, "validate", "prod=" + folder_.path() + "/overlays/prod", "--render", "kustomize"},
      {{"PATH", programs.path() + ":/usr/bin:/bin"}});
  const std::string pid = WaitForText([&] { return ReadAll(programs.path() + "/pid"); }, "\n");
  validate.Signal(SIGTERM);
  EXPECT_EQ(validate.Wait(), 128 + SIGTERM);
  const std::string stat = "/proc/" + pid.substr(0, pid.size() - 1) + "/stat";
  WaitUntil(
      [&] {
        const std::string text = ReadAll(stat);
        return text.empty() || text.find(") Z ") != std::string::npos;
      },
      [] { return std::string("the end of the program's process"); });
}

}  // namespace
}  // namespace exporter::tests
