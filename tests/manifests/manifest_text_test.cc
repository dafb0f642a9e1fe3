#include "exporter/manifests/manifest_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "exporter/text/json_writer.h"
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
  EXPECT_EQ(Add(ConfigMap(pools, "\n  namespace: other")).cluster.pools.size(), 1U);
  EXPECT_THAT(Add(ConfigMap("  config: '}'\n", "")).errors, ElementsAre());
  EXPECT_THAT(Add(ConfigMap("  config: '}'\n", "\n  namespace: metallb-system")).errors,
              ElementsAre(HasSubstr("f.yaml:7: ConfigMap \"config\": data.config: in line 1 of the "
                                    "text: not YAML")));
  EXPECT_THAT(
      Add(ConfigMap("  config: |\n    a: b\n    }\n", "\n  namespace: metallb-system")).errors,
      ElementsAre(
          "f.yaml:9: ConfigMap \"config\": data.config: not YAML: did not find expected key "
          "while parsing a block mapping that begins in line 8"));
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
  EXPECT_THAT(problems[0].message, HasSubstr("in line 2 of the text: not YAML"));
}

// The pools as "name:line first-entry:line".
std::vector<std::string> PoolsOf(const DeclaredCluster& cluster) {
  std::vector<std::string> lines;
  for (const auto& [file, pool] : cluster.pools) {
    std::string line = pool.name + ':' + std::to_string(pool.line);
    for (const auto& entry : pool.entries) {
      line += ' ' + entry.text + ':' + std::to_string(entry.line);
    }
    lines.push_back(line);
  }
  return lines;
}

TEST(AddManifest, FindsObjectsInOtherObjectsAtAnyDepth) {
  const Added added = Add(R"(apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
spec:
  values:
    configInline:
      address-pools:
      - name: inline
        addresses: [10.0.0.0/24]
    list:
    - - apiVersion: metallb.io/v1beta1
        kind: IPAddressPool
        metadata: {name: deep}
        spec:
          addresses:
          - 10.0.1.0/24
    reference: {apiVersion: metallb.io/v1beta1, kind: IPAddressPool, name: deep}
  postRenderers:
  - {apiVersion: metallb.io/v1beta1, kind: IPAddressPool, metadata: {name: patch}}
  patches:
  - patch: |
      apiVersion: metallb.io/v1beta1
      kind: IPAddressPool
      metadata: {name: patch}
---
extraObjects:
- {apiVersion: metallb.io/v1beta1, kind: L2Advertisement, metadata: {name: l}}
)");
  EXPECT_THAT(added.errors, ElementsAre());
  EXPECT_THAT(PoolsOf(added.cluster),
              ElementsAre("inline:7 10.0.0.0/24:8", "deep:12 10.0.1.0/24:15"));
  EXPECT_EQ(added.cluster.advertisements.size(), 2U);
}

TEST(AddManifest, FindsYamlInStringsWithTheLinesOfTheFile) {
  const Added added = Add(R"(apiVersion: argoproj.io/v1alpha1
kind: Application
spec:
  source:
    helm:
      values: |
        extra:
        - apiVersion: metallb.io/v1beta1
          kind: IPAddressPool
          metadata: {name: values}
          spec: {addresses: [10.0.0.0/24]}
        text: |
          apiVersion: metallb.io/v1beta1
          kind: IPAddressPool
          metadata:
            name: inner
---
apiVersion: v1
kind: ConfigMap
metadata: {name: anything, namespace: other}
data:
  a.yaml: "address-pools:\n- name: quoted\n  addresses: [10.0.1.0/24]\n"
  b.json: >-
    {"apiVersion": "metallb.io/v1beta1", "kind": "IPAddressPool",
     "metadata": {"name": "folded"}}
  script: |
    echo metallb.io/v1beta1
)");
  EXPECT_THAT(added.errors, ElementsAre());
  EXPECT_THAT(PoolsOf(added.cluster), ElementsAre("values:10 10.0.0.0/24:11", "inner:16",
                                                  "quoted:22 10.0.1.0/24:22", "folded:23"));
}

TEST(AddManifest, FindsYamlInStringsOfLists) {
  const Added added = Add(R"(apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
spec:
  values:
    extraObjects:
    - |
      apiVersion: metallb.io/v1beta1
      kind: IPAddressPool
      metadata: {name: item}
      spec:
        addresses: [10.0.0.0/24]
    - - "{apiVersion: metallb.io/v1beta1, kind: IPAddressPool, metadata: {name: inner}}"
    - apiVersion metallb.io/ in a sentence
)");
  EXPECT_THAT(added.errors, ElementsAre());
  EXPECT_THAT(PoolsOf(added.cluster), ElementsAre("item:9 10.0.0.0/24:11", "inner:12"));
}

TEST(AddManifest, PrefersTheValuesObjectOfArgoCd) {
  const auto pool = [](const std::string& name) {
    return "{apiVersion: metallb.io/v1beta1, kind: IPAddressPool, metadata: {name: " + name + "}}";
  };
  const Added added = Add("helm:\n  valuesObject: {a: " + pool("object") +
                          "}\n  values: |\n    b: " + pool("text") + "\n");
  EXPECT_THAT(PoolsOf(added.cluster), ElementsAre("object:2"));
}

TEST(AddManifest, CountsAnAliasOnce) {
  const Added added =
      Add("x: &pool\n  apiVersion: metallb.io/v1beta1\n  kind: IPAddressPool\n"
          "  metadata: {name: p}\ny: *pool\n");
  EXPECT_THAT(PoolsOf(added.cluster), ElementsAre("p:4"));
}

TEST(AddManifest, IgnoresCopiesAndDefinitionsOfObjects) {
  const std::string pool =
      "{apiVersion: metallb.io/v1beta1, kind: IPAddressPool, metadata: {name: p}}";
  const Added added = Add("kind: Other\napiVersion: a/v1\nmetadata:\n  annotations:\n    last: '" +
                          pool + "'\nstatus: " + pool +
                          "\n---\nkind: CustomResourceDefinition\n"
                          "apiVersion: apiextensions.k8s.io/v1\nspec: {example: " +
                          pool +
                          "}\n---\n"
                          "- {op: add, path: /x, value: " +
                          pool + "}\n---\npatches: [" + pool + "]\n");
  EXPECT_THAT(added.errors, ElementsAre());
  EXPECT_THAT(PoolsOf(added.cluster), ElementsAre());
}

std::vector<Problem> ProblemsOf(const std::string& text, DeclaredCluster& cluster,
                                const Variables& variables = {}) {
  return AddManifest(text, "f.yaml", cluster, Lines::kOfFile, variables);
}

TEST(AddManifest, ReportsPatchesOfAppsThatChangePools) {
  const auto lines = [](const std::string& patch) {
    DeclaredCluster cluster;
    std::vector<int> found;
    for (const char* const place :
         {"kind: Application\nspec:\n  source:\n    kustomize: {patches: [",
          "kind: HelmRelease\nspec:\n  postRenderers:\n  - kustomize: {patchesStrategicMerge: ["}) {
      for (const Problem& problem : ProblemsOf(place + patch + "]}\n", cluster)) {
        EXPECT_EQ(problem.kind, Problem::Kind::kNotChecked);
        EXPECT_THAT(problem.message, HasSubstr("a patch changes objects of MetalLB"));
        found.push_back(problem.line);
      }
    }
    return found;
  };
  EXPECT_THAT(lines("{target: {kind: IPAddressPool}, patch: x}"), ElementsAre(4, 4));
  EXPECT_THAT(lines("{target: {kind: IPAddress.*, name: p}, patch: x}"), ElementsAre(4, 4));
  EXPECT_THAT(lines("{apiVersion: metallb.io/v1beta1, kind: IPAddressPool}"), ElementsAre(4, 4));
  EXPECT_THAT(lines("{target: {kind: Deployment}, patch: AddressPool}"), ElementsAre());
  EXPECT_THAT(lines("{target: {name: p}, patch: AddressPool}"), ElementsAre());
}

TEST(AddManifest, ReportsParametersOfAChartThatSetPools) {
  DeclaredCluster cluster;
  const auto problems = ProblemsOf(
      "kind: Application\nspec:\n  source:\n    helm:\n      parameters:\n"
      "      - {name: controller.logLevel, value: info}\n"
      "      - {name: 'configInline.address-pools[0].name', value: p}\n"
      "      - {name: 'configInline.address-pools[0].protocol', value: layer2}\n"
      "---\nkind: HelmRelease\nspec:\n  valuesFrom: [{kind: Secret, targetPath: configInline}]\n"
      "---\nkind: Template\nparameters: [{name: x}, y]\n",
      cluster);
  ASSERT_EQ(problems.size(), 2U);
  EXPECT_EQ(problems[0].kind, Problem::Kind::kNotChecked);
  EXPECT_EQ(problems[0].line, 7);
  EXPECT_EQ(problems[0].message,
            "parameters of a chart sets configInline.address-pools[0].name, which is not checked; "
            "write the pools in values");
  EXPECT_EQ(problems[1].line, 12);
}

TEST(AddManifest, ReportsObjectsAndTextThatAreNotChecked) {
  DeclaredCluster cluster;
  const auto problems = ProblemsOf(
      "values:\n  a: {apiVersion: metallb.io/v1beta1, kind: IPAddressPool, spec: {}}\n"
      "  b: |\n    apiVersion: metallb.io/v1beta1\n    }\n",
      cluster);
  ASSERT_EQ(problems.size(), 2U);
  EXPECT_EQ(problems[0].kind, Problem::Kind::kNotChecked);
  EXPECT_EQ(problems[0].line, 2);
  EXPECT_THAT(problems[0].message, HasSubstr("has no metadata.name"));
  EXPECT_EQ(problems[1].kind, Problem::Kind::kNotChecked);
  EXPECT_EQ(problems[1].line, 5);
  EXPECT_THAT(problems[1].message, HasSubstr("the text of b mentions MetalLB"));
}

TEST(AddManifest, ReportsTextThatIsNestedTooDeeply) {
  const std::string pool =
      "{apiVersion: metallb.io/v1beta1, kind: IPAddressPool, metadata: {name: p}}";
  const auto problems_at = [&pool](int depth) {
    std::string text = "a: " + text::JsonQuoted(pool);
    for (int i = 1; i < depth; ++i) text = "a: " + text::JsonQuoted("{" + text + "}");
    DeclaredCluster cluster;
    const auto problems = ProblemsOf(text, cluster);
    EXPECT_EQ(cluster.pools.size() + problems.size(), 1U) << depth;
    return problems;
  };
  EXPECT_THAT(problems_at(4), ElementsAre());
  const auto problems = problems_at(5);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].kind, Problem::Kind::kNotChecked);
  EXPECT_THAT(problems[0].message, HasSubstr("nested too deeply"));
}

TEST(AddManifest, ReplacesVariables) {
  DeclaredCluster cluster;
  const auto problems =
      ProblemsOf(R"(apiVersion: metallb.io/v1beta1
kind: IPAddressPool
metadata: {name: "${SITE}-pool", labels: {site: "${SITE}", other: "${NONE}"}}
spec:
  autoAssign: ${AUTO:=false}
  addresses:
  - ${START}-10.0.0.9
  - "${NONE}"
  - ${NONE:=10.0.1.0/24}
---
apiVersion: metallb.io/v1beta2
kind: BGPPeer
metadata: {name: r}
spec: {myASN: "${ASN}", peerASN: "${NONE}"}
)",
                 cluster, {{"SITE", "a"}, {"START", "10.0.0.1"}, {"ASN", "64501"}});
  EXPECT_THAT(PoolsOf(cluster), ElementsAre("a-pool:3 10.0.0.1-10.0.0.9:7 10.0.1.0/24:9"));
  EXPECT_FALSE(cluster.pools.at(0).object.auto_assign);
  EXPECT_THAT(cluster.partial_pools, ElementsAre("a-pool"));
  EXPECT_THAT(cluster.pools[0].object.labels.size(), 1U);
  EXPECT_THAT(cluster.unidentified_pools, ElementsAre("a-pool"));
  EXPECT_EQ(cluster.peers.at(0).object.local_asn, 64501U);
  ASSERT_EQ(problems.size(), 3U);
  EXPECT_EQ(problems[0].line, 3);
  EXPECT_EQ(problems[1],
            (Problem{"f.yaml", 8, Problem::Kind::kUnresolved,
                     "${NONE} has no value, so a value of addresses is not checked; write --set "
                     "NONE=VALUE"}));
  EXPECT_EQ(problems[2].line, 14);
}

TEST(AddManifest, ReadsTheValueOfAVariableAsYaml) {
  DeclaredCluster cluster;
  const std::string text =
      "apiVersion: metallb.io/v1beta1\nkind: IPAddressPool\nmetadata: {name: p}\nspec:\n"
      "  addresses: ${RANGES}\n";
  EXPECT_EQ(ProblemsOf(text, cluster, {{"RANGES", "[10.0.0.0/24, 10.0.1.0/24]"}}).size(), 0U);
  EXPECT_THAT(PoolsOf(cluster), ElementsAre("p:3 10.0.0.0/24:5 10.0.1.0/24:5"));
}

TEST(AddManifest, KeepsANameWithoutAValueButNoNamespace) {
  DeclaredCluster cluster;
  const auto problems = ProblemsOf(
      "kind: IPAddressPool\nmetadata:\n  name: ${SITE}-pool\n  namespace: ${NS}\n", cluster);
  ASSERT_EQ(cluster.pools.size(), 1U);
  EXPECT_EQ(cluster.pools[0].object.name, "${SITE}-pool");
  EXPECT_EQ(cluster.pools[0].object.name_space, "");
  ASSERT_EQ(problems.size(), 2U);
  EXPECT_EQ(problems[0].line, 3);
  EXPECT_EQ(problems[1].line, 4);
}

TEST(AddManifest, ReplacesVariablesInTheType) {
  const std::string pool = Pool("p", "metallb.io/${V}");
  const std::string release =
      "kind: HelmRelease\nvalues:\n  pool: {apiVersion: 'metallb.io/${V}', "
      "kind: '${K}', metadata: {name: q}}\n---\n" +
      pool;
  DeclaredCluster known;
  EXPECT_THAT(ProblemsOf(release, known, {{"V", "v1beta1"}, {"K", "IPAddressPool"}}),
              ElementsAre());
  EXPECT_THAT(PoolsOf(known), ElementsAre("q:3", "p:7 10.0.0.0/24:10"));
  EXPECT_FALSE(known.incomplete);
  DeclaredCluster unknown;
  EXPECT_EQ(ProblemsOf(release, unknown).size(), 2U);
  EXPECT_THAT(PoolsOf(unknown), ElementsAre());
  EXPECT_TRUE(unknown.incomplete);
  DeclaredCluster other;
  EXPECT_THAT(ProblemsOf("apiVersion: apps/${V}\nkind: ${K}\n", other), ElementsAre());
  EXPECT_FALSE(other.incomplete);
}

TEST(AddManifest, ReportsOnlyTheUnknownValuesOfARequest) {
  const auto service = [](const std::string& spec) {
    return "apiVersion: v1\nkind: Service\nmetadata: {name: s, labels: {a: '${A}'}, annotations: "
           "{a: '${A}'}}\nspec: {selector: {a: '${A}'}, " +
           spec + "}\n";
  };
  for (const char* spec :
       {"type: LoadBalancer", "type: ClusterIP, loadBalancerIP: '${IP}'", "loadBalancerIP: '${IP}'",
        "type: LoadBalancer, loadBalancerIP: ''",
        "type: LoadBalancer, loadBalancerClass: other, loadBalancerIP: '${IP}'"}) {
    DeclaredCluster cluster;
    EXPECT_THAT(ProblemsOf(service(spec), cluster), ElementsAre()) << spec;
  }
  DeclaredCluster cluster;
  const auto problems = ProblemsOf(service("type: LoadBalancer, loadBalancerIP: '${IP}'"), cluster);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].message,
            "${IP} has no value, so a value of loadBalancerIP is not checked; write --set "
            "IP=VALUE");
  EXPECT_THAT(cluster.requests.at(0).object.addresses, ElementsAre());
}

TEST(AddManifest, DoesNotReplaceVariablesIfFluxDoesNot) {
  for (const std::string field : {"annotations", "labels"}) {
    DeclaredCluster cluster;
    const auto problems = ProblemsOf(
        "apiVersion: metallb.io/v1beta1\nkind: IPAddressPool\nmetadata:\n  name: p\n  " + field +
            ": {kustomize.toolkit.fluxcd.io/substitute: disabled}\n"
            "spec: {addresses: [\"${A}\", \"${A:=10.0.0.0/24}\"]}\n---\n" +
            ConfigMap("  a.yaml: |\n    address-pools:\n    - name: ${A}\n",
                      "\n  " + field + ": {kustomize.toolkit.fluxcd.io/substitute: disabled}") +
            "---\n" + Pool("'${A}'"),
        cluster, {{"A", "x"}});
    EXPECT_THAT(problems, ElementsAre());
    ASSERT_EQ(cluster.pools.size(), 3U);
    EXPECT_EQ(cluster.pools[0].object.entries.size(), 2U);
    EXPECT_EQ(cluster.pools[0].object.entries[0].text, "${A}");
    EXPECT_EQ(cluster.pools[1].object.name, "${A}");
    EXPECT_EQ(cluster.pools[2].object.name, "x") << "the next object is replaced";
  }
}

TEST(AddManifest, DoesNotCheckValuesThatATemplateSupplies) {
  const std::string pool =
      "{apiVersion: metallb.io/v1beta1, kind: IPAddressPool, metadata: {name: '{{cluster}}'}, "
      "spec: {addresses: ['{{range}}', 10.0.0.0/24]}}\n";
  DeclaredCluster cluster;
  const auto problems = ProblemsOf(
      "apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nspec:\n  template:\n    pools:\n" +
          std::string("    - ") + pool,
      cluster);
  ASSERT_EQ(cluster.pools.size(), 1U);
  EXPECT_EQ(cluster.pools[0].object.entries.size(), 1U);
  EXPECT_TRUE(cluster.partial_pools.contains("{{cluster}}"));
  ASSERT_EQ(problems.size(), 2U);
  EXPECT_EQ(problems[1].kind, Problem::Kind::kUnresolved);
  EXPECT_EQ(problems[1].message,
            "a value of addresses is not checked, because a template supplies it: {{range}}");
  DeclaredCluster own;
  EXPECT_THAT(ProblemsOf(pool, own), ElementsAre());
  EXPECT_EQ(own.pools.at(0).object.entries.size(), 2U) << "MetalLB reads this object itself";
}

TEST(AddManifest, SkipsEncryptedValues) {
  DeclaredCluster cluster;
  const auto problems = ProblemsOf(
      Pool("p") + "  - ENC[AES256_GCM,data:AAAA,type:str]\nsops:\n  mac: ENC[x]\n---\n" +
          ConfigMap("  config: ENC[AES256_GCM,data:AAAA]\n", "\n  namespace: metallb-system"),
      cluster);
  EXPECT_THAT(PoolsOf(cluster), ElementsAre("p:3 10.0.0.0/24:6"));
  ASSERT_EQ(problems.size(), 2U);
  EXPECT_EQ(problems[0].kind, Problem::Kind::kEncrypted);
  EXPECT_EQ(problems[1].kind, Problem::Kind::kEncrypted);
  for (const Problem& problem : problems) {
    EXPECT_EQ(problem.message.find("AAAA"), std::string::npos);
  }
}

}  // namespace
}  // namespace exporter::manifests
