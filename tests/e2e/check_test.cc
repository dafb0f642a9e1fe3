// The command `check` of the real program.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "tests/e2e/two_clusters.h"
#include "tests/support/json.h"
#include "tests/support/terminal.h"

namespace exporter::tests {
namespace {

using testing::HasSubstr;
using testing::Not;

class CheckTest : public TwoClustersTest {
 protected:
  Finished Check(const Arguments& flags) const {
    Arguments arguments = {EXPORTER, "check", "--kubeconfig", kubeconfig_};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    return RunProgram(arguments);
  }
};

TEST_F(CheckTest, PrintsATableIfNothingIsWrong) {
  const auto checked = Check({});
  EXPECT_EQ(checked.status, 0);
  EXPECT_EQ(checked.errors, "");
  EXPECT_EQ(checked.output,
            "OK: 0 of 2 pools at 80 % or more, 0 duplicate addresses, 0 overlapping pools\n\n"
            "CLUSTER  POOL  FAMILY  ASSIGNED              CAPACITY     %  STATE\n"
            "prod-a   web   ipv4          10                    40  25.0  OK\n"
            "prod-b   web   ipv4           1                    64   1.5  OK\n"
            "prod-b   web   ipv6           1  18446744073709551616   0.0  OK\n");
}

TEST_F(CheckTest, ThresholdsAreInclusive) {
  EXPECT_EQ(Check({"--warning", "25.01"}).status, 0);
  EXPECT_EQ(Check({"--warning", "25"}).status, 1);
  EXPECT_EQ(Check({"--warning", "25", "--critical", "25"}).status, 2);
}

TEST_F(CheckTest, ADuplicateIsCriticalAndAnOverlapAWarning) {
  b_.state().Put(standin::kPools, standin::MakePool("more", {"192.168.1.49-192.168.1.60"}));
  const auto overlapping = Check({});
  EXPECT_EQ(overlapping.status, 1);
  EXPECT_THAT(overlapping.output, HasSubstr("WARNING   network default: pools prod-a/web and "
                                            "prod-b/more share 192.168.1.49 (1 address)\n"));
  b_.state().Put(standin::kServices,
                 standin::MakeService("shop", "clash", {.addresses = {"192.168.1.12"}}));
  const auto duplicate = Check({"-o", "json"});
  EXPECT_EQ(duplicate.status, 2);
  const auto json = Json::Parse(duplicate.output);
  EXPECT_EQ(json["status"], "CRITICAL");
  EXPECT_EQ(json["networks"][0]["duplicates"][0]["address"], "192.168.1.12");
}

TEST_F(CheckTest, AnUnreadClusterIsUnknownAndCriticalOutranksIt) {
  a_.SetTokens({"another"});
  const auto unread = Check({});
  EXPECT_EQ(unread.status, 3);
  EXPECT_THAT(unread.output, HasSubstr("1 of 2 clusters down"));
  EXPECT_THAT(unread.output, HasSubstr("UNKNOWN   prod-a: unauthorized: "));
  EXPECT_THAT(unread.output + unread.errors, Not(HasSubstr("token-of")));
  EXPECT_EQ(Check({"--warning", "1", "--critical", "1"}).status, 2);
}

TEST_F(CheckTest, ReportsEachProblemOnce) {
  a_.SetTokens({"another"});
  b_.state().Put(standin::kPools, standin::MakePool("empty", {}));
  b_.state().Put(standin::kServices, standin::MakeService("shop", "waits", {}));
  const auto run = Check({});
  EXPECT_EQ(run.errors, "");
  EXPECT_THAT(run.output,
              testing::StartsWith(
                  "UNKNOWN: 0 of 2 pools at 80 % or more, 0 duplicate addresses, 0 overlapping "
                  "pools, 1 rejected pool, 1 pending Service, 1 of 2 clusters down\n\nProblems\n"
                  "  UNKNOWN   prod-a: unauthorized: "));
  EXPECT_THAT(run.output, HasSubstr("  WARNING   pool prod-b/empty has no addresses"));
  EXPECT_THAT(run.output, HasSubstr("  WARNING   cluster prod-b has 1 pending Service: "
                                    "shop/waits\n"));
}

TEST_F(CheckTest, SaysThatThereIsNoDataIfNoClusterCouldBeRead) {
  a_.SetTokens({"another"});
  b_.SetTokens({"another"});
  const auto unread = Check({});
  EXPECT_EQ(unread.status, 3);
  EXPECT_THAT(unread.output, testing::StartsWith("UNKNOWN: no data: 0 of 2 clusters could be "
                                                 "read\n\nProblems\n"));
}

TEST_F(CheckTest, SeparatesProgressAndLogOnATerminal) {
  a_.SetTokens({"another"});
  for (const Variables& kind : {Variables{}, {{"TERM", "dumb"}}}) {
    const auto session = RunOnTerminal(
        {EXPORTER, "check", "--kubeconfig", kubeconfig_, "--log.level", "debug"}, kind);
    EXPECT_EQ(session.status, 3);
    EXPECT_THAT(session.bytes, HasSubstr("polled "));
    EXPECT_THAT(session.bytes, Not(HasSubstr("\x1b")));
    const auto lines = session.Lines();
    const auto summary = std::find_if(lines.begin(), lines.end(), [](const std::string& line) {
      return line.starts_with("UNKNOWN: ");
    });
    ASSERT_NE(summary, lines.end()) << session.bytes;
    EXPECT_GT(summary - lines.begin(), 0) << "no log line";
    EXPECT_TRUE(std::all_of(lines.begin(), summary, [](const std::string& line) {
      return line.starts_with("ts=") && line.find("polled ") == std::string::npos;
    })) << session.bytes;
  }
}

TEST_F(CheckTest, FitsATerminalOf40Columns) {
  const std::string longest(253, 'p');
  b_.state().Put(standin::kPools, standin::MakePool(longest, {"10.5.0.0/24"}));
  a_.SetTokens({"another"});
  const std::string context = "--context=prod-*";
  const auto session =
      RunOnTerminal({EXPORTER, "check", "--kubeconfig", kubeconfig_, context}, {{"COLUMNS", "40"}});
  EXPECT_THAT(session.bytes, HasSubstr("polled 0 of 2; waiting for prod-"));
  const std::string progress = session.bytes.substr(0, session.bytes.find("UNKNOWN: "));
  for (std::size_t at = 0; at < progress.size();) {
    const std::size_t end = std::min(progress.find('\r', at), progress.size());
    EXPECT_LT(end - at, 40U) << progress.substr(at, end - at);
    at = end + 1;
  }
  EXPECT_THAT(session.bytes, HasSubstr("\nprod-b/ppppppppppppp\u2026ppppppppppppppppppp\n"));
  EXPECT_THAT(session.bytes, Not(HasSubstr(longest)));
  EXPECT_THAT(Check({}).output, HasSubstr(longest)) << "complete in a pipe";
}

TEST_F(CheckTest, SortsAndSelectsPools) {
  b_.state().Put(standin::kPools, standin::MakePool("few", {"192.168.7.0/30"}));
  const std::string available = Check({"--sort", "available"}).output;
  EXPECT_LT(available.find("prod-b   few"), available.find("prod-a   web"));
  const std::string utilization = Check({"--sort", "utilization"}).output;
  EXPECT_LT(utilization.find("prod-a   web"), utilization.find("prod-b   few"));
  EXPECT_LT(utilization.find("prod-b   web"), utilization.find("prod-b   few"));
  const auto nothing = Check({"--problems"});
  EXPECT_EQ(nothing.status, 0);
  EXPECT_EQ(nothing.output,
            "OK: 0 of 3 pools at 80 % or more, 0 duplicate addresses, 0 overlapping pools\n");
  const auto problems = Check({"--problems", "--warning", "25"});
  EXPECT_EQ(problems.status, 1);
  EXPECT_EQ(problems.output,
            "WARNING: 1 of 3 pools at 25 % or more, 0 duplicate addresses, 0 overlapping pools\n\n"
            "Problems\n  WARNING   pool prod-a/web is at 25.0 %: 10 of 40 IPv4 addresses are "
            "assigned, 30 available\n\n"
            "CLUSTER  POOL  FAMILY  ASSIGNED  CAPACITY     %  STATE\n"
            "prod-a   web   ipv4          10        40  25.0  WARNING\n");
  const auto json = Json::Parse(Check({"--problems", "-o", "json"}).output);
  EXPECT_EQ(json["clusters"].size(), 2U) << "complete";
  const auto wrong = Check({"--sort", "size"});
  EXPECT_EQ(wrong.status, 3);
  EXPECT_THAT(wrong.errors, HasSubstr("use name, utilization or available"));
}

TEST_F(CheckTest, BadUsageAndAMissingKubeconfigAreUnknown) {
  EXPECT_EQ(Check({"--nonsense"}).status, 3);
  EXPECT_EQ(Check({"--context", "nowhere"}).status, 3);
  const auto missing = RunProgram({EXPORTER, "check", "--kubeconfig", "/gone"});
  EXPECT_EQ(missing.status, 3);
  EXPECT_EQ(missing.errors, "metallb-pool-exporter: kubeconfig /gone: No such file or directory\n");
  EXPECT_EQ(missing.output, "");
}

TEST_F(CheckTest, ReadsAConfigurationAndAPlan) {
  b_.state().Put(standin::kServices,
                 standin::MakeService("shop", "clash", {.addresses = {"192.168.1.12"}}));
  const std::string config =
      folder_.Write("exporter.yaml",
                    "clusters:\n- {name: a, context: prod-a, kubeconfig: config}\n"
                    "- {name: b, context: prod-b, network: other}\n"
                    "- {name: again, context: prod-a, network: other}\n");
  const std::string plan =
      folder_.Write("plan.yaml", "clusters: {a: {metallb_range: 192.168.1.0-192.168.1.44}}\n");
  const auto checked = Check({"--config.file", config, "--plan", plan});
  EXPECT_EQ(checked.status, 2) << "a cluster that is listed twice counts as two clusters";
  EXPECT_THAT(checked.output,
              HasSubstr("network other: 192.168.1.12 is assigned by b (shop/clash), "
                        "again (shop/web-2)\n"));
  EXPECT_THAT(checked.output, Not(HasSubstr("network default: 192")));
  EXPECT_THAT(checked.output, HasSubstr("pool a/web has 5 addresses outside its cluster's range "
                                        "in the plan\n"));
  EXPECT_THAT(checked.output, HasSubstr("cluster again has no entry in the plan\n"));
  EXPECT_THAT(checked.errors, HasSubstr("two clusters have the same UID"));

  const std::string bad = folder_.Write("bad.yaml", "clusters:\n- {contxt: a}\n");
  EXPECT_EQ(Check({"--config.file", bad}).status, 3);
  EXPECT_THAT(Check({"--config.file", bad}).errors,
              HasSubstr(bad + ":2: unknown key \"contxt\"; did you mean \"context\"?"));
  EXPECT_THAT(Check({"--config.file", config, "--context", "prod-a"}).errors,
              HasSubstr("\"clusters\" and --context both select clusters; keep one of them"));
  EXPECT_EQ(RunProgram({EXPORTER, "--config.file", bad, "--config.check"}).status, 2);
  const Finished web = RunProgram(
      {EXPORTER, "--web.config.file", folder_.Write("web.yaml", "max: 1"), "--config.check"});
  EXPECT_EQ(web.status, 2);
  EXPECT_THAT(web.errors, HasSubstr("web.yaml:1: unknown key \"max\""));
}

TEST_F(CheckTest, ValidatesTheContextsOfTheConfiguration) {
  const auto check = [&](const std::string& text, const Arguments& flags) {
    Arguments arguments = {EXPORTER, "--config.check", "--config.file",
                           folder_.Write("exporter.yaml", text)};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    const Variables no_default = {{"KUBECONFIG", folder_.path() + "/none"}};
    Finished finished = RunProgram(arguments, no_default);
    EXPECT_EQ(finished.status, finished.errors.empty() ? 0 : 2);
    return finished.output + finished.errors;
  };
  const std::string valid = "clusters: [{context: prod-a}, {name: here, in_cluster: true}]";
  const std::string typo = "clusters:\n- context: prod-b\n- context: prdo-a\n";
  EXPECT_EQ(check(valid, {"--kubeconfig", kubeconfig_}),
            "configuration valid: 2 clusters, 1 network\n");
  EXPECT_EQ(check(typo, {"--kubeconfig", kubeconfig_}),
            "metallb-pool-exporter: " + folder_.path() + "/exporter.yaml:3: kubeconfig " +
                kubeconfig_ + " has no context \"prdo-a\"; did you mean \"prod-a\"?\n");
  EXPECT_EQ(check(typo, {}),
            "configuration valid: 2 clusters, 1 network (2 contexts not checked: "
            "kubeconfig not found)\n");
  EXPECT_EQ(check("clusters: [{context: prdo-a, kubeconfig: config}, {context: b}]", {}),
            "metallb-pool-exporter: " + folder_.path() + "/exporter.yaml:1: kubeconfig " +
                kubeconfig_ + " has no context \"prdo-a\"; did you mean \"prod-a\"?\n");
  EXPECT_EQ(check("networks: []", {"--kubeconfig", kubeconfig_, "--context", "prdo-a"}),
            "metallb-pool-exporter: --context \"prdo-a\" matches no context; did you mean "
            "\"prod-a\"?\n");
  EXPECT_EQ(check("networks: []", {"--kubeconfig", kubeconfig_}),
            "configuration valid: every context, 0 networks\n");
  const std::string plan =
      folder_.Write("plan.yaml", "clusters: {a: {metallb_range: 10.0.0.1/32}}");
  EXPECT_EQ(check("networks: []", {"--kubeconfig", kubeconfig_, "--plan", plan}),
            "configuration valid: every context, 0 networks, IP plan of 1 cluster\n");
  EXPECT_EQ(check("networks: []", {}),
            "configuration valid: every context, 0 networks (contexts not checked: kubeconfig not "
            "found)\n");
}

}  // namespace
}  // namespace exporter::tests
