#include "exporter/kubeconfig/kubeconfig_files.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/support/temporary_folder.h"

namespace exporter::kubeconfig {
namespace {

constexpr const char* kOneContext = "contexts: [{name: default, context: {cluster: c}}]\n";

TEST(ReadKubeconfigList, AFileListedTwiceHidesNothingOfItself) {
  const tests::TemporaryFolder folder;
  const std::string file = folder.Write("config", kOneContext);
  files::WatchedFiles files;
  const auto contexts = ReadKubeconfigList(file + ":" + file, files);
  ASSERT_TRUE(contexts) << contexts.error().message;
  EXPECT_EQ(contexts->contexts.size(), 1U);
  EXPECT_TRUE(contexts->warnings.empty()) << contexts->warnings[0];
}

TEST(ReadKubeconfigList, OfAFieldThatStandsTwiceTheLastCountsAsForKubectl) {
  const tests::TemporaryFolder folder;
  files::WatchedFiles files;
  const auto contexts = ReadKubeconfigList(
      folder.Write("config", std::string("contexts: []\n") + kOneContext), files);
  ASSERT_TRUE(contexts) << contexts.error().message;
  EXPECT_EQ(contexts->contexts.size(), 1U);
}

TEST(ReadKubeconfigFolder, NamesTheFileThatIsNoKubeconfig) {
  const tests::TemporaryFolder folder;
  folder.Write("good.yaml", kOneContext);
  folder.Write("notes", "Ask Jane.\n");
  files::WatchedFiles files;
  const auto contexts = ReadKubeconfigFolder(folder.path(), files);
  ASSERT_FALSE(contexts);
  EXPECT_EQ(contexts.error().message,
            "kubeconfig " + folder.path() + "/notes: a string where a kubeconfig should be");
}

}  // namespace
}  // namespace exporter::kubeconfig
