// The Helm chart creates the same objects as the manifests.

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/k8s/chart.h"
#include "tests/k8s/rendered.h"
#include "tests/k8s/yaml_tree.h"

namespace exporter::tests {
namespace {

using objects::Value;

// Labels that only Helm sets.
bool IsLabelOfHelm(const std::string& name) {
  return name == "helm.sh/chart" || name == "app.kubernetes.io/instance" ||
         name == "app.kubernetes.io/managed-by" || name == "app.kubernetes.io/version";
}

Value WithoutLabelsOfHelm(Value value) {
  if (auto* const list = std::get_if<Value::List>(&value.data)) {
    for (Value& element : *list) element = WithoutLabelsOfHelm(element);
  } else if (auto* const object = std::get_if<Value::Object>(&value.data)) {
    std::erase_if(*object, [](const Value::Field& field) { return IsLabelOfHelm(field.name); });
    for (Value::Field& field : *object) field.value = WithoutLabelsOfHelm(field.value);
  }
  return value;
}

Value* Find(Value& value, const std::string& name) { return const_cast<Value*>(value.Find(name)); }

// Removes elements of the list `name`. Removes the list if it is empty then.
template <typename Predicate>
void RemoveElements(Value& parent, const std::string& name, Predicate predicate) {
  Value* const found = Find(parent, name);
  if (found == nullptr) return;
  auto& list = std::get<Value::List>(found->data);
  std::erase_if(list, predicate);
  if (!list.empty()) return;
  std::erase_if(std::get<Value::Object>(parent.data),
                [&](const Value::Field& field) { return field.name == name; });
}

// The manifests mount optional objects that a patch can use. The chart mounts only what is used.
Value WithoutOptionalVolumes(Value deployment) {
  Value& pod = *Find(*Find(*Find(deployment, "spec"), "template"), "spec");
  std::vector<std::string> removed;
  RemoveElements(pod, "volumes", [&](const Value& volume) {
    const bool is_optional = Text(At(volume, "configMap.optional")) == "true" ||
                             Text(At(volume, "secret.optional")) == "true";
    if (is_optional) removed.push_back(Text(At(volume, "name")));
    return is_optional;
  });
  Value& container = std::get<Value::List>(Find(pod, "containers")->data).at(0);
  RemoveElements(container, "volumeMounts", [&](const Value& mount) {
    return std::find(removed.begin(), removed.end(), Text(At(mount, "name"))) != removed.end();
  });
  return deployment;
}

class ChartEquality : public Chart {
 protected:
  // Expects that the chart renders each object of the kustomizations, and no other object of these
  // kinds.
  static void ExpectObjectsOf(const std::vector<std::string>& folders, const Arguments& values) {
    auto chart = RenderChart(values);
    for (const std::string& folder : folders) {
      for (const auto& [kind, object] : Render(folder)) {
        if (kind == "Namespace") continue;  // helm install --create-namespace
        const auto rendered = chart.extract(kind + "/" + Text(At(object, "metadata.name")));
        ASSERT_FALSE(rendered.empty()) << kind;
        EXPECT_EQ(Text(WithoutLabelsOfHelm(rendered.mapped())),
                  Text(kind == "Deployment" ? WithoutOptionalVolumes(object) : object));
      }
    }
    for (const auto& [name, object] : chart) ADD_FAILURE() << name << " is only in the chart";
  }
};

TEST_F(ChartEquality, InClusterEqualsSingleCluster) {
  ExpectObjectsOf({"overlays/single-cluster", "overlays/network-policy"},
                  {"--set", "networkPolicy.enabled=true"});
}

TEST_F(ChartEquality, KubeconfigsEqualManyClustersWithThePrometheusOperator) {
  ExpectObjectsOf({"overlays/many-clusters", "overlays/prometheus-operator"},
                  {"--set", "kubeconfigs.existingSecret=metallb-pool-exporter-kubeconfigs", "--set",
                   "serviceMonitor.enabled=true,prometheusRule.enabled=true", "--set",
                   "serviceMonitor.additionalLabels.release=kube-prometheus-stack", "--set",
                   "prometheusRule.additionalLabels.release=kube-prometheus-stack"});
}

TEST_F(ChartEquality, ScanEqualsItsOverlays) {
  ExpectObjectsOf({"overlays/single-cluster", "overlays/scan", "overlays/scan-prometheus-operator",
                   "overlays/prometheus-operator"},
                  {"--set", "scan.enabled=true,scan.namespace=metallb-pool-exporter-scan", "--set",
                   "serviceMonitor.enabled=true,prometheusRule.enabled=true", "--set",
                   "serviceMonitor.additionalLabels.release=kube-prometheus-stack", "--set",
                   "prometheusRule.additionalLabels.release=kube-prometheus-stack"});
}

TEST_F(ChartEquality, DashboardEqualsTheKustomization) {
  const auto chart = RenderChart({"--set", "dashboard.enabled=true"});
  const Value& dashboard = chart.at("ConfigMap/metallb-pool-exporter-dashboard");
  const Value expected = RenderFolder(GRAFANA)["ConfigMap"];
  EXPECT_TRUE(At(dashboard, "data") == At(expected, "data"));
  EXPECT_TRUE(Selects(At(expected, "metadata.labels"), At(dashboard, "metadata.labels")));
}

}  // namespace
}  // namespace exporter::tests
