// The commands of the documents that install the Helm chart, up to the cluster.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/k8s/document_examples.h"
#include "tests/k8s/yaml_tree.h"
#include "tests/support/helm.h"

namespace exporter::tests {
namespace {

using testing::HasSubstr;

class ChartDocuments : public DocumentExamples {
 protected:
  void SetUp() override {
    if (CachedHelm().empty()) GTEST_SKIP() << kNoHelm;
  }

  // Runs an install command in the checkout, without a cluster.
  Finished RenderCommand(const std::string& command) const {
    const std::string install = "helm install ";
    return RunIn(checkout_, CachedHelm() + " template " + command.substr(install.size()));
  }

  // The only command of README.md that starts so.
  static std::string CommandOfReadme(const std::string& start) {
    std::string found;
    for (const std::string& command : Commands({"", ReadText(PROJECT "/README.md")})) {
      if (!command.starts_with(start)) continue;
      EXPECT_EQ(found, "") << "two commands start with " << start;
      found = command;
    }
    return found;
  }
};

TEST_F(ChartDocuments, EachInstallCommandRenders) {
  int count = 0;
  for (const Document& document : Documents()) {
    for (const std::string& command : Commands(document)) {
      if (!command.starts_with("helm install ")) continue;
      const auto rendered = RenderCommand(command);
      EXPECT_EQ(rendered.status, 0) << document.path << ": " << command << rendered.errors;
      // No image is published, and the namespace `default` is not for exporters.
      EXPECT_THAT(rendered.output, HasSubstr("image: \"registry.example.com/")) << command;
      EXPECT_THAT(rendered.output, HasSubstr("\n  namespace: metallb-pool-exporter\n")) << command;
      EXPECT_THAT(command, HasSubstr(" --create-namespace ")) << document.path;
      ++count;
    }
  }
  EXPECT_EQ(count, 3) << "two of README.md, and one of the chart's README.md";
}

TEST_F(ChartDocuments, ReadmesInstallCommandUsesTheImageAndTheSecretOfItsOtherCommands) {
  const std::string image =
      "registry.example.com/metallb-pool-exporter/metallb-pool-exporter:0.1.0";
  EXPECT_THAT(CommandOfReadme("docker buildx build "), HasSubstr(" -t " + image + " "));
  const std::string name = "metallb-pool-exporter-kubeconfigs";
  EXPECT_THAT(CommandOfReadme("kubectl create secret generic "), HasSubstr(" " + name + " "));
  const auto rendered = RenderCommand(CommandOfReadme(
      "helm install metallb-pool-exporter k8s/chart/metallb-pool-exporter --kube-"));
  EXPECT_THAT(rendered.output, HasSubstr("image: \"" + image + "\"\n"));
  EXPECT_THAT(rendered.output, HasSubstr("secretName: " + name + "\n"));
  for (const char* kind : {"ServiceMonitor", "PrometheusRule"}) {
    EXPECT_THAT(rendered.output, HasSubstr(std::string("kind: ") + kind + "\n"));
  }
  EXPECT_THAT(rendered.output, HasSubstr("release: kube-prometheus-stack\n"));
  EXPECT_THAT(rendered.output, HasSubstr("grafana_dashboard: \"1\"\n"));
}

TEST_F(ChartDocuments, ValuesOfTheReadmeAreValid) {
  WriteBlock("values.yaml", "# values.yaml");
  const auto rendered =
      RunIn(checkout_, CachedHelm() + " template x " + kChart + " -f ../values.yaml");
  EXPECT_EQ(rendered.status, 0) << rendered.errors;
}

}  // namespace
}  // namespace exporter::tests
