// The command `validate` of the real program, on whole repositories.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "tests/support/json.h"
#include "tests/support/process.h"
#include "tests/support/temporary_folder.h"

namespace exporter::tests {
namespace {

using testing::HasSubstr;

// Runs `validate` in a shell, in the folder of the layouts, so that file names are short. `script`:
// the text after the command.
Finished Validate(const std::string& script) {
  return RunProgram(
      {"sh", "-c",
       std::string("cd ") + TESTDATA + "/validate && exec " + EXPORTER + " validate " + script});
}

// The expected output of a layout.
std::string Expected(const std::string& layout, const std::string& name = "expected.txt") {
  std::ifstream file(std::string(TESTDATA) + "/validate/" + layout + '/' + name);
  EXPECT_TRUE(file) << layout;
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(ValidateTest, AcceptsRangesThatFollowThePlan) {
  const Finished run = Validate("static/clusters --plan static/ip-plan.yaml");
  EXPECT_EQ(run.status, 0);
  EXPECT_EQ(run.output, "");
  EXPECT_EQ(run.errors, "3 clusters, 3 pools: no findings\n");
}

TEST(ValidateTest, ReportsEachErrorWithFileAndLine) {
  const Finished run = Validate("broken/clusters --plan broken/ip-plan.yaml");
  EXPECT_EQ(run.status, 1);
  EXPECT_EQ(run.errors, "3 clusters, 4 pools: 13 errors, 3 warnings\n");
  EXPECT_EQ(run.output, Expected("broken"));
}

TEST(ValidateTest, CountsEveryAddressOfACidrBlock) {
  const Finished run = Validate("cidr/clusters --plan cidr/ip-plan.yaml");
  EXPECT_EQ(run.status, 1);
  EXPECT_EQ(run.output,
            "cidr/ip-plan.yaml:4: error: plan-capacity: the plan states a capacity of 62 for "
            "\"cluster-a\", but its range has 64 addresses\n");
  EXPECT_EQ(Validate("cidr/clusters").status, 0);
}

TEST(ValidateTest, AcceptsAnAsnPerClusterAndRejectsTheNameOfACommunityObject) {
  const Finished run = Validate("bgp/clusters");
  EXPECT_EQ(run.status, 1);
  EXPECT_EQ(run.output,
            "bgp/clusters/cluster-a/bgp-config.yaml:22: error: unknown-community: BGPAdvertisement "
            "\"cluster-a-bgp-adv\" of cluster \"cluster-a\" names community "
            "\"cluster-a-community\", which is the name of a Community object, not of an alias; "
            "its alias is \"cluster-a-routes\" (bgp/clusters/cluster-a/bgp-config.yaml:32)\n");
}

TEST(ValidateTest, ChecksLegacyPoolsLikeIPAddressPools) {
  const Finished run = Validate("legacy/clusters");
  EXPECT_EQ(run.status, 1);
  EXPECT_EQ(run.output, Expected("legacy"));
}

TEST(ValidateTest, ChecksReferencesLengthsFieldsAndRequests) {
  const Finished run = Validate("rules/clusters");
  EXPECT_EQ(run.status, 1);
  EXPECT_EQ(run.output, Expected("rules"));
}

TEST(ValidateTest, ReportsAProblemOfASharedFileOnce) {
  const TemporaryFolder folder;
  const std::string file = folder.Write("pool.yaml",
                                        "kind: IPAddressPool\nmetadata: {name: p}\n"
                                        "spec: {addresses: ['${A}']}\n");
  const Finished run = Validate("a=" + file + " b=" + file);
  EXPECT_EQ(run.status, 0);
  EXPECT_EQ(run.output,
            file +
                ":3: warning: unresolved: clusters \"a\", \"b\": ${A} has no value, so a "
                "value of addresses is not checked; write --set A=VALUE\n");
  EXPECT_EQ(run.errors, "2 clusters, 2 pools: 0 errors, 1 warning\n");
}

TEST(ValidateTest, ReadsTheManifestsOfOneClusterFromStandardInput) {
  const Finished run = Validate("prod=- < kustomize/prod.yaml");
  EXPECT_EQ(run.status, 1);
  EXPECT_EQ(run.output, Expected("kustomize"));
  const Finished empty = Validate("prod=- < /dev/null");
  EXPECT_EQ(empty.status, 2);
  EXPECT_THAT(empty.output, HasSubstr("standard input: error: unreadable: contains no object"));
}

TEST(ValidateTest, ReportsUnreadableFilesThatMatterAndNotesOtherFiles) {
  const Finished run = Validate("templates/clusters");
  EXPECT_EQ(run.status, 2);
  EXPECT_EQ(run.output, Expected("templates"));
  EXPECT_EQ(run.errors, Expected("templates", "expected-notes.txt"));
}

TEST(ValidateTest, ChecksAWholeRepository) {
  const Finished run =
      Validate("repository/clusters --exclude 'repository/**/vendor' --set SITE=east");
  EXPECT_EQ(run.status, 2);
  EXPECT_EQ(run.output, Expected("repository"));
  EXPECT_EQ(run.errors, Expected("repository", "expected-notes.txt"));
}

TEST(ValidateTest, FollowsTheResourcesOfKustomizations) {
  const Finished run = Validate("resources/clusters");
  EXPECT_EQ(run.status, 1);
  EXPECT_EQ(run.output, Expected("resources"));
  EXPECT_EQ(run.errors, Expected("resources", "expected-notes.txt"));
}

TEST(ValidateTest, AsksWhetherSubFoldersAreApplicationsOfOneCluster) {
  const TemporaryFolder folder;
  folder.Write("argocd/metallb/pool.yaml",
               "kind: IPAddressPool\nmetadata: {name: p}\nspec: {addresses: [192.0.2.0/28]}\n");
  for (const char* const app : {"dns", "web"}) {
    folder.Write(std::string("argocd/") + app + "/service.yaml",
                 "apiVersion: v1\nkind: Service\nmetadata: {name: " + std::string(app) +
                     "}\nspec: {type: LoadBalancer, loadBalancerIP: 192.0.2.1}\n");
  }
  const std::string argocd = folder.path() + "/argocd";
  const Finished run = Validate(argocd);
  EXPECT_EQ(run.output.find("request-outside"), std::string::npos) << run.output;
  EXPECT_THAT(run.errors, HasSubstr("note: only one sub-folder of " + argocd + " has pools; if " +
                                    argocd + " is a single cluster, write NAME=" + argocd + "\n"));
  EXPECT_EQ(Validate(argocd + " --exclude " + argocd + "/web --exclude " + argocd + "/dns")
                .errors.find("only one"),
            std::string::npos);
}

TEST(ValidateTest, RejectsAGlobThatIsNotClosed) {
  const Finished run = Validate("static/clusters --exclude [");
  EXPECT_EQ(run.status, 2);
  EXPECT_THAT(run.errors, HasSubstr("--exclude"));
  EXPECT_THAT(run.errors, HasSubstr("close \"[\" with \"]\""));
}

TEST(ValidateTest, ReadsTheClustersOfALayout) {
  const Finished run = Validate("--layout 'repository/clusters/{cluster}/pool.json'");
  EXPECT_EQ(run.status, 0);
  EXPECT_EQ(run.output, "");
  EXPECT_EQ(run.errors, "1 cluster, 1 pool: no findings\n");
}

TEST(ValidateTest, JsonIsAnArrayOfFindings) {
  EXPECT_EQ(Validate("static/clusters -o json").output, "[]\n");
  const Finished run = Validate("broken/clusters --plan broken/ip-plan.yaml --output json");
  EXPECT_EQ(run.status, 1);
  EXPECT_EQ(run.errors, "");
  const Json findings = Json::Parse(run.output);
  ASSERT_EQ(findings.size(), 16U);
  EXPECT_EQ(findings[0]["file"], "broken/clusters/cluster-a/metallb-pool.yaml");
  EXPECT_EQ(findings[0]["line"], 10);
  EXPECT_EQ(findings[0]["rule"], "plan-outside");
  EXPECT_EQ(findings[0]["severity"], "error");
}

TEST(ValidateTest, WritesAnAnnotationForGithubPerFinding) {
  const Finished run = Validate("cluster-b=broken/clusters/cluster-b -o github");
  EXPECT_EQ(run.status, 1);
  EXPECT_EQ(run.errors, "");
  EXPECT_THAT(run.output, testing::StartsWith(
                              "::warning file=broken/clusters/cluster-b/metallb-pool.yaml,line=4,"
                              "title=not-advertised::pool \"cluster-b-pool\" of cluster"));
  EXPECT_THAT(run.output, HasSubstr("\n::error file=broken/clusters/cluster-b/metallb-pool.yaml,"
                                    "line=11,title=invalid-address::"));
}

TEST(ValidateTest, WarningsAloneGiveStatus0) {
  const TemporaryFolder folder;
  folder.Write("a/peer.yaml", "kind: BGPPeer\nmetadata: {name: r}\nspec: {myASN: 64501}\n");
  folder.Write("b/peer.yaml", "kind: BGPPeer\nmetadata: {name: r}\nspec: {myASN: 64501}\n");
  const Finished run = Validate(folder.path() + " --allow-empty");
  EXPECT_EQ(run.status, 0);
  EXPECT_THAT(run.output, HasSubstr("/b/peer.yaml:3: warning: shared-asn: "));
  EXPECT_EQ(run.errors, "2 clusters, 0 pools: 0 errors, 3 warnings\n");
}

TEST(ValidateTest, NoPoolInTheWholeRunGivesStatus2) {
  const TemporaryFolder folder;
  folder.Write("a/peer.yaml", "kind: Namespace\napiVersion: v1\n");
  const Finished run = Validate(folder.path());
  EXPECT_EQ(run.status, 2);
  EXPECT_THAT(run.output, HasSubstr("/a/peer.yaml: warning: no-pools: cluster \"a\" has no pool in "
                                    "1 file\n"));
  EXPECT_EQ(run.errors,
            "1 cluster, 0 pools: 0 errors, 1 warning\n"
            "metallb-pool-exporter: no pool in 1 file; try --layout, --flux or --render kustomize, "
            "or pass generated manifests as NAME=-; "
            "--allow-empty accepts a run without pools\n");
  EXPECT_EQ(Validate(folder.path() + " --allow-empty").status, 0);
}

TEST(ValidateTest, NamesFilesInOtherLanguagesThatMentionPools) {
  const TemporaryFolder folder;
  folder.Write("a/pool.yaml",
               "kind: IPAddressPool\nmetadata: {name: p}\nspec: {addresses: [192.0.2.0/24]}\n");
  folder.Write("a/roles/metallb/pool.yaml.j2", "kind: IPAddressPool\n{% for pool in pools %}\n");
  folder.Write("main.tf", "    kind = \"IPAddressPool\"\n");
  folder.Write("a/main.tf", "resource \"kubernetes_manifest\" \"web\" {}\n");
  folder.Write("a/README.md", "kind: IPAddressPool\n");
  const Finished run = Validate(folder.path());
  EXPECT_EQ(run.status, 0);
  EXPECT_EQ(run.output, "");
  const std::string note =
      ": mentions pools, but is not YAML; generate the manifests and check them as NAME=PATH, or "
      "NAME=- from standard input\n";
  const std::string begin = "metallb-pool-exporter: note: " + folder.path();
  EXPECT_EQ(run.errors, begin + "/a/roles/metallb/pool.yaml.j2" + note + begin + "/main.tf" + note +
                            "1 cluster, 1 pool: no findings\n");
}

TEST(ValidateTest, NeverNamesAStreamAsAFile) {
  const std::string begin =
      std::string("cd ") + TESTDATA + "/validate && " + EXPORTER + " validate ";
  const auto check = [&begin](const std::string& input, const std::string& name) {
    const std::string sentence = name + ":27: pool \"edge\" of cluster \"prod\" has ";
    const Finished json = RunProgram({"bash", "-c", begin + "-o json " + input});
    EXPECT_EQ(json.status, 1) << input;
    const Json overlap = Json::Parse(json.output)[1];
    EXPECT_FALSE(overlap.contains("file"));
    EXPECT_THAT(overlap["message"].String(), testing::StartsWith(sentence));
    const Finished github = RunProgram({"bash", "-c", begin + "-o github " + input});
    EXPECT_THAT(github.output, HasSubstr("\n::error title=overlap::" + sentence));
  };
  check("prod=- < kustomize/prod.yaml", "standard input");
  check("prod=/dev/stdin < kustomize/prod.yaml", "input of cluster \"prod\"");
  check("prod=<(cat kustomize/prod.yaml)", "input of cluster \"prod\"");
}

TEST(ValidateTest, UsesTheNetworksOfTheConfiguration) {
  const TemporaryFolder folder;
  const std::string config =
      folder.Write("exporter.yaml", "clusters: [{name: cluster-b, network: rack-2}]\n");
  const std::string pools =
      "cluster-a=broken/clusters/cluster-a/metallb-pool.yaml "
      "cluster-b=static/clusters/cluster-b ";
  EXPECT_THAT(Validate(pools).output, HasSubstr("error: overlap: "));
  const Finished run = Validate(pools + "--config.file " + config);
  EXPECT_EQ(run.status, 0);
  EXPECT_EQ(run.output, config +
                            ":1: warning: unlisted-cluster: cluster \"cluster-a\" is not listed in "
                            "the configuration, so it is in the network "
                            "\"default\"\n");
}

TEST(ValidateTest, BadUsageOrAnInvalidFileGivesStatus2) {
  const TemporaryFolder folder;
  const std::string bad = folder.Write("bad.yaml", "clusters: {a: {metallb_range: 10.0.0.1-5}}\n");
  struct Case {
    std::string arguments;
    std::string what;
  };
  const Case cases[] = {
      {"", "\"validate\" needs a PATH"},
      {"nowhere", "nowhere: No such file or directory"},
      {"--layout 'nowhere/{cluster}'", "--layout nowhere/{cluster}: matches no file or folder"},
      {"--layout nowhere/*", "invalid value \"nowhere/*\" for --layout: write {cluster} once"},
      {"static/clusters --layout {cluster}", "--layout replaces PATHs"},
      {"static/clusters --set A-B=c", "invalid value \"A-B=c\" for --set"},
      {"static/clusters --set A=b --set A=c", "A has two values"},
      {"static/clusters -o xml", "invalid value \"xml\" for --output"},
      {"static/clusters --nonsense", "--nonsense"},
      {"static/clusters --plan nowhere.yaml", "nowhere.yaml: No such file or directory"},
      {"static/clusters --plan " + bad, bad + ":1: "},
      {"static/clusters --config.file " + bad, bad + ":1: "},
  };
  for (const Case& each : cases) {
    const Finished run = Validate(each.arguments);
    EXPECT_EQ(run.status, 2) << each.arguments;
    EXPECT_EQ(run.output, "") << each.arguments;
    EXPECT_THAT(run.errors, HasSubstr(each.what));
  }
}

TEST(ValidateTest, AnnotationsAreRelativeToTheRepositoryOfTheWorkflow) {
  const Finished run = RunProgram(
      {"sh", "-c",
       std::string("cd ") + TESTDATA + "/validate && GITHUB_WORKSPACE=" + TESTDATA + " exec " +
           EXPORTER + " validate cidr/clusters --plan cidr/ip-plan.yaml -o github"});
  EXPECT_THAT(run.output, HasSubstr("file=validate/cidr/ip-plan.yaml,line=4,"));
}

}  // namespace
}  // namespace exporter::tests
