#include "exporter/kubeconfig/kubeconfig_files.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/support/temporary_folder.h"

namespace exporter::kubeconfig {
namespace {

constexpr const char* kOneContext = "contexts: [{name: default, context: {cluster: c}}]\n";

TEST(ReadKubeconfigList, AFileListedTwiceDoesNotHideItsOwnContexts) {
  const tests::TemporaryFolder folder;
  const std::string file = folder.Write("config", kOneContext);
  files::WatchedFiles files;
  const auto contexts = ReadKubeconfigList(file + ":" + file, files);
  ASSERT_TRUE(contexts) << contexts.error().message;
  EXPECT_EQ(contexts->contexts.size(), 1U);
  EXPECT_TRUE(contexts->warnings.empty()) << contexts->warnings[0];
}

TEST(ReadKubeconfigList, TheLastOfARepeatedFieldCountsAsInKubectl) {
  const tests::TemporaryFolder folder;
  files::WatchedFiles files;
  const auto contexts = ReadKubeconfigList(
      folder.Write("config", std::string("contexts: []\n") + kOneContext), files);
  ASSERT_TRUE(contexts) << contexts.error().message;
  EXPECT_EQ(contexts->contexts.size(), 1U);
}

TEST(ReadKubeconfigList, RejectsAnotherVersion) {
  const tests::TemporaryFolder folder;
  files::WatchedFiles files;
  const auto read = [&](const std::string& version) {
    const std::string file = folder.Write("config", "apiVersion: " + version + "\n" + kOneContext);
    const auto contexts = ReadKubeconfigList(file, files);
    return contexts ? "valid" : contexts.error().message.substr(file.size());
  };
  EXPECT_EQ(read("v1"), "valid");
  EXPECT_EQ(read(""), "valid");
  EXPECT_EQ(read("v2"), " is not a kubeconfig: its apiVersion must be v1, found \"v2\"");
}

TEST(ReadKubeconfigFolder, NamesTheFileThatIsNotAKubeconfig) {
  const tests::TemporaryFolder folder;
  folder.Write("good.yaml", kOneContext);
  folder.Write("notes", "Ask Jane.\n");
  files::WatchedFiles files;
  const auto contexts = ReadKubeconfigFolder(folder.path(), files);
  ASSERT_FALSE(contexts);
  EXPECT_EQ(contexts.error().message,
            folder.path() +
                "/notes is not a kubeconfig: it must be an object, found a string; every file "
                "in the folder must be one (hidden files are ignored)");
}

}  // namespace
}  // namespace exporter::kubeconfig
