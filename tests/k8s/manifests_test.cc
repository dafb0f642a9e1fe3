// The manifests, rendered by the real kubectl, and the rules that each object must follow.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/k8s/rendered.h"
#include "tests/k8s/yaml_tree.h"

namespace exporter::tests {
namespace {

using objects::Value;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::UnorderedElementsAre;

constexpr const char* kName = "metallb-pool-exporter";
constexpr const char* kReader = "metallb-pool-exporter-reader";
constexpr const char* kScan = "metallb-pool-exporter-scan";

// The test name for a folder. gtest accepts letters, digits and underscores.
std::string TestName(std::string folder) {
  std::replace(folder.begin(), folder.end(), '/', '_');
  std::replace(folder.begin(), folder.end(), '-', '_');
  return folder;
}

TEST(Manifests, AreTheExpectedFolders) {
  EXPECT_THAT(Kustomizations(),
              UnorderedElementsAre("base", "rbac", "remote", "overlays/single-cluster",
                                   "overlays/many-clusters", "overlays/prometheus-operator",
                                   "overlays/network-policy", "overlays/parent", "overlays/scan",
                                   "overlays/scan-prometheus-operator", "components/site",
                                   "components/watch"));
}

class Kustomization : public testing::TestWithParam<std::string> {};

// kubectl warns about the older fields.
TEST_P(Kustomization, UsesNoDeprecatedFields) {
  const Value file =
      ReadYaml(ReadText(std::string(PROJECT) + "/k8s/" + GetParam() + "/kustomization.yaml")).at(0);
  for (const Value::Field& field : std::get<Value::Object>(file.data)) {
    EXPECT_THAT((std::vector<std::string>{"apiVersion", "kind", "resources", "patches", "labels"}),
                Contains(field.name));
  }
}

// The exporter, the scan and the account for an exporter elsewhere have no name in common, so that
// all can be in one kustomization, and each can be pruned by its label.
TEST_P(Kustomization, SetsNamespaceNameAndLabel) {
  const std::string name = GetParam() == "remote"                    ? kReader
                           : GetParam().starts_with("overlays/scan") ? kScan
                                                                     : kName;
  for (const auto& [kind, object] : Render(GetParam())) {
    const bool is_of_cluster = kind == "Namespace" || kind.starts_with("Cluster");
    EXPECT_EQ(Text(At(object, "metadata.namespace")), is_of_cluster ? "null" : name) << kind;
    EXPECT_EQ(Text(At(object, "metadata.name")), name) << kind;
    const Value* const label = At(object, "metadata.labels").Find("app.kubernetes.io/name");
    ASSERT_NE(label, nullptr) << kind;
    EXPECT_EQ(Text(*label), name) << kind;
  }
}

TEST_P(Kustomization, GrantsOnlyReading) {
  for (const auto& [kind, object] : Render(GetParam())) {
    EXPECT_NE(kind, "Secret");
    EXPECT_NE(kind, "Role");
    for (const Value& rule : Elements(At(object, "rules"))) {
      EXPECT_THAT(Texts(At(rule, "verbs")), testing::IsSubsetOf({"get", "list", "watch"}));
      EXPECT_THAT(Texts(At(rule, "resources")),
                  AllOf(Not(Contains("secrets")), Not(Contains("*"))));
      EXPECT_THAT(Texts(At(rule, "apiGroups")), Not(Contains("*")));
      EXPECT_TRUE(At(rule, "nonResourceURLs").IsNull());
    }
  }
}

TEST_P(Kustomization, BindsAnExistingRoleAndAccount) {
  auto objects = Render(GetParam());
  if (!objects.contains("ClusterRoleBinding")) return;
  const Value& binding = objects["ClusterRoleBinding"];
  EXPECT_EQ(Text(At(binding, "roleRef.name")), Text(At(objects["ClusterRole"], "metadata.name")));
  const auto subjects = Elements(At(binding, "subjects"));
  ASSERT_EQ(subjects.size(), 1U);
  EXPECT_EQ(Text(At(subjects[0], "kind")), "ServiceAccount");
  EXPECT_EQ(Text(At(subjects[0], "name")), Text(At(objects["ServiceAccount"], "metadata.name")));
  EXPECT_EQ(Text(At(subjects[0], "namespace")),
            Text(At(objects["ServiceAccount"], "metadata.namespace")));
}

INSTANTIATE_TEST_SUITE_P(Each, Kustomization, testing::ValuesIn(Kustomizations()),
                         [](const auto& test) { return TestName(test.param); });

class Installation : public testing::TestWithParam<std::string> {
 protected:
  Value Pod() { return At(objects_["Deployment"], "spec.template.spec"); }
  Value Container() {
    const auto containers = Elements(At(Pod(), "containers"));
    EXPECT_EQ(containers.size(), 1U);
    return containers.at(0);
  }

  Rendered objects_ = Render(GetParam());
};

TEST_P(Installation, RunsWithoutPrivileges) {
  EXPECT_EQ(Text(At(Pod(), "securityContext")),
            "{runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}")
      << "OpenShift's restricted-v2 rejects a fixed user, group or fsGroup";
  EXPECT_EQ(Text(At(Container(), "securityContext")),
            "{allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}, "
            "readOnlyRootFilesystem: true}");
  for (const char* shared : {"hostNetwork", "hostPID", "hostIPC"}) {
    EXPECT_TRUE(At(Pod(), shared).IsNull()) << shared;
  }
  for (const Value& mount : Elements(At(Container(), "volumeMounts"))) {
    EXPECT_EQ(Text(At(mount, "readOnly")), "true") << Text(mount);
    EXPECT_FALSE(Named(At(Pod(), "volumes"), Text(At(mount, "name"))).IsNull()) << Text(mount);
  }
  EXPECT_EQ(
      Text(
          *At(objects_["Namespace"], "metadata.labels").Find("pod-security.kubernetes.io/enforce")),
      "restricted");
}

TEST_P(Installation, HasProbesAndLimits) {
  const Value container = Container();
  EXPECT_EQ(Text(At(container, "livenessProbe.httpGet")), "{path: /-/healthy, port: http}");
  EXPECT_EQ(Text(At(container, "readinessProbe.httpGet")), "{path: /-/ready, port: http}");
  for (const char* bound : {"requests.cpu", "requests.memory", "limits.cpu", "limits.memory"}) {
    EXPECT_FALSE(At(At(container, "resources"), bound).IsNull()) << bound;
  }
  EXPECT_THAT(Text(At(container, "image")),
              testing::MatchesRegex("ghcr.io/metallb-pool-exporter/.*:[0-9]+\\.[0-9]+\\.[0-9]+"));
  EXPECT_EQ(Text(At(objects_["Deployment"], "spec.replicas")), "1");
  EXPECT_EQ(Text(At(objects_["Deployment"], "spec.strategy.rollingUpdate.maxUnavailable")), "0");
}

TEST_P(Installation, MatchesItsSelectorsAndPorts) {
  const Value labels = At(objects_["Deployment"], "spec.template.metadata.labels");
  EXPECT_TRUE(Selects(At(objects_["Deployment"], "spec.selector.matchLabels"), labels));
  EXPECT_TRUE(Selects(At(objects_["Service"], "spec.selector"), labels));
  EXPECT_EQ(Text(At(Container(), "ports")), "[{containerPort: 10472, name: http, protocol: TCP}]");
  EXPECT_EQ(Text(At(objects_["Service"], "spec.ports")),
            "[{name: http, port: 10472, protocol: TCP, targetPort: http}]");
  EXPECT_EQ(Text(At(Pod(), "serviceAccountName")),
            Text(At(objects_["ServiceAccount"], "metadata.name")));
}

INSTANTIATE_TEST_SUITE_P(Each, Installation,
                         testing::Values("base", "overlays/single-cluster",
                                         "overlays/many-clusters", "overlays/parent"),
                         [](const auto& test) { return TestName(test.param); });

}  // namespace
}  // namespace exporter::tests
