#include "exporter/manifests/manifest_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/utf16.h"

namespace exporter::manifests {
namespace {

using metallb::DeclaredCluster;
using testing::ElementsAre;
using testing::HasSubstr;

struct Added {
  DeclaredCluster cluster;
  std::vector<std::string> errors;
};

Added Add(const std::string& text) {
  Added added;
  for (const Problem& problem : AddManifest(text, "f.yaml", added.cluster)) {
    EXPECT_EQ(problem.kind, Problem::Kind::kUnreadable);
    added.errors.push_back(problem.file + ':' + std::to_string(problem.line) + ": " +
                           problem.message);
  }
  return added;
}

std::string Pool(const std::string& name, const std::string& api_version = "metallb.io/v1beta1") {
  return "apiVersion: " + api_version + "\nkind: IPAddressPool\nmetadata: {name: " + name +
         "}\nspec:\n  addresses:\n  - 10.0.0.0/24\n";
}

TEST(AddManifest, ReadsEveryKindOfObject) {
  const Added added = Add(R"(# the edge
apiVersion: metallb.io/v1beta1
kind: IPAddressPool
metadata: {name: p}
spec:
  addresses: &range [10.0.0.0/24]
---
{"apiVersion": "metallb.io/v1beta1", "kind": "L2Advertisement", "metadata": {"name": "l"}}
---
apiVersion: metallb.io/v1beta1
kind: BGPAdvertisement
metadata: {name: b}
---
apiVersion: metallb.io/v1beta1
kind: Community
metadata: {name: c}
---
apiVersion: metallb.io/v1beta2
kind: BGPPeer
metadata: {name: r}
spec: {myASN: 64501}
---
apiVersion: metallb.io/v1beta1
kind: AddressPool
metadata: {name: old}
spec: {addresses: [10.0.1.0/24]}
)");
  EXPECT_THAT(added.errors, ElementsAre());
  ASSERT_EQ(added.cluster.pools.size(), 2U);
  EXPECT_EQ(added.cluster.pools[0].file, "f.yaml");
  EXPECT_EQ(added.cluster.pools[0].object.entries.at(0).line, 6);
  EXPECT_EQ(added.cluster.advertisements.size(), 3U);
  EXPECT_EQ(added.cluster.communities.size(), 1U);
  EXPECT_EQ(added.cluster.peers.at(0).object.local_asn, 64501U);
}

TEST(AddManifest, IgnoresOtherObjects) {
  const Added added =
      Add("a: plain mapping\n---\n- a list\n---\n---\napiVersion: v1\nkind: Service\n"
          "metadata: {name: 7}\n---\napiVersion: crd.projectcalico.org/v1\nkind: BGPPeer\n"
          "spec: {myASN: x}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: config}\n"
          "data: {config: 'no: pools'}\n---\nkind: [odd]\n---\nkind: List\n");
  EXPECT_THAT(added.errors, ElementsAre());
  EXPECT_TRUE(added.cluster.pools.empty());
  EXPECT_TRUE(added.cluster.peers.empty());
  EXPECT_THAT(Add("").errors, ElementsAre());
  EXPECT_THAT(Add("# nothing yet\n").errors, ElementsAre());
}

TEST(AddManifest, AcceptsAKindWithoutAnApiVersion) {
  EXPECT_EQ(Add("kind: IPAddressPool\nmetadata: {name: p}\n").cluster.pools.size(), 1U);
  EXPECT_EQ(Add(Pool("p", "example.com/v1")).cluster.pools.size(), 0U);
}

TEST(AddManifest, ReadsTheElementsOfLists) {
  const Added added =
      Add("apiVersion: v1\nkind: List\nitems:\n- kind: List\n  apiVersion: v1\n  items:\n"
          "  - {apiVersion: metallb.io/v1beta1, kind: IPAddressPool, metadata: {name: a}}\n---\n"
          "apiVersion: metallb.io/v1beta1\nkind: IPAddressPoolList\nitems:\n- metadata: {name: b}\n"
          "- metadata: {name: c}\n---\napiVersion: v1\nkind: List\nitems: ~\n");
  EXPECT_THAT(added.errors, ElementsAre());
  ASSERT_EQ(added.cluster.pools.size(), 3U);
  EXPECT_EQ(added.cluster.pools[2].object.name, "c");
  EXPECT_EQ(added.cluster.pools[2].object.line, 13);
  EXPECT_THAT(Add("kind: List\nitems: none\n").errors,
              ElementsAre("f.yaml:2: items must be a list, found a string"));
}

std::string ConfigMap(const std::string& config, const std::string& name_space) {
  return "kind: ConfigMap\napiVersion: v1\nmetadata:\n  name: config" + name_space + "\ndata:\n" +
         config;
}

TEST(AddManifest, ReadsTheLegacyConfigMapWithTheLinesOfTheFile) {
  const std::string block =
      "    # old\n    address-pools:\n    - name: p\n      addresses:\n      - 10.0.0.0/24\n";
  for (const char* header : {"|", "|-", "| # a | b", "|2"}) {
    const Added added = Add(ConfigMap(std::string("  config: ") + header + "\n" + block,
                                      "\n  namespace: metallb-system"));
    EXPECT_THAT(added.errors, ElementsAre());
    ASSERT_EQ(added.cluster.pools.size(), 1U) << header;
    EXPECT_EQ(added.cluster.pools[0].object.line, 10) << header;
    EXPECT_EQ(added.cluster.pools[0].object.entries.at(0).line, 12) << header;
  }
}

TEST(AddManifest, ReportsTheFirstLineOfQuotedTextInAConfigMap) {
  const Added added = Add(ConfigMap(
      "  config: \"address-pools:\\n- name: p\\n  addresses:\\n  - 10.0.0.0/24\\n\"\n", ""));
  EXPECT_THAT(added.errors, ElementsAre());
  ASSERT_EQ(added.cluster.pools.size(), 1U);
  EXPECT_EQ(added.cluster.pools[0].object.entries.at(0).line, 6);
}

TEST(AddManifest, RecognizesAConfigMapByItsNamespaceOrItsPools) {
  const std::string pools = "  config: 'address-pools: [{name: p}]'\n";
  EXPECT_EQ(Add(ConfigMap(pools, "")).cluster.pools.size(), 1U);
  EXPECT_EQ(Add(ConfigMap(pools, "\n  namespace: other")).cluster.pools.size(), 0U);
  EXPECT_THAT(Add(ConfigMap("  config: '}'\n", "")).errors, ElementsAre());
  EXPECT_THAT(
      Add(ConfigMap("  config: '}'\n", "\n  namespace: metallb-system")).errors,
      ElementsAre(HasSubstr("f.yaml:7: ConfigMap \"config\": in line 1 of data.config: not YAML")));
  EXPECT_THAT(
      Add(ConfigMap("  config: |\n    a: b\n    }\n", "\n  namespace: metallb-system")).errors,
      ElementsAre(HasSubstr("f.yaml:9: not YAML")));
}

TEST(AddManifest, ReportsEveryObjectThatAnApiServerWouldReject) {
  const Added added =
      Add("kind: IPAddressPool\nmetadata: {name: a}\nspec:\n  addresses: 10.0.0.0/24\n---\n" +
          Pool("fine") + "---\nkind: BGPPeer\nmetadata: {name: r}\nspec:\n  myASN: '64501'\n");
  EXPECT_THAT(
      added.errors,
      ElementsAre("f.yaml:4: IPAddressPool \"a\": spec.addresses must be a list, found a string",
                  "f.yaml:16: BGPPeer \"r\": spec.myASN must be an integer, found a string"));
  EXPECT_EQ(added.cluster.pools.size(), 1U);
}

TEST(AddManifest, ReportsTyposInApiVersionAndKind) {
  const auto error = [](const std::string& api_version, const std::string& kind) {
    const Added added = Add("\napiVersion: " + api_version + "\nkind: " + kind +
                            "\nmetadata: {name: p}\nspec: {addresses: [bogus]}\n");
    return added.errors.empty() ? "none" : added.errors.front();
  };
  EXPECT_EQ(error("METALLB.io/v1beta1", "IPAddressPool"),
            "f.yaml:2: unknown apiVersion \"METALLB.io/v1beta1\" of kind IPAddressPool; did you "
            "mean metallb.io/v1beta1?");
  for (const char* api_version :
       {"metallb.io", "metallb.io/", "metallb.io/beta", "metalb.io/v1beta1", "v1", "v1beta1",
        "metallb.universe.tf/v1beta1"}) {
    EXPECT_THAT(error(api_version, "L2Advertisement"),
                HasSubstr("; did you mean metallb.io/v1beta1?"))
        << api_version;
  }
  EXPECT_THAT(error("v1beta2", "BGPPeer"), HasSubstr("did you mean metallb.io/v1beta2?"));
  EXPECT_EQ(error("metallb.io/v1beta1", "IpAddressPool"),
            "f.yaml:2: unknown kind \"IpAddressPool\"; did you mean IPAddressPool?");
  EXPECT_EQ(error("metallb.io/v1beta1", "BFDProfile"), "none");
  EXPECT_EQ(error("metal3.io/v1alpha1", "BareMetalHost"), "none");
  EXPECT_EQ(error("crd.projectcalico.org/v1", "BGPPeer"), "none");
  EXPECT_EQ(error("v1", "Service"), "none");
}

TEST(AddManifest, RejectsListsOfOtherValuesAndBareListsOfObjects) {
  EXPECT_THAT(
      Add("apiVersion: v1\nkind: List\nitems:\n- 5\n- ~\n- x\n").errors,
      ElementsAre("f.yaml:4: an element of items must be an object, found an integer",
                  HasSubstr("f.yaml:5: an element of items must be an object, found null"),
                  HasSubstr("f.yaml:6: an element of items must be an object, found a string")));
  EXPECT_THAT(
      Add("- apiVersion: metallb.io/v1beta1\n  kind: IPAddressPool\n").errors,
      ElementsAre("f.yaml:1: must be an object, found a list; separate objects with ---, or "
                  "write kind: List with items"));
  EXPECT_THAT(Add("- op: replace\n  path: /spec/addresses\n  value: []\n").errors, ElementsAre())
      << "a patch";
}

TEST(AddManifest, ReportsALegacyConfigMapOfAWrongType) {
  const std::string name_space = "\n  namespace: metallb-system";
  EXPECT_THAT(
      Add(ConfigMap("  config:\n    address-pools: []\n", name_space)).errors,
      ElementsAre("f.yaml:8: ConfigMap \"config\": data.config must be a string, found an object; "
                  "write \"config: |\""));
  EXPECT_EQ(Add(ConfigMap("  config:\n    address-pools: []\n", "")).errors.size(), 1U);
  EXPECT_EQ(Add(ConfigMap("  config: {a: b}\n", "")).errors.size(), 0U) << "not MetalLB's";
  EXPECT_EQ(Add(ConfigMap("  config: [a]\n", name_space)).errors.size(), 1U);
  EXPECT_THAT(
      Add(ConfigMap("  config: |\n    hello\n", name_space)).errors,
      ElementsAre("f.yaml:8: ConfigMap \"config\": data.config must be an object, found a string"));
  EXPECT_EQ(Add(ConfigMap("  config: |\n    - a\n", name_space)).errors.size(), 1U);
  EXPECT_EQ(Add(ConfigMap("  config: ''\n", name_space)).errors.size(), 0U);
}

TEST(AddManifest, ReadsUtf16WithTheSameLines) {
  const std::string text =
      ConfigMap("  config: |\n    address-pools:\n    - name: a\n      addresses: 7\n",
                "\n  namespace: metallb-system");
  const std::vector<std::string> errors = Add(text).errors;
  EXPECT_EQ(errors.size(), 1U);
  for (const bool little_endian : {true, false}) {
    EXPECT_EQ(Add(tests::ToUtf16(text, little_endian)).errors, errors);
    EXPECT_THAT(Add(tests::ToUtf16("kind: {{ .Kind }}\n", little_endian)).errors,
                ElementsAre(testing::EndsWith("is this a template?")));
  }
}

TEST(AddManifest, AsksWhetherInvalidYamlIsATemplate) {
  EXPECT_THAT(Add("kind: {{ .Kind }}\n").errors,
              ElementsAre(testing::AllOf(HasSubstr("f.yaml:1: "),
                                         testing::EndsWith("is this a template?"))));
  EXPECT_THAT(Add("{% for pool in pools %}\n").errors,
              ElementsAre(testing::EndsWith("; is this a template?")));
  EXPECT_THAT(Add("# a\n$RANGES\n").errors,
              ElementsAre("f.yaml:2: must be an object, found a string; is this a template?"));
  EXPECT_THAT(Add("a: [\n").errors, ElementsAre(HasSubstr("f.yaml:2: not YAML")));
}

TEST(AddManifest, GivesARenderedTextNoLines) {
  DeclaredCluster cluster;
  const auto problems =
      AddManifest(Pool("p") + "---\n" +
                      ConfigMap("  config: |\n    a: b\n    }\n", "\n  namespace: metallb-system"),
                  "f.yaml", cluster, Lines::kNone);
  ASSERT_EQ(cluster.pools.size(), 1U);
  EXPECT_EQ(cluster.pools[0].object.line, 0);
  EXPECT_EQ(cluster.pools[0].object.entries.at(0).line, 0);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].line, 0);
  EXPECT_THAT(problems[0].message, HasSubstr("in line 2 of data.config: not YAML"));
}

}  // namespace
}  // namespace exporter::manifests
