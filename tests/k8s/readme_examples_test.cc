// What the README tells people to write and to run for an installation of their own, done as it
// says.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <regex>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/k8s/rendered.h"
#include "tests/k8s/yaml_tree.h"
#include "tests/support/process.h"
#include "tests/support/temporary_folder.h"

namespace exporter::tests {
namespace {

using nlohmann::json;
using objects::Value;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kNamespaced[] = {"ServiceAccount", "Service", "Deployment"};

class ReadmeExamples : public testing::Test {
 protected:
  // The checkout beside which a kustomization of one's own lies.
  ReadmeExamples() {
    for (const char* part : {"k8s", "grafana"}) {
      std::filesystem::create_directories(checkout_);
      std::filesystem::copy(std::string(PROJECT) + "/" + part, checkout_ + "/" + part,
                            std::filesystem::copy_options::recursive);
    }
  }

  // The block of YAML that has the text in it.
  std::string Block(const std::string& text) const {
    static const std::string kOpening = "```yaml\n";
    for (auto at = readme_.find(kOpening); at != std::string::npos;
         at = readme_.find(kOpening, at)) {
      at += kOpening.size();
      std::string block = readme_.substr(at, readme_.find("```", at) - at);
      if (block.find(text) != std::string::npos) return block;
    }
    throw std::runtime_error("README.md has no YAML with " + text);
  }

  Rendered RenderOwn() const { return RenderFolder(folder_.path()); }

  const std::string readme_ = ReadText(std::string(PROJECT) + "/k8s/README.md") +
                              ReadText(std::string(PROJECT) + "/k8s/alerts/README.md");
  const TemporaryFolder folder_;
  const std::string checkout_ = folder_.path() + "/metallb-pool-exporter";
};

TEST_F(ReadmeExamples, AnotherNamespaceKeepsItsOwnLabels) {
  folder_.Write("kustomization.yaml", Block("namespace: monitoring"));
  folder_.Write("no-namespace.yaml", Block("# no-namespace.yaml"));
  auto objects = RenderOwn();
  EXPECT_FALSE(objects.contains("Namespace"));
  for (const char* kind : kNamespaced) {
    EXPECT_EQ(Text(At(objects[kind], "metadata.namespace")), "monitoring") << kind;
  }
}

TEST_F(ReadmeExamples, ALockedPortIsProbedWithoutCredentials) {
  folder_.Write("kustomization.yaml",
                "bases: [metallb-pool-exporter/k8s/overlays/many-clusters]\n"
                "patchesStrategicMerge: [web-config.yaml]\n");
  folder_.Write("web-config.yaml", Block("# web-config.yaml"));
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
  EXPECT_EQ(Elements(At(pod, "volumes")).size(), 3U) << "those of the overlay stay";
  const std::string folder = Text(At(Named(At(container, "volumeMounts"), "web"), "mountPath"));
  EXPECT_THAT(Texts(At(container, "args")),
              testing::ElementsAre("serve", "--kubeconfig=/etc/metallb-pool-exporter/kubeconfigs",
                                   "--web.config.file=" + folder + "/web.yaml"));
}

class RenamedLabel : public ReadmeExamples {
 protected:
  // Runs every `sed` of the README in the checkout.
  RenamedLabel() {
    static const std::regex kCommand("\n\\$ (sed -i [^\n]+)");
    const std::sregex_iterator first(readme_.begin(), readme_.end(), kCommand);
    for (auto command = first; command != std::sregex_iterator(); ++command) {
      const auto finished =
          RunProgram({"sh", "-c", "cd \"$1\" && " + command->str(1), "sh", checkout_});
      EXPECT_EQ(finished.status, 0) << finished.errors;
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

TEST_F(RenamedLabel, IsTheOneThatTheDashboardAsksFor) {
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
  EXPECT_TRUE(json::accept(after));
}

// One of each, for the texts must be right for one too.
TEST_F(RenamedLabel, StandsInTheTextsOfTheAlerts) {
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

TEST_F(RenamedLabel, IsTheOneThatInhibitionCompares) {
  const Value rules = ReadYaml(ReadText(checkout_ + "/k8s/alerts/inhibition-rules.yaml")).at(0);
  for (const Value& rule : Elements(At(rules, "inhibit_rules"))) {
    EXPECT_EQ(Text(At(rule, "equal")), "[k8s_cluster, pool, family]");
  }
}

}  // namespace
}  // namespace exporter::tests
