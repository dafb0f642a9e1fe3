// The overlays, rendered by the real kubectl.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <string>
#include <vector>

#include "tests/k8s/rendered.h"
#include "tests/k8s/yaml_tree.h"

namespace exporter::tests {
namespace {

using objects::Value;
using testing::ElementsAre;
using testing::HasSubstr;

Value PodOf(Rendered& objects) { return At(objects["Deployment"], "spec.template.spec"); }

Value ContainerOf(Rendered& objects) { return Elements(At(PodOf(objects), "containers")).at(0); }

TEST(SingleCluster, UsesItsOwnServiceAccount) {
  auto objects = Render("overlays/single-cluster");
  EXPECT_EQ(Text(At(PodOf(objects), "automountServiceAccountToken")), "true");
  EXPECT_TRUE(objects.contains("ClusterRoleBinding"));
  EXPECT_THAT(Texts(At(ContainerOf(objects), "args")),
              ElementsAre("serve", "--in-cluster-name=in-cluster"));
}

TEST(ManyClusters, ReadsASecretOfKubeconfigs) {
  auto objects = Render("overlays/many-clusters");
  EXPECT_EQ(Text(At(PodOf(objects), "automountServiceAccountToken")), "false");
  EXPECT_FALSE(objects.contains("ClusterRole")) << "it needs no rights in its own cluster";
  const Value volume = At(Named(At(PodOf(objects), "volumes"), "kubeconfigs"), "secret");
  EXPECT_EQ(Text(volume),
            "{defaultMode: 292, optional: false, secretName: metallb-pool-exporter-kubeconfigs}")
      << "0444, for any user";
  const Value container = ContainerOf(objects);
  const Value mount = Named(At(container, "volumeMounts"), "kubeconfigs");
  EXPECT_THAT(Texts(At(container, "args")),
              ElementsAre("serve", "--kubeconfig=" + Text(At(mount, "mountPath"))));
}

TEST(Parent, ReadsAConfigMapAndHasNoRights) {
  auto objects = Render("overlays/parent");
  EXPECT_EQ(Text(At(PodOf(objects), "automountServiceAccountToken")), "false");
  EXPECT_FALSE(objects.contains("ClusterRole"));
  const Value volumes = At(PodOf(objects), "volumes");
  EXPECT_EQ(Text(At(Named(volumes, "config"), "configMap")),
            "{name: metallb-pool-exporter-config, optional: false}");
  EXPECT_EQ(Text(At(Named(volumes, "fleets"), "secret")),
            "{defaultMode: 292, optional: true, secretName: metallb-pool-exporter-fleets}");
  const Value container = ContainerOf(objects);
  const Value mount = Named(At(container, "volumeMounts"), "config");
  EXPECT_THAT(
      Texts(At(container, "args")),
      ElementsAre("serve", "--config.file=" + Text(At(mount, "mountPath")) + "/config.yaml"));
  EXPECT_EQ(Text(At(Named(At(container, "volumeMounts"), "fleets"), "mountPath")),
            "/etc/metallb-pool-exporter/fleets");
}

TEST(Overlays, UseOnlyDocumentedFlags) {
  const std::string readme = ReadText(std::string(PROJECT) + "/exporter/README.md");
  for (const char* folder :
       {"overlays/single-cluster", "overlays/many-clusters", "overlays/parent", "overlays/scan"}) {
    auto objects = Render(folder);
    for (const std::string& argument : Texts(At(ContainerOf(objects), "args"))) {
      if (!argument.starts_with("--")) continue;
      EXPECT_THAT(readme, HasSubstr("| `" + argument.substr(0, argument.find('=')) + " "));
    }
  }
}

TEST(PrometheusOperator, HonorsLabelsAndHasTheReleaseLabel) {
  auto objects = Render("overlays/prometheus-operator");
  const Value endpoints = At(objects["ServiceMonitor"], "spec.endpoints");
  EXPECT_EQ(Text(endpoints),
            "[{honorLabels: true, interval: 30s, path: /metrics, port: http, "
            "relabelings: [{replacement: metallb-pool-exporter, targetLabel: job}]}]");
  for (const char* kind : {"ServiceMonitor", "PrometheusRule"}) {
    EXPECT_THAT(Text(At(objects[kind], "metadata.labels")), HasSubstr("release: ")) << kind;
  }
}

TEST(PrometheusOperator, SelectsTheServiceAndSetsTheJobOfTheAlert) {
  const Value monitor = Render("overlays/prometheus-operator")["ServiceMonitor"];
  const Value service = Render("base")["Service"];
  const Value labels = At(service, "metadata.labels");
  EXPECT_TRUE(Selects(At(monitor, "spec.selector.matchLabels"), labels));
  EXPECT_EQ(Text(At(monitor, "metadata.namespace")), Text(At(service, "metadata.namespace")));
  EXPECT_FALSE(Named(At(service, "spec.ports"), "http").IsNull());
  EXPECT_THAT(ReadText(std::string(PROJECT) + "/k8s/alerts/rules.yaml"),
              HasSubstr("up{job=\"metallb-pool-exporter\"}"));
}

std::string PodSecurityOf(Rendered& objects) {
  return Text(
      *At(objects["Namespace"], "metadata.labels").Find("pod-security.kubernetes.io/enforce"));
}

// The namespace of the exporter stays restricted.
TEST(Scan, HasOneCapabilityAndANamespaceOfItsOwn) {
  auto objects = Render("overlays/scan");
  EXPECT_EQ(PodSecurityOf(objects), "privileged");
  const Value pod = PodOf(objects);
  EXPECT_EQ(Text(At(ContainerOf(objects), "securityContext")),
            "{allowPrivilegeEscalation: false, capabilities: {add: [NET_RAW], drop: [ALL]}, "
            "readOnlyRootFilesystem: true, runAsUser: 0}");
  EXPECT_EQ(Text(At(pod, "securityContext")), "{seccompProfile: {type: RuntimeDefault}}");
  EXPECT_EQ(Text(At(pod, "hostNetwork")), "true");
  EXPECT_EQ(Text(At(pod, "automountServiceAccountToken")), "false");
  for (const char* absent : {"hostPID", "hostIPC", "volumes", "serviceAccountName"}) {
    EXPECT_TRUE(At(pod, absent).IsNull()) << absent;
  }
}

TEST(Scan, ReadsTheFleetFromTheServiceOfTheExporter) {
  auto objects = Render("overlays/scan");
  const Value service = Render("base")["Service"];
  const std::string host =
      Text(At(service, "metadata.name")) + '.' + Text(At(service, "metadata.namespace"));
  const std::string port = Text(At(Elements(At(service, "spec.ports")).at(0), "port"));
  EXPECT_THAT(Texts(At(ContainerOf(objects), "args")),
              ElementsAre("serve", "--scan.interface=eth0", "--scan.interval=5m", "--scan.rate=10",
                          "--scan.fleet-url=http://" + host + ".svc:" + port,
                          "--web.listen-address=$(HOST_IP):10473"));
  // On the network of the node, the name of a Service is known only with this policy.
  EXPECT_EQ(Text(At(PodOf(objects), "dnsPolicy")), "ClusterFirstWithHostNet");
}

// On the network of the node, the port of the container is a port of the node.
TEST(Scan, UsesOnePortOfTheNode) {
  auto objects = Render("overlays/scan");
  const Value ports = At(ContainerOf(objects), "ports");
  EXPECT_EQ(Text(ports), "[{containerPort: 10473, hostPort: 10473, name: http, protocol: TCP}]");
  EXPECT_EQ(Text(At(objects["Deployment"], "spec.strategy.rollingUpdate")),
            "{maxSurge: 0, maxUnavailable: 1}");
  EXPECT_EQ(Text(At(objects["Service"], "spec.clusterIP")), "None");
  const Value labels = At(objects["Deployment"], "spec.template.metadata.labels");
  EXPECT_TRUE(Selects(At(objects["Deployment"], "spec.selector.matchLabels"), labels));
  EXPECT_TRUE(Selects(At(objects["Service"], "spec.selector"), labels));
  EXPECT_FALSE(Selects(At(Render("base")["Service"], "spec.selector"), labels));
}

// The alerts about the exporter's own health do not count the scan.
TEST(Scan, HasAJobOfItsOwn) {
  const Value monitor = Render("overlays/scan-prometheus-operator")["ServiceMonitor"];
  auto objects = Render("overlays/scan");
  EXPECT_TRUE(
      Selects(At(monitor, "spec.selector.matchLabels"), At(objects["Service"], "metadata.labels")));
  EXPECT_EQ(Text(At(monitor, "spec.endpoints")),
            "[{honorLabels: true, interval: 30s, path: /metrics, port: http, "
            "relabelings: [{replacement: metallb-pool-exporter-scan, targetLabel: job}]}]");
  EXPECT_THAT(ReadText(std::string(PROJECT) + "/k8s/alerts/rules.yaml"),
              HasSubstr("up{job=\"metallb-pool-exporter-scan\"}"));
}

TEST(NetworkPolicy, AdmitsScrapesDnsAndApiServers) {
  const Value policy = Render("overlays/network-policy")["NetworkPolicy"];
  EXPECT_TRUE(Selects(At(policy, "spec.podSelector.matchLabels"),
                      At(Render("base")["Deployment"], "spec.template.metadata.labels")));
  EXPECT_EQ(Text(At(policy, "spec.policyTypes")), "[Ingress, Egress]");
  EXPECT_EQ(Text(At(policy, "spec.ingress")), "[{ports: [{port: 10472, protocol: TCP}]}]");
  EXPECT_EQ(Text(At(policy, "spec.egress")),
            "[{ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}, "
            "{port: 5353, protocol: UDP}, {port: 5353, protocol: TCP}]}, "
            "{ports: [{port: 443, protocol: TCP}, {port: 6443, protocol: TCP}]}]");
}

}  // namespace
}  // namespace exporter::tests
