// The values of the Helm chart: what they change, and what the chart rejects.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "tests/k8s/chart.h"
#include "tests/k8s/rendered.h"
#include "tests/k8s/yaml_tree.h"
#include "tests/support/helm.h"
#include "tests/support/temporary_folder.h"

namespace exporter::tests {
namespace {

using objects::Value;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const std::string kEverything = kChart + "/ci/everything-values.yaml";
const std::string kBothModes = kChart + "/ci/own-and-other-clusters-values.yaml";

Value ContainerOf(const Arguments& values) {
  const auto objects = RenderChart(values);
  const Value& deployment = objects.at("Deployment/metallb-pool-exporter");
  return Elements(At(deployment, "spec.template.spec.containers")).at(0);
}

TEST_F(Chart, PassesLintWithEachValuesFile) {
  const auto linted = RunProgram({CachedHelm(), "lint", "--strict", kChart});
  EXPECT_EQ(linted.status, 0) << linted.output << linted.errors;
  for (const std::string& file : ValuesFiles()) {
    const auto finished = RunProgram({CachedHelm(), "lint", "--strict", kChart, "-f", file});
    EXPECT_EQ(finished.status, 0) << file << finished.output << finished.errors;
  }
}

TEST_F(Chart, ConfigurationAndPlanAreValidForTheExporter) {
  const auto objects = RenderChart({"-f", kBothModes});
  const Value data = At(objects.at("ConfigMap/metallb-pool-exporter-config"), "data");
  const TemporaryFolder folder;
  const std::string config = folder.Write("config.yaml", Text(*data.Find("config.yaml")));
  const std::string plan = folder.Write("ip-plan.yaml", Text(*data.Find("ip-plan.yaml")));
  const auto checked =
      RunProgram({EXPORTER, "--config.check", "--config.file", config, "--plan", plan});
  EXPECT_EQ(checked.status, 0) << checked.errors;
  EXPECT_THAT(Texts(At(ContainerOf({"-f", kBothModes}), "args")),
              ElementsAre("serve", "--kubeconfig=/etc/metallb-pool-exporter/kubeconfigs",
                          "--config.file=/etc/metallb-pool-exporter/config/config.yaml",
                          "--plan=/etc/metallb-pool-exporter/config/ip-plan.yaml"));
  EXPECT_TRUE(objects.contains("ClusterRole/metallb-pool-exporter"));
  EXPECT_EQ(Text(At(objects.at("Deployment/metallb-pool-exporter"),
                    "spec.template.spec.automountServiceAccountToken")),
            "true");
}

TEST_F(Chart, ASiteServesASeriesForEachAddress) {
  const auto args = [](const std::string& value) {
    return Texts(At(ContainerOf({"--set", "metrics.addressInfo=" + value}), "args"));
  };
  EXPECT_THAT(args("addresses"), ElementsAre("serve", "--in-cluster-name=in-cluster",
                                             "--metrics.address-info=addresses"));
  EXPECT_THAT(args("services"),
              ElementsAre("serve", "--in-cluster-name=in-cluster", "--metrics.address-info"));
  EXPECT_THAT(args(""), ElementsAre("serve", "--in-cluster-name=in-cluster"));
}

TEST_F(Chart, OnlyWatchModeGrantsTheRightToWatch) {
  const auto rules = [](const std::string& set) {
    return Text(At(RenderChart({"--set", set}).at("ClusterRole/metallb-pool-exporter"), "rules"));
  };
  const std::string polling = rules("collector.mode=poll");
  EXPECT_THAT(polling, Not(HasSubstr("watch")));
  const std::string watching = rules("collector.mode=watch");
  EXPECT_EQ(watching, Text(At(Render("remote")["ClusterRole"], "rules")));
  EXPECT_EQ(rules("extraArgs={--collector.mode=watch}"), watching);
  EXPECT_EQ(rules("extraArgs={--collector.mode,watch}"), watching);
  EXPECT_THAT(Texts(At(ContainerOf({"--set", "collector.mode=watch,collector.resync=5m"}), "args")),
              ElementsAre("serve", "--in-cluster-name=in-cluster", "--collector.mode=watch",
                          "--collector.resync=5m"));
}

TEST_F(Chart, ProbesFollowTheWebConfiguration) {
  const Value container = ContainerOf({"--set", "webConfig.existingSecret=web"});
  EXPECT_EQ(Text(At(container, "livenessProbe")),
            "{exec: {command: [/usr/bin/metallb-pool-exporter, health, https://127.0.0.1:10472]}, "
            "periodSeconds: 10, timeoutSeconds: 5}");
  EXPECT_EQ(Text(At(container, "readinessProbe")),
            "{periodSeconds: 5, tcpSocket: {port: http}, timeoutSeconds: 5}");
}

TEST_F(Chart, DisabledAlertsAreNotRendered) {
  const auto rules = [](const Arguments& values) {
    Arguments all = {"--set", "prometheusRule.enabled=true"};
    all.insert(all.end(), values.begin(), values.end());
    return Text(At(RenderChart(all).at("PrometheusRule/metallb-pool-exporter"), "spec"));
  };
  const std::string text =
      rules({"--set", "prometheusRule.disabled={MetalLBSharedASN,MetalLBPoolExporterDown}"});
  EXPECT_THAT(rules({}), HasSubstr("alert: MetalLBSharedASN"));
  EXPECT_THAT(text, Not(HasSubstr("alert: MetalLBSharedASN")));
  EXPECT_THAT(text, Not(HasSubstr("alert: MetalLBPoolExporterDown")));
  EXPECT_THAT(text, HasSubstr("alert: MetalLBPoolExporterTargetDown"));
}

// The name of a Service has at most 63 characters, and no dots.
TEST_F(Chart, NamesAreShortAndFollowTheOverride) {
  const std::string release = "site.a" + std::string(47, 'r');
  const auto rendered = RunProgram({CachedHelm(), "template", release, kChart});
  ASSERT_EQ(rendered.status, 0) << rendered.errors;
  for (const Value& object : ReadYaml(rendered.output)) {
    EXPECT_THAT(Text(At(object, "metadata.name")), testing::MatchesRegex("[a-z][a-z-]{1,62}"));
  }
  for (const auto& [name, object] : RenderChart({"-f", kEverything})) {
    if (name.ends_with("-extra") || name == "ServiceAccount/reader") continue;
    EXPECT_THAT(name, testing::HasSubstr("/exporter"));
    EXPECT_EQ(Text(*At(object, "metadata.labels").Find("cost")), "7") << name;
  }
}

TEST_F(Chart, NameOverrideReplacesTheNameOfTheChart) {
  const auto rendered =
      RunProgram({CachedHelm(), "template", "site", kChart, "--set", "nameOverride=pools"});
  ASSERT_EQ(rendered.status, 0) << rendered.errors;
  const auto objects = ReadYaml(rendered.output);
  ASSERT_FALSE(objects.empty());
  for (const Value& object : objects) {
    EXPECT_EQ(Text(At(object, "metadata.name")), "site-pools");
    EXPECT_EQ(Text(*At(object, "metadata.labels").Find("app.kubernetes.io/name")), "pools");
  }
}

TEST_F(Chart, SelectorsMatchThePodWithAllValues) {
  const auto objects = RenderChart({"-f", kEverything});
  const Value labels = At(objects.at("Deployment/exporter"), "spec.template.metadata.labels");
  EXPECT_TRUE(Selects(At(objects.at("Deployment/exporter"), "spec.selector.matchLabels"), labels));
  EXPECT_TRUE(Selects(At(objects.at("Service/exporter"), "spec.selector"), labels));
  EXPECT_TRUE(
      Selects(At(objects.at("PodDisruptionBudget/exporter"), "spec.selector.matchLabels"), labels));
  EXPECT_TRUE(
      Selects(At(objects.at("NetworkPolicy/exporter"), "spec.podSelector.matchLabels"), labels));
  const Value monitor = objects.at("ServiceMonitor/exporter");
  EXPECT_TRUE(Selects(At(monitor, "spec.selector.matchLabels"),
                      At(objects.at("Service/exporter"), "metadata.labels")));
  EXPECT_EQ(Text(At(monitor, "spec.namespaceSelector")), "{matchNames: [monitoring]}");
  EXPECT_EQ(Text(At(Elements(At(monitor, "spec.endpoints")).at(0), "honorLabels")), "true");
}

// The exporter's Service, policy and budget must not select the Pod of the scan.
TEST_F(Chart, ScanHasALabelOfItsOwn) {
  const auto objects = RenderChart({"-f", kEverything});
  const Value scan = objects.at("Deployment/exporter-scan");
  const Value labels = At(scan, "spec.template.metadata.labels");
  EXPECT_TRUE(Selects(At(scan, "spec.selector.matchLabels"), labels));
  EXPECT_TRUE(Selects(At(objects.at("Service/exporter-scan"), "spec.selector"), labels));
  EXPECT_FALSE(Selects(At(objects.at("Service/exporter"), "spec.selector"), labels));
  EXPECT_FALSE(
      Selects(At(objects.at("NetworkPolicy/exporter"), "spec.podSelector.matchLabels"), labels));
  const Value monitor = objects.at("ServiceMonitor/exporter-scan");
  EXPECT_TRUE(Selects(At(monitor, "spec.selector.matchLabels"),
                      At(objects.at("Service/exporter-scan"), "metadata.labels")));
  EXPECT_EQ(Text(At(monitor, "spec.namespaceSelector")), "{matchNames: [scan]}");
  const Value container = Elements(At(scan, "spec.template.spec.containers")).at(0);
  EXPECT_THAT(Texts(At(container, "args")),
              ElementsAre("serve", "--scan.interface=eth0", "--scan.interface=eth1=rack-1",
                          "--scan.interval=1m30s", "--scan.rate=50",
                          "--scan.fleet-url=http://scan:$(PASSWORD)@exporter.monitoring.svc",
                          "--web.listen-address=[$(HOST_IP)]:10474", "--log.level=debug"));
}

// A parent chart adds `global`, and uses `enabled` as a condition.
TEST_F(Chart, CanBeADependency) {
  const TemporaryFolder parent;
  parent.Write("Chart.yaml",
               "apiVersion: v2\nname: parent\nversion: 1.0.0\ndependencies:\n"
               "- {name: metallb-pool-exporter, version: '*', repository: 'file://" +
                   kChart + "', condition: metallb-pool-exporter.enabled}\n");
  parent.Write("values.yaml", "global: {site: a}\nmetallb-pool-exporter: {enabled: true}\n");
  const auto built =
      RunProgram({CachedHelm(), "dependency", "build", parent.path()}, {{"HOME", parent.path()}});
  ASSERT_EQ(built.status, 0) << built.errors;
  const auto rendered = RunProgram({CachedHelm(), "template", "site", parent.path()});
  EXPECT_EQ(rendered.status, 0) << rendered.errors;
  EXPECT_THAT(rendered.output, HasSubstr("name: site-metallb-pool-exporter"));
}

// An alias changes the labels of all objects. An alert selects targets by the label `job`.
TEST_F(Chart, JobOfTheAlertIsTheSameUnderAnAlias) {
  const TemporaryFolder parent;
  parent.Write("Chart.yaml",
               "apiVersion: v2\nname: parent\nversion: 1.0.0\ndependencies:\n"
               "- {name: metallb-pool-exporter, version: '*', alias: pools, repository: 'file://" +
                   kChart + "'}\n");
  parent.Write("values.yaml",
               "pools: {serviceMonitor: {enabled: true, relabelings: [{targetLabel: a}]}}\n");
  const auto built =
      RunProgram({CachedHelm(), "dependency", "build", parent.path()}, {{"HOME", parent.path()}});
  ASSERT_EQ(built.status, 0) << built.errors;
  const auto rendered = RunProgram({CachedHelm(), "template", "site", parent.path()});
  ASSERT_EQ(rendered.status, 0) << rendered.errors;
  std::map<std::string, Value> objects;
  for (const Value& object : ReadYaml(rendered.output)) {
    objects.emplace(Text(At(object, "kind")), object);
  }
  const Value endpoint = Elements(At(objects["ServiceMonitor"], "spec.endpoints")).at(0);
  const auto relabelings = Texts(At(endpoint, "relabelings"));
  EXPECT_THAT(relabelings, ElementsAre("{replacement: metallb-pool-exporter, targetLabel: job}",
                                       "{targetLabel: a}"));
  EXPECT_THAT(ReadText(kChart + "/files/rules.yaml"),
              HasSubstr("up{job=\"metallb-pool-exporter\"}"));
  const Value labels = At(objects["Service"], "metadata.labels");
  EXPECT_EQ(Text(*labels.Find("app.kubernetes.io/name")), "pools");
  EXPECT_TRUE(Selects(At(objects["ServiceMonitor"], "spec.selector.matchLabels"), labels));
}

struct InvalidValues {
  const char* set;
  const char* message;
};

// gtest prints the parameter of a failed test.
void PrintTo(const InvalidValues& values, std::ostream* out) { *out << values.set; }

class RejectedValues : public Chart, public testing::WithParamInterface<InvalidValues> {};

TEST_P(RejectedValues, HaveAMessageThatNamesThem) {
  const auto rendered = Template({"--set", GetParam().set});
  EXPECT_NE(rendered.status, 0);
  EXPECT_THAT(rendered.errors, HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Each, RejectedValues,
    testing::Values(
        InvalidValues{"kubeconfig.existingSecret=a",
                      "at '': additional properties 'kubeconfig' not allowed"},
        InvalidValues{"kubeconfigs.inline=a",
                      "at '/kubeconfigs': additional properties 'inline' not allowed"},
        InvalidValues{"kubeconfigs.existingSecret=A_b", "at '/kubeconfigs/existingSecret': 'A_b'"},
        InvalidValues{"config.clusters[0].netwrok=a",
                      "at '/config/clusters/0': additional properties 'netwrok' not allowed"},
        InvalidValues{"config.network=a",
                      "at '/config': additional properties 'network' not allowed"},
        InvalidValues{"serviceMonitor.honorLabels=false",
                      "at '/serviceMonitor': additional properties 'honorLabels' not allowed"},
        InvalidValues{"serviceMonitor.interval=30",
                      "at '/serviceMonitor/interval': got number, want string"},
        InvalidValues{"image.tag=20261129", "at '/image/tag': got number, want string"},
        InvalidValues{"image.digest=latest", "at '/image/digest': 'latest' does not match"},
        InvalidValues{"fullnameOverride=a.b", "at '/fullnameOverride': 'a.b' does not match"},
        InvalidValues{"strategy.type=7", "at '/strategy/type': value must be one of"},
        InvalidValues{"strategy.rollingUpdate.surge=1",
                      "at '/strategy/rollingUpdate': additional properties 'surge' not allowed"},
        InvalidValues{"nameOverride=A", "at '/nameOverride': 'A' does not match"},
        InvalidValues{"webConfig.scheme=ftp", "at '/webConfig/scheme': value must be one of"},
        InvalidValues{"commonLabels.a=1", "at '/commonLabels/a': got number, want string"},
        InvalidValues{"replicas=two", "at '/replicas': got string, want integer"},
        InvalidValues{"networkPolicy.apiServerPorts[0]=65536",
                      "at '/networkPolicy/apiServerPorts/0': maximum"},
        InvalidValues{"inCluster.enabled=false", "no cluster to read: set inCluster.enabled"},
        InvalidValues{"inCluster.enabled=true,kubeconfigs.existingSecret=a",
                      "inCluster.enabled and kubeconfigs.existingSecret are both set"},
        InvalidValues{"inCluster.enabled=false,kubeconfigs.existingSecret=a,config.clusters[0].in_"
                      "cluster=true",
                      "config.clusters has in_cluster: true, and inCluster.enabled is false"},
        InvalidValues{"config.clusters[0].context=a",
                      "config.clusters[0]: the context \"a\" needs a kubeconfig: set "
                      "kubeconfigs.existingSecret"},
        InvalidValues{"kubeconfigs.existingSecret=a,config.clusters[0].name=a",
                      "config.clusters[0]: set context to a context of its kubeconfig, or "
                      "in_cluster to true"},
        InvalidValues{"config.clusters[0].in_cluster=true,config.clusters[0].context=a",
                      "config.clusters[0]: in_cluster and context are both set"},
        InvalidValues{"config.clusters[0].in_cluster=true",
                      "config.clusters[0]: set name to the name of the cluster"},
        InvalidValues{"kubeconfigs.existingSecret=a,config.clusters[0].context=a,"
                      "config.clusters[1].context=b,config.clusters[1].name=a",
                      "config.clusters[1]: two clusters have the name \"a\""},
        InvalidValues{"fleets.existingSecret=a",
                      "fleets.existingSecret is set, and config.fleets is empty"},
        InvalidValues{"fleets.existingSecret=a,extraArgs={--fleet.from=http://e:1}",
                      "fleets.existingSecret is set, and config.fleets is empty"},
        InvalidValues{"config.fleets[0].url=https://e,config.fleets[0].ca_file=/etc/metallb-pool-"
                      "exporter/fleets/ca.crt",
                      "config.fleets[0]: ca_file /etc/metallb-pool-exporter/fleets/ca.crt is a "
                      "file of a Secret: set fleets.existingSecret"},
        InvalidValues{"config.fleets[0].url=http://w,config.fleets[1].url=https://e,"
                      "config.fleets[1].username=parent",
                      "config.fleets[1]: username is set without password_file"},
        InvalidValues{"config.fleets[0].url=https://e,config.fleets[0].password_file=p",
                      "config.fleets[0]: password_file is set without username"},
        InvalidValues{"config.fleets[0].url=http://e,config.fleets[0].username=parent,"
                      "config.fleets[0].password_file=p",
                      "config.fleets[0]: url must begin with https://, because password_file"},
        InvalidValues{"serviceMonitor.enabled=true,serviceMonitor.interval=1m,"
                      "serviceMonitor.scrapeTimeout=1m30s",
                      "serviceMonitor.scrapeTimeout 1m30s is longer than serviceMonitor.interval "
                      "1m"},
        InvalidValues{"metrics.addressInfo=true",
                      "at '/metrics/addressInfo': value must be one of"},
        InvalidValues{"collector.mode=push", "at '/collector/mode': value must be one of"},
        InvalidValues{"collector.resync=15", "at '/collector/resync': got number, want string"},
        InvalidValues{"collector.mode=watch,extraArgs={--collector.mode=watch}",
                      "collector.mode and --collector.mode in extraArgs are both set"},
        InvalidValues{"collector.resync=5m,extraArgs={--collector.resync=6m}",
                      "collector.resync and --collector.resync in extraArgs are both set"},
        InvalidValues{
            "collector.mode=watch,collector.resync=1m,extraArgs={--collector.interval=2m}",
            "collector.resync 1m is shorter than --collector.interval 2m"},
        InvalidValues{"scan.interface=eth0",
                      "at '/scan': additional properties 'interface' not allowed"},
        InvalidValues{"scan.interval=5", "at '/scan/interval': got number, want string"},
        InvalidValues{"scan.rate=0", "at '/scan/rate': minimum"},
        InvalidValues{"scan.fleetUrl=exporter:10472", "at '/scan/fleetUrl': 'exporter:10472'"},
        InvalidValues{"scan.enabled=true,webConfig.existingSecret=web",
                      "scan.fleetUrl is empty, and webConfig is used: set scan.fleetUrl"},
        InvalidValues{"prometheusRule.enabled=true,prometheusRule.disabled={MetalLBTypo}",
                      "prometheusRule.disabled: no alert has the name \"MetalLBTypo\""}));

}  // namespace
}  // namespace exporter::tests
