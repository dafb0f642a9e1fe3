// The examples of the documents: files are written as shown, and commands are run as shown.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <regex>
#include <stdexcept>
#include <string>
#include <vector>

#include "exporter/config/web_config.h"
#include "tests/k8s/documents.h"
#include "tests/k8s/rendered.h"
#include "tests/k8s/yaml_tree.h"
#include "tests/support/json.h"
#include "tests/support/process.h"
#include "tests/support/temporary_folder.h"

namespace exporter::tests {
namespace {

using objects::Value;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kNamespaced[] = {"ServiceAccount", "Service", "Deployment"};

class DocumentExamples : public testing::Test {
 protected:
  // A folder of the reader, which contains a checkout.
  DocumentExamples() {
    std::filesystem::create_directories(checkout_);
    for (const char* part : {"k8s", "grafana"}) {
      std::filesystem::copy(std::string(PROJECT) + "/" + part, checkout_ + "/" + part,
                            std::filesystem::copy_options::recursive);
    }
  }

  // Writes the YAML block that contains the text.
  void WriteBlock(const std::string& file, const std::string& text) const {
    folder_.Write(file, YamlBlock(text));
  }

  Rendered RenderOwn() const { return RenderFolder(folder_.path()); }

  // Runs a command of a shell in a folder.
  static Finished RunIn(const std::string& folder, const std::string& command) {
    return RunProgram({"sh", "-c", "cd \"$1\" && " + command, "sh", folder});
  }

  const TemporaryFolder folder_;
  const std::string checkout_ = folder_.path() + "/metallb-pool-exporter";
};

TEST_F(DocumentExamples, OwnKustomizationSetsTheImage) {
  WriteBlock("kustomization.yaml", "newTag: 0.1.0");
  auto objects = RenderOwn();
  const Value pod = At(objects["Deployment"], "spec.template.spec");
  EXPECT_EQ(Text(At(Elements(At(pod, "containers")).at(0), "image")),
            "registry.example.com/metallb-pool-exporter:0.1.0");
}

TEST_F(DocumentExamples, OptionalOverlaysAreFurtherBases) {
  WriteBlock("kustomization.yaml", "- metallb-pool-exporter/k8s/overlays/network-policy");
  auto objects = RenderOwn();
  for (const char* kind : {"Deployment", "NetworkPolicy", "ServiceMonitor", "PrometheusRule"}) {
    EXPECT_TRUE(objects.contains(kind)) << kind;
  }
}

TEST_F(DocumentExamples, ConfigurationAndPlanAreMountedAndUsed) {
  WriteBlock("kustomization.yaml", "- config-flags.yaml");
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
                  "--plan", folder_.path() + "/ip-plan.yaml"});
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

TEST_F(DocumentExamples, EachKustomizationThatIsAppliedExists) {
  for (const Document& document : Documents()) {
    for (const std::string& command : Commands(document)) {
      static const std::string kApply = "kubectl apply -k ";
      if (!command.starts_with(kApply)) continue;
      const std::string folder = command.substr(kApply.size(), command.find(" --") - kApply.size());
      if (folder == ".") continue;  // the reader's own
      const auto rendered = RunIn(checkout_, "kubectl kustomize " + folder);
      EXPECT_EQ(rendered.status, 0) << command << rendered.errors;
    }
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
  WriteBlock("kustomization.yaml", "namespace: monitoring");
  WriteBlock("no-namespace.yaml", "# no-namespace.yaml");
  auto objects = RenderOwn();
  EXPECT_FALSE(objects.contains("Namespace"));
  for (const char* kind : kNamespaced) {
    EXPECT_EQ(Text(At(objects[kind], "metadata.namespace")), "monitoring") << kind;
  }
}

TEST_F(DocumentExamples, ProbesWorkWithTlsAndPasswords) {
  folder_.Write("kustomization.yaml",
                "bases: [metallb-pool-exporter/k8s/overlays/many-clusters]\n"
                "patchesStrategicMerge: [web-config.yaml]\n");
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
            "{name: web, secret: {defaultMode: 288, secretName: metallb-pool-exporter-web}}");
  EXPECT_EQ(Elements(At(pod, "volumes")).size(), 3U) << "the volumes of the overlay are unchanged";
  const std::string folder = Text(At(Named(At(container, "volumeMounts"), "web"), "mountPath"));
  EXPECT_THAT(Texts(At(container, "args")),
              testing::ElementsAre("serve", "--kubeconfig=/etc/metallb-pool-exporter/kubeconfigs",
                                   "--web.config.file=" + folder + "/web.yaml"));
}

class RenamedLabel : public DocumentExamples {
 protected:
  // Runs every `sed` command of the documents in the checkout.
  RenamedLabel() {
    for (const Document& document : Documents()) {
      for (const std::string& command : Commands(document)) {
        if (!command.starts_with("sed ")) continue;
        const auto finished = RunIn(checkout_, command);
        EXPECT_EQ(finished.status, 0) << finished.errors;
      }
    }
  }

  static std::vector<std::string> AllMatches(const std::string& text, const std::regex& regex) {
    std::vector<std::string> matches;
    for (std::sregex_iterator match(text.begin(), text.end(), regex), end; match != end; ++match) {
      matches.push_back(match->str());
    }
    return matches;
  }
};

TEST_F(RenamedLabel, IsUsedByTheDashboard) {
  const char* const file = "/grafana/dashboards/metallb-pools.json";
  const std::string before = ReadText(PROJECT + std::string(file));
  const std::string after = ReadText(checkout_ + file);
  const std::regex prose(R"re("(description|title)": "[^\n]*)re");
  EXPECT_EQ(AllMatches(after, prose), AllMatches(before, prose));
  const std::regex label(R"re(\b(other_)?cluster\b)re");
  const std::regex renamed(R"re(\b(other_)?k8s_cluster\b)re");
  std::string queries = std::regex_replace(after, prose, "");
  EXPECT_EQ(AllMatches(queries, label), std::vector<std::string>());
  EXPECT_EQ(AllMatches(queries, renamed).size(),
            AllMatches(std::regex_replace(before, prose, ""), label).size());
  EXPECT_TRUE(Json::IsValid(after));
}

TEST_F(RenamedLabel, IsUsedInTheAnnotationsOfAlerts) {
  folder_.Write("test.yaml", R"(
rule_files: [metallb-pool-exporter/k8s/alerts/rules.yaml]
evaluation_interval: 30s
tests:
- interval: 30s
  input_series:
  - {series: 'up{job="metallb-pool-exporter", instance="x"}', values: 1x60}
  - {series: 'metallb_cluster_services{k8s_cluster="prod-a", state="pending", instance="x"}', values: 1x60}
  - {series: 'metallb_fleet_overlapping_pools{network="n", instance="x"}', values: 1x60}
  - {series: 'metallb_fleet_overlapping_addresses{network="n", k8s_cluster="prod-a", pool="p", other_k8s_cluster="prod-b", other_pool="q", instance="x"}', values: 1x60}
  alert_rule_test:
  - alertname: MetalLBServicesPending
    eval_time: 20m
    exp_alerts:
    - exp_labels: {k8s_cluster: prod-a, state: pending, severity: warning}
      exp_annotations:
        summary: 1 Service is waiting for an address in cluster prod-a
        description: These Services have had no external address for 15 minutes. Check the Services' events, the available addresses, and MetalLB's controller.
        runbook_url: https://github.com/metallb-pool-exporter/metallb-pool-exporter/blob/main/k8s/alerts/README.md#metallbservicespending
  - alertname: MetalLBPoolsOverlap
    eval_time: 20m
    exp_alerts:
    - exp_labels: {network: n, k8s_cluster: prod-a, pool: p, other_k8s_cluster: prod-b, other_pool: q, severity: warning}
      exp_annotations:
        summary: 1 address shared by pool p of cluster prod-a and pool q of cluster prod-b
        description: Two clusters of network n can assign the same address. If both pools are in one cluster, MetalLB rejects its whole configuration. Remove the shared range from one pool.
        runbook_url: https://github.com/metallb-pool-exporter/metallb-pool-exporter/blob/main/k8s/alerts/README.md#metallbpoolsoverlap
)");
  const auto tested = RunProgram({"promtool", "test", "rules", folder_.path() + "/test.yaml"});
  EXPECT_EQ(tested.status, 0) << tested.output << tested.errors;
  const std::string manifest =
      ReadText(checkout_ + "/k8s/overlays/prometheus-operator/prometheus-rule.yaml");
  EXPECT_THAT(manifest, Not(HasSubstr("$labels.cluster")));
  EXPECT_EQ(Text(At(ReadYaml(manifest).at(0), "spec.groups")),
            Text(At(ReadYaml(ReadText(checkout_ + "/k8s/alerts/rules.yaml")).at(0), "groups")));
}

TEST_F(RenamedLabel, IsUsedByTheInhibitionRules) {
  const Value rules = ReadYaml(ReadText(checkout_ + "/k8s/alerts/inhibition-rules.yaml")).at(0);
  for (const Value& rule : Elements(At(rules, "inhibit_rules"))) {
    EXPECT_EQ(Text(At(rule, "equal")), "[k8s_cluster, pool, family]");
  }
}

}  // namespace
}  // namespace exporter::tests
