// The examples of the documents: files are written as shown, and commands are run as shown.

#include "tests/k8s/document_examples.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <regex>
#include <string>

#include "exporter/config/web_config.h"
#include "tests/k8s/yaml_tree.h"

namespace exporter::tests {
namespace {

using objects::Value;

constexpr const char* kNamespaced[] = {"ServiceAccount", "Service", "Deployment"};

TEST_F(DocumentExamples, OwnKustomizationSetsTheImage) {
  WriteBlock("kustomization.yaml", "newTag: 0.1.0");
  auto objects = RenderOwn();
  const Value pod = At(objects["Deployment"], "spec.template.spec");
  EXPECT_EQ(Text(At(Elements(At(pod, "containers")).at(0), "image")),
            "registry.example.com/metallb-pool-exporter/metallb-pool-exporter:0.1.0");
}

TEST_F(DocumentExamples, OptionalOverlaysAreFurtherResources) {
  WriteBlock("kustomization.yaml", "- metallb-pool-exporter/k8s/overlays/network-policy");
  auto objects = RenderOwn();
  for (const char* kind : {"Deployment", "NetworkPolicy", "ServiceMonitor", "PrometheusRule"}) {
    EXPECT_TRUE(objects.contains(kind)) << kind;
  }
}

// The e2e tests compare the rules with the requests of the exporter.
TEST_F(DocumentExamples, WatchModeHasTheFlagAndTheRightsOfRemote) {
  WriteBlock("kustomization.yaml", "- metallb-pool-exporter/k8s/components/watch");
  auto objects = RenderOwn();
  const Value pod = At(objects["Deployment"], "spec.template.spec");
  EXPECT_THAT(
      Texts(At(Elements(At(pod, "containers")).at(0), "args")),
      testing::ElementsAre("serve", "--in-cluster-name=in-cluster", "--collector.mode=watch"));
  const std::string rules = Text(At(objects["ClusterRole"], "rules"));
  EXPECT_EQ(rules, Text(At(Render("remote")["ClusterRole"], "rules")));
  EXPECT_THAT(Text(At(Render("rbac")["ClusterRole"], "rules")),
              testing::Not(testing::HasSubstr("watch")));
  const std::string without =
      std::regex_replace(rules, std::regex("verbs: \\[list, watch\\]"), "verbs: [list]");
  EXPECT_EQ(without, Text(At(Render("rbac")["ClusterRole"], "rules")));
}

TEST_F(DocumentExamples, ASiteServesASeriesForEachAddress) {
  WriteBlock("kustomization.yaml", "- metallb-pool-exporter/k8s/components/site");
  auto objects = RenderOwn();
  const Value pod = At(objects["Deployment"], "spec.template.spec");
  EXPECT_THAT(Texts(At(Elements(At(pod, "containers")).at(0), "args")),
              testing::Contains("--metrics.address-info=addresses"));
}

TEST_F(DocumentExamples, WatchModeWorksWithManyClusters) {
  std::string block = YamlBlock("- metallb-pool-exporter/k8s/components/watch");
  folder_.Write("kustomization.yaml",
                std::regex_replace(block, std::regex("single-cluster"), "many-clusters"));
  auto objects = RenderOwn();
  EXPECT_FALSE(objects.contains("ClusterRole"));
  const Value pod = At(objects["Deployment"], "spec.template.spec");
  EXPECT_THAT(Texts(At(Elements(At(pod, "containers")).at(0), "args")),
              testing::Contains("--collector.mode=watch"));
}

TEST_F(DocumentExamples, ThePolicyOfAParentAdmitsThePortOfOtherExporters) {
  folder_.Write("kustomization.yaml",
                "resources:\n- metallb-pool-exporter/k8s/overlays/parent\n"
                "- metallb-pool-exporter/k8s/overlays/network-policy\n" +
                    YamlBlock("value: {port: 10472, protocol: TCP}"));
  auto objects = RenderOwn();
  const Value egress = At(objects["NetworkPolicy"], "spec.egress");
  EXPECT_EQ(Text(At(Elements(egress).at(1), "ports")),
            "[{port: 443, protocol: TCP}, {port: 6443, protocol: TCP}, "
            "{port: 10472, protocol: TCP}]");
}

TEST_F(DocumentExamples, ScanRunsOnTheChosenNodesAndInterface) {
  WriteBlock("kustomization.yaml", "- path: scan-flags.yaml");
  WriteBlock("scan-flags.yaml", "# scan-flags.yaml");
  auto objects = RenderOwn();
  EXPECT_TRUE(objects.contains("ServiceMonitor"));
  const Value pod = At(objects["Deployment"], "spec.template.spec");
  EXPECT_EQ(Text(At(pod, "hostNetwork")), "true");
  EXPECT_EQ(Text(At(pod, "nodeSelector")),
            "{kubernetes.io/os: linux, node-role.kubernetes.io/control-plane: }");
  const Value container = Elements(At(pod, "containers")).at(0);
  EXPECT_THAT(Texts(At(container, "args")), testing::Contains("--scan.interface=eth1"));
}

TEST_F(DocumentExamples, ConfigurationAndPlanAreMountedAndUsed) {
  WriteBlock("kustomization.yaml", "- path: config-flags.yaml");
  WriteBlock("config-flags.yaml", "# config-flags.yaml");
  WriteBlock("config.yaml", "# config.yaml");
  WriteBlock("ip-plan.yaml", "# ip-plan.yaml");
  auto objects = RenderOwn();
  EXPECT_EQ(Text(At(objects["ConfigMap"], "metadata.name")), "metallb-pool-exporter-config");
  EXPECT_EQ(Text(At(objects["ConfigMap"], "metadata.namespace")), "metallb-pool-exporter");
  const Value pod = At(objects["Deployment"], "spec.template.spec");
  const Value container = Elements(At(pod, "containers")).at(0);
  const std::string folder = Text(At(Named(At(container, "volumeMounts"), "config"), "mountPath"));
  EXPECT_THAT(Texts(At(container, "args")),
              testing::IsSupersetOf({"--config.file=" + folder + "/config.yaml",
                                     "--plan=" + folder + "/ip-plan.yaml"}));
}

TEST_F(DocumentExamples, ConfigurationAndPlanAreValid) {
  WriteBlock("config.yaml", "# config.yaml");
  WriteBlock("ip-plan.yaml", "# ip-plan.yaml");
  const auto checked =
      RunProgram({EXPORTER, "--config.check", "--config.file", folder_.path() + "/config.yaml",
                  "--plan", folder_.path() + "/ip-plan.yaml"},
                 {{"KUBECONFIG", folder_.path() + "/none"}});
  EXPECT_EQ(checked.status, 0) << checked.errors;
}

TEST_F(DocumentExamples, WebConfigurationIsValid) {
  std::string text = YamlBlock("# web.yaml");
  const std::string placeholder = "$2y$10$...";
  const std::size_t at = text.find(placeholder);
  ASSERT_NE(at, std::string::npos);
  text.replace(at, placeholder.size(), "$2y$10$" + std::string(53, 'a'));
  const auto config = config::ParseWebConfig(text, "web.yaml");
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->users.size(), 1U);
}

TEST_F(DocumentExamples, PrometheusAcceptsEachConfiguration) {
  int count = 0;
  for (const Document& document : Documents()) {
    for (const std::string& block : Blocks(document, "yaml")) {
      if (!block.starts_with("# prometheus.yml")) continue;
      folder_.Write("prometheus.yml", block);
      const auto checked =
          RunProgram({"promtool", "check", "config", folder_.path() + "/prometheus.yml"});
      EXPECT_EQ(checked.status, 0) << document.path << checked.output << checked.errors;
      ++count;
    }
  }
  EXPECT_EQ(count, 2) << "README.md and grafana/README.md";
}

// Debian's file has other entries under the same keys.
TEST_F(DocumentExamples, EntriesForDebiansPrometheusFitUnderTheExistingKeys) {
  std::string file =
      "global: {scrape_interval: 15s}\n"
      "rule_files:\n  - \"first_rules.yml\"\n"
      "scrape_configs:\n  - job_name: 'prometheus'\n    static_configs:\n"
      "      - targets: ['localhost:9090']\n";
  const std::string block = YamlBlock("# /etc/prometheus/prometheus.yml");
  static const std::string kRules = "rule_files:\n";
  static const std::string kScrapes = "scrape_configs:\n";
  const std::size_t rules = block.find(kRules) + kRules.size();
  const std::size_t scrapes = block.find(kScrapes);
  file.insert(file.find(kScrapes), block.substr(rules, scrapes - rules));
  file += block.substr(scrapes + kScrapes.size());
  folder_.Write("first_rules.yml", "groups: []\n");
  folder_.Write("metallb-pool-exporter.rules.yml", ReadText(PROJECT "/k8s/alerts/rules.yaml"));
  folder_.Write("prometheus.yml", file);
  const auto checked =
      RunProgram({"promtool", "check", "config", folder_.path() + "/prometheus.yml"});
  EXPECT_EQ(checked.status, 0) << file << checked.output << checked.errors;
  EXPECT_THAT(checked.output, testing::HasSubstr("2 rule files found"));
}

TEST_F(DocumentExamples, EachKustomizationOfACommandExists) {
  WriteBlock("kustomization.yaml", "newTag: 0.1.0");
  int count = 0;
  for (const Document& document : Documents()) {
    for (const std::string& command : Commands(document)) {
      static const std::regex kKustomization("kubectl (?:apply|delete) -k (\\S+).*");
      std::smatch match;
      if (!std::regex_match(command, match, kKustomization)) continue;
      const std::string folder = match.str(1);
      // "." is the folder of the reader.
      const auto rendered =
          RunIn(folder == "." ? folder_.path() : checkout_, "kubectl kustomize " + folder);
      EXPECT_EQ(rendered.status, 0) << command << rendered.errors;
      ++count;
    }
  }
  EXPECT_GE(count, 4);
}

// The commands of its tables are for the checkout, where "." has no kustomization.
TEST_F(DocumentExamples, KustomizationOfReadmeSetsTheImage) {
  WriteBlock("kustomization.yaml", "newTag: 0.1.0");
  const auto commands = Commands({"README.md", ReadText(PROJECT "/README.md")});
  EXPECT_THAT(commands, testing::Contains("kubectl apply -k .."));
  EXPECT_THAT(commands, testing::Not(testing::Contains("kubectl apply -k .")));
  EXPECT_THAT(RunIn(checkout_, "kubectl kustomize ..").output,
              testing::HasSubstr("image: registry.example.com/"));
}

TEST_F(DocumentExamples, LinksLeadToTheDocumentsOfAFork) {
  const std::string fork = "https://git.example.com/metallb-pool-exporter/blob/main";
  std::filesystem::copy(PROJECT "/Makefile", checkout_);
  std::filesystem::create_directory(checkout_ + "/tests");
  std::filesystem::copy(PROJECT "/tests/alerts", checkout_ + "/tests/alerts",
                        std::filesystem::copy_options::recursive);
  const auto made = RunIn(checkout_, "make chart DOCUMENTS_URL=" + fork);
  EXPECT_EQ(made.status, 0) << made.errors;
  const std::regex url(std::regex_replace(DocumentsUrl(), std::regex("[.]"), "[.]"));
  for (const char* file :
       {"k8s/alerts/rules.yaml", "k8s/overlays/prometheus-operator/prometheus-rule.yaml",
        "grafana/dashboards/metallb-pools.json", "tests/alerts/pool_rules_test.yaml",
        "k8s/chart/metallb-pool-exporter/files/rules.yaml",
        "k8s/chart/metallb-pool-exporter/files/metallb-pools.json"}) {
    const std::string before = ReadText(std::string(PROJECT "/") + file);
    const std::string after = ReadText(checkout_ + "/" + file);
    EXPECT_THAT(before, testing::HasSubstr(DocumentsUrl())) << file;
    EXPECT_EQ(after, std::regex_replace(before, url, fork)) << file;
  }
}

std::string PoolManifest(const std::string& cluster, const std::string& range) {
  return "apiVersion: metallb.io/v1beta1\nkind: IPAddressPool\nmetadata:\n  name: " + cluster +
         "-pool\n  namespace: metallb-system\nspec:\n  addresses:\n  - " + range + "\n";
}

TEST_F(DocumentExamples, ValidatePrintsTheFindingsOfReadme) {
  WriteBlock("ip-plan.yaml", "# ip-plan.yaml");
  folder_.Write("clusters/cluster-a/metallb-pool.yaml",
                PoolManifest("cluster-a", "192.168.1.10-192.168.1.49"));
  folder_.Write("clusters/cluster-b/metallb-pool.yaml",
                PoolManifest("cluster-b", "192.168.1.45-192.168.1.89"));
  const std::string command = "metallb-pool-exporter validate clusters --plan ip-plan.yaml";
  const auto run = RunIn(folder_.path(), std::string(EXPORTER) + command.substr(command.find(' ')));
  EXPECT_EQ(run.status, 1);
  EXPECT_THAT(Blocks(Documents().front(), "console"),
              testing::Contains("$ " + command + "\n" + run.output + run.errors));
}

TEST_F(DocumentExamples, ExistingNamespaceIsNotChanged) {
  const std::string own = YamlBlock("namespace: monitoring");
  folder_.Write("kustomization.yaml", own);
  auto objects = RenderOwn();
  EXPECT_FALSE(objects.contains("Namespace"));
  for (const char* kind : kNamespaced) {
    EXPECT_EQ(Text(At(objects[kind], "metadata.namespace")), "monitoring") << kind;
  }
  folder_.Write("kustomization.yaml", std::regex_replace(own, std::regex("resources:\n"),
                                                         "$&- metallb-pool-exporter/k8s/remote\n"));
  const auto both = RunIn(folder_.path(), "kubectl kustomize .");
  EXPECT_THAT(both.output, testing::HasSubstr("name: metallb-pool-exporter-reader")) << both.errors;
  EXPECT_THAT(both.output, testing::Not(testing::HasSubstr("kind: Namespace"))) << both.errors;
}

TEST_F(DocumentExamples, ProbesWorkWithTlsAndPasswords) {
  folder_.Write("kustomization.yaml",
                "resources: [metallb-pool-exporter/k8s/overlays/many-clusters]\n"
                "patches: [{path: web-config.yaml}]\n");
  WriteBlock("web-config.yaml", "# web-config.yaml");
  auto objects = RenderOwn();
  const Value pod = At(objects["Deployment"], "spec.template.spec");
  const Value container = Elements(At(pod, "containers")).at(0);
  EXPECT_EQ(Text(At(container, "livenessProbe")),
            "{exec: {command: [/usr/bin/metallb-pool-exporter, health, https://127.0.0.1:10472]}, "
            "periodSeconds: 10, timeoutSeconds: 5}");
  EXPECT_EQ(Text(At(container, "readinessProbe")),
            "{periodSeconds: 5, tcpSocket: {port: http}, timeoutSeconds: 5}");
  EXPECT_EQ(Text(Named(At(pod, "volumes"), "web")),
            "{name: web, secret: {defaultMode: 292, secretName: metallb-pool-exporter-web}}");
  EXPECT_EQ(Elements(At(pod, "volumes")).size(), 3U) << "the volumes of the overlay are unchanged";
  const std::string folder = Text(At(Named(At(container, "volumeMounts"), "web"), "mountPath"));
  EXPECT_THAT(Texts(At(container, "args")),
              testing::ElementsAre("serve", "--kubeconfig=/etc/metallb-pool-exporter/kubeconfigs",
                                   "--web.config.file=" + folder + "/web.yaml"));
}

}  // namespace
}  // namespace exporter::tests
