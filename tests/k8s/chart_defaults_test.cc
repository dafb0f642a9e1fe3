// The Helm chart: defaults that are kept if a value is null, or is only partly set.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "tests/k8s/chart.h"
#include "tests/k8s/rendered.h"
#include "tests/k8s/yaml_tree.h"
#include "tests/support/helm.h"
#include "tests/support/temporary_folder.h"

namespace exporter::tests {
namespace {

using objects::Value;
using testing::HasSubstr;
using testing::Not;

const std::string kEnableAll =
    "serviceMonitor.enabled=true,prometheusRule.enabled=true,dashboard.enabled=true,"
    "networkPolicy.enabled=true";

Value Deployment(const Arguments& values) {
  return RenderChart(values).at("Deployment/metallb-pool-exporter");
}

Value Probe(const std::string& name, const std::string& set) {
  const Value deployment = Deployment({"--set", set});
  return At(Elements(At(deployment, "spec.template.spec.containers")).at(0), name);
}

Value::Object DefaultValues() {
  return std::get<Value::Object>(ReadYaml(ReadText(kChart + "/values.yaml")).at(0).data);
}

// `helm template` does not print the notes, so a copy of the chart has them in a manifest.
std::string Notes(const std::string& set) {
  const TemporaryFolder folder;
  const std::string chart = folder.path() + "/chart";
  std::filesystem::copy(kChart, chart, std::filesystem::copy_options::recursive);
  std::filesystem::rename(chart + "/templates/NOTES.txt", chart + "/notes");
  folder.Write("chart/templates/notes.yaml",
               R"({"kind": "Notes", "text": {{ tpl (.Files.Get "notes") . | quote }}})");
  const auto rendered = RunProgram({CachedHelm(), "template", "pools", chart, "--namespace", "lan",
                                    "--show-only", "templates/notes.yaml", "--set", set});
  if (rendered.status != 0) return rendered.errors;
  return Text(At(ReadYaml(rendered.output).at(0), "text"));
}

// Helm deletes the default of a value that is null.
TEST_F(Chart, EmptySectionsHaveTheirDefaults) {
  const TemporaryFolder folder;
  std::string empty;
  for (const Value::Field& field : DefaultValues()) empty += field.name + ":\n";
  const std::string file = folder.Write("values.yaml", empty);
  const auto objects = RenderChart({"-f", file});
  for (const auto& [name, object] : RenderChart({})) {
    if (name.starts_with("Deployment/")) continue;
    EXPECT_EQ(Text(objects.at(name)), Text(object));
  }
  const Value container =
      Elements(At(Deployment({"-f", file}), "spec.template.spec.containers")).at(0);
  const Value expected = Elements(At(Deployment({}), "spec.template.spec.containers")).at(0);
  for (const char* name : {"image", "args", "livenessProbe", "readinessProbe"}) {
    EXPECT_EQ(Text(At(container, name)), Text(At(expected, name)));
  }
}

TEST_F(Chart, NullKeysOfSectionsHaveTheirDefaults) {
  const TemporaryFolder folder;
  std::string nulls;
  for (const Value::Field& section : DefaultValues()) {
    const auto* const keys = std::get_if<Value::Object>(&section.value.data);
    if (keys == nullptr || keys->empty()) continue;
    nulls += section.name + ":\n";
    for (const Value::Field& key : *keys) nulls += "  " + key.name + ":\n";
  }
  const std::string file = folder.Write("values.yaml", nulls);
  const auto objects = RenderChart({"-f", file, "--set", kEnableAll});
  for (const auto& [name, object] : RenderChart({"--set", kEnableAll})) {
    if (name.starts_with("Deployment/")) continue;
    EXPECT_EQ(Text(objects.at(name)), Text(object));
  }
}

TEST_F(Chart, OnlyRollingUpdatesHaveTheirFields) {
  EXPECT_EQ(Text(At(Deployment({"--set", "strategy.type=Recreate"}), "spec.strategy")),
            "{type: Recreate}");
  EXPECT_EQ(Text(At(Deployment({"--set", "strategy.type=null"}), "spec.strategy")),
            "{rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}");
}

TEST_F(Chart, ProbesKeepTheirDefaultsIfOneFieldIsSet) {
  EXPECT_EQ(Text(Probe("livenessProbe", "livenessProbe.periodSeconds=30")),
            "{httpGet: {path: /-/healthy, port: http}, periodSeconds: 30, timeoutSeconds: 5}");
  EXPECT_EQ(
      Text(Probe("readinessProbe", "readinessProbe.periodSeconds=9,webConfig.existingSecret=web")),
      "{periodSeconds: 9, tcpSocket: {port: http}, timeoutSeconds: 5}");
}

// The API server rejects a probe with two handlers.
TEST_F(Chart, ProbesHaveOnlyTheHandlerThatIsSet) {
  EXPECT_EQ(Text(Probe("livenessProbe", "livenessProbe.tcpSocket.port=http")),
            "{periodSeconds: 10, tcpSocket: {port: http}, timeoutSeconds: 5}");
  EXPECT_EQ(Text(Probe("livenessProbe", "livenessProbe.httpGet.path=/x")),
            "{httpGet: {path: /x, port: http}, periodSeconds: 10, timeoutSeconds: 5}");
}

TEST_F(Chart, ScrapesFollowThePathOfTheMetrics) {
  const auto path = [](const std::string& set) {
    const auto objects = RenderChart({"--set", "serviceMonitor.enabled=true", "--set", set});
    const Value& monitor = objects.at("ServiceMonitor/metallb-pool-exporter");
    return Text(At(Elements(At(monitor, "spec.endpoints")).at(0), "path"));
  };
  EXPECT_EQ(path("extraArgs={--web.telemetry-path=/m,--collector.interval=1m}"), "/m");
  EXPECT_EQ(path("extraArgs={--web.telemetry-path,/m,--collector.interval,1m}"), "/m");
  EXPECT_EQ(path("extraArgs={--collector.interval=1m}"), "/metrics");
}

TEST_F(Chart, ScrapeTimeoutCanBeAsLongAsTheInterval) {
  const auto objects = RenderChart(
      {"--set",
       "serviceMonitor.enabled=true,serviceMonitor.interval=1m,serviceMonitor.scrapeTimeout=60s"});
  EXPECT_TRUE(objects.contains("ServiceMonitor/metallb-pool-exporter"));
}

TEST_F(Chart, OwnKubeconfigsNeedNoSecret) {
  for (const char* set :
       {"extraArgs={--kubeconfig=/k},config.clusters[0].context=a",
        "extraArgs={--kubeconfig,/k},config.clusters[0].context=a",
        "extraEnv[0].name=KUBECONFIG,extraEnv[0].value=/k,config.clusters[0].context=a",
        "config.clusters[0].context=a,config.clusters[0].kubeconfig=/k"}) {
    EXPECT_EQ(Template({"--set", set}).status, 0) << set;
  }
}

TEST_F(Chart, NotesHaveTheSchemeAndKeepTheValues) {
  const std::string plain = Notes("inCluster.name=a");
  EXPECT_THAT(plain, HasSubstr("at http://localhost:10472/"));
  EXPECT_THAT(plain, HasSubstr("http://pools-metallb-pool-exporter.lan.svc:10472/metrics"));
  EXPECT_THAT(plain, HasSubstr("helm upgrade pools CHART --namespace lan "
                               "--reset-then-reuse-values --set serviceMonitor.enabled=true"));
  EXPECT_THAT(plain, HasSubstr(",commonLabels.release=kube-prometheus-stack"));
  EXPECT_THAT(plain, HasSubstr("CHART is the folder or the archive of this chart."));
  const std::string secure =
      Notes("webConfig.existingSecret=web,commonLabels.release=own,service.port=80");
  EXPECT_THAT(secure, HasSubstr("at https://localhost:10472/"));
  EXPECT_THAT(secure, HasSubstr("https://pools-metallb-pool-exporter.lan.svc:80/metrics"));
  EXPECT_THAT(secure, HasSubstr(",commonLabels.release=own\n"));
  EXPECT_THAT(Notes("webConfig.existingSecret=web,webConfig.scheme=http"),
              HasSubstr("at http://localhost:10472/"));
  EXPECT_THAT(Notes("serviceMonitor.enabled=true"), Not(HasSubstr("helm upgrade")));
}

}  // namespace
}  // namespace exporter::tests
