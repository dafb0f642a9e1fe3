// Every fault of another exporter that the exporter reads. The faults of connections and
// certificates are those of clusters (tests/support/faulty_cluster.h).

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "exporter/report/fleet_json.h"
#include "tests/e2e/sites.h"
#include "tests/standin/exchange.h"
#include "tests/support/faults.h"
#include "tests/support/faulty_cluster.h"
#include "tests/support/made_fleet.h"
#include "tests/support/watched_process.h"

namespace exporter::tests {
namespace {

using standin::Delivery;
using standin::Reply;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kPath = "/api/v1/fleet";

std::string FullJson() {
  fleet::FleetView fleet{
      {MakeCluster("a", {MakePool("web", {"10.0.0.0/28"})}, {MakeService("x", {"10.0.0.1"})})}, {}};
  fleet.identity.id = "source";
  return report::RenderFullJson(fleet, fleet::Analyze(fleet, {}), {});
}

std::function<void(FaultyCluster&)> Answering(const Reply& reply) {
  return [reply](FaultyCluster& source) { source.Answer(kPath, reply); };
}

std::vector<ClusterFault> SourceFaults() {
  const std::set<std::string> shared = {"Refused",
                                        "Reset",
                                        "ResetLater",
                                        "Noise",
                                        "SilentWire",
                                        "LoginPage",
                                        "Redirect",
                                        "ExpiredCertificate",
                                        "SelfSignedCertificate",
                                        "CertificateOfAnotherName"};
  std::vector<ClusterFault> faults = ClusterFaults();
  std::erase_if(faults, [&](const ClusterFault& fault) { return !shared.contains(fault.name); });
  EXPECT_EQ(faults.size(), shared.size());
  const std::string json = FullJson();
  std::string other_version = json;
  other_version.replace(other_version.find("\"version\":1"), 11, "\"version\":2");
  const std::vector<ClusterFault> own = {
      {"Hangs", "timeout", "", Answering(Delivered({.body = json}, Delivery::kHang)), true},
      {"HangsInTheBody", "timeout", "", Answering(Delivered({.body = json}, Delivery::kHangInBody)),
       true},
      {"CutBody", "protocol", "", Answering(Delivered({.body = json}, Delivery::kCut))},
      {"CutJson", "protocol", "", Answering({.body = json.substr(0, json.size() / 2)})},
      {"Prometheus", "protocol", "404", Answering({.status = 404, .body = "404 page not found"})},
      {"OtherJson", "protocol", "it has no version",
       Answering({.body = R"({"status":"success"})"})},
      {"OtherVersion", "protocol", "version 2 of the fleet's JSON is not supported",
       Answering({.body = other_version})},
      {"TooLarge", "protocol", "larger than 64 MiB",
       Answering({.body = std::string((std::size_t{64} << 20) + 1, ' ')})},
      {"Unauthorized", "unauthorized", "requires a user name",
       Answering({.status = 401, .body = "no"})},
      {"Throttled", "throttled", "429",
       Answering({.status = 429, .body = "later", .headers = {{"Retry-After", "1"}}})},
      {"Unavailable", "unreachable", "503", Answering({.status = 503, .body = "later"})},
  };
  faults.insert(faults.end(), own.begin(), own.end());
  return faults;
}

class SourceFaultTest : public SitesTest, public testing::WithParamInterface<ClusterFault> {
 protected:
  SourceFaultTest() { Repair(); }

  void Repair() {
    source_.Repair();
    source_.server().SetTokens({});  // any client may read it
    source_.Answer(kPath, {.body = FullJson()});
  }

  FaultyCluster source_{"source"};
};

TEST_P(SourceFaultTest, KeepsItsClustersUntilItIsRepaired) {
  const ClusterFault& fault = GetParam();
  const std::string url = "https://127.0.0.1:" + std::to_string(source_.port());
  folder_.Write("source.crt", source_.CaPem());
  const std::string config =
      folder_.Write("fleets.yaml", "fleets: [{url: '" + url + "', ca_file: source.crt}]\n");
  const auto parent =
      StartParent({"--config.file", config, "--collector.timeout", fault.hangs ? "2s" : "60s"});
  const std::string address = AddressOf(*parent);
  const std::string up = Series("up", url) + "1\n";
  WaitForSeries(address, up);
  fault.begin(source_);
  if (fault.reason.empty()) {
    EXPECT_THAT(WaitForSeries(address, up), HasSubstr("state=\"fresh\"} 1\n"));
    return;
  }
  const std::string line =
      parent->WaitForOutput("msg=\"source is down\" source=" + url + " reason=");
  EXPECT_THAT(line, AllOf(testing::StartsWith(fault.reason + " "), HasSubstr(fault.log)));
  const std::string metrics = WaitForSeries(address, Series("up", url) + "0\n");
  EXPECT_THAT(metrics, AllOf(HasSubstr("state=\"stale\"} 1\n"), HasSubstr("state=\"fresh\"} 0\n")));
  EXPECT_THAT(metrics, HasSubstr(Series("incomplete", url) +
                                 (fault.name == "OtherVersion" ? "1\n" : "0\n")));
  Repair();
  EXPECT_THAT(WaitForSeries(address, up), HasSubstr("state=\"fresh\"} 1\n"));
}

INSTANTIATE_TEST_SUITE_P(Faults, SourceFaultTest, testing::ValuesIn(SourceFaults()),
                         [](const auto& test) { return test.param.name; });

TEST_F(SitesTest, TheMemoryOfAnAnswerThatIsTooLargeIsReleased) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "the sanitizer delays the reuse of memory";
#endif
  std::atomic<bool> first = true;
  standin::ApiServer source;
  source.Intercept([&first](const standin::Request&) {
    if (!first.exchange(false)) return Delivered({.body = "{}"}, Delivery::kHang);
    return Reply{.body = std::string((std::size_t{64} << 20) + 1, ' ')};
  });
  const auto parent = StartParent({"--fleet.from", source.Url(), "--collector.timeout", "5s"});
  parent->WaitForOutput("reason=protocol");
  constexpr double kMebibyteInKib = 1'024;
  EXPECT_GT(PeakMemoryKib(parent->id()), 64 * kMebibyteInKib);
  EXPECT_LT(UsageOf(parent->id()).memory_kib, 50 * kMebibyteInKib);
}

TEST_F(SitesTest, AnOlderExporterIsIncomplete) {
  const fleet::FleetView fleet{
      {MakeCluster("a", {MakePool("web", {"10.0.0.0/28"})}, {MakeService("x", {"10.0.0.1"})})}, {}};
  const std::string bounded = report::RenderJson(fleet, fleet::Analyze(fleet, {}), {}, {});
  standin::ApiServer older;
  older.Intercept([bounded](const standin::Request&) { return Reply{.body = bounded}; });
  const auto parent = StartParent({"--fleet.from", older.Url()});
  EXPECT_THAT(
      WaitForSeries(AddressOf(*parent), Series("incomplete", older.Url()) + "1\n"),
      AllOf(HasSubstr(Series("up", older.Url()) + "1\n"), HasSubstr("state=\"fresh\"} 1\n")));
  parent->WaitForOutput("the answer of the source is incomplete\" source=" + older.Url() +
                        " reason=\"it is too old to serve its whole fleet\"");
}

TEST_F(SitesTest, AClusterThatCannotBeReadIsTheOnlyStaleCluster) {
  fleet::FleetView fleet{{MakeCluster("a", {}, {MakeService("x", {"10.0.0.1"})}),
                          MakeCluster("b", {}, {MakeService("y", {"10.0.0.9"})})},
                         {}};
  fleet.identity.id = "source";
  const std::string json = report::RenderFullJson(fleet, fleet::Analyze(fleet, {}), {});
  std::string changed = json;
  changed.replace(changed.rfind("10.0.0.9\""), 9, "10.0.0.x\"");
  std::atomic<bool> is_changed = false;
  standin::ApiServer source;
  source.Intercept(
      [&](const standin::Request&) { return Reply{.body = is_changed ? changed : json}; });
  const auto parent = StartParent({"--fleet.from", source.Url()});
  const std::string address = AddressOf(*parent);
  WaitForSeries(address, "state=\"fresh\"} 2\n");
  is_changed = true;
  EXPECT_THAT(
      WaitForSeries(address, "state=\"stale\"} 1\n"),
      AllOf(HasSubstr("state=\"fresh\"} 1\n"), HasSubstr(Series("up", source.Url()) + "1\n"),
            HasSubstr(Series("incomplete", source.Url()) + "1\n")));
  parent->WaitForOutput("reason=\"cannot read cluster \\\"b\\\": service_list: address: ");
}

TEST_F(SitesTest, PasswordsAreSentAndNeverShown) {
  constexpr const char* kPassword = "s3cret-word";
  folder_.Write("tls.crt", certificate_.certificate_pem);
  folder_.Write("tls.key", certificate_.key_pem);
  const std::string web = folder_.Write(
      "web.yaml",
      "tls_server_config: {cert_file: tls.crt, key_file: tls.key}\nbasic_auth_users: {reader: "
      "$2y$04$abcdefghijklmnopqrstuuzQDw2v3CQSMowG.sq3X.nH1lfmlmQMW}\n");
  const auto child = Start({"--context", "prod-a", "--web.config.file", web});
  const std::string url = "https://" + ListeningAddress(*child);
  folder_.Write("password", std::string(kPassword) + "\n");
  const std::string entry = "fleets: [{url: '" + url +
                            "', ca_file: ca.crt, username: reader, password_file: password}]\n";
  const auto parent =
      StartParent({"--config.file", folder_.Write("fleets.yaml", entry), "--log.level", "debug"});
  const std::string address = AddressOf(*parent);
  WaitForSeries(address, Series("up", url) + "1\n");
  folder_.Write("password", "wrong-s3cret\n");
  parent->Signal(SIGHUP);
  std::string shown = WaitForSeries(address, Series("up", url) + "0\n");
  parent->WaitForOutput("reason=unauthorized");
  for (const char* const path : {"/", "/api/v1/fleet", "/api/v1/fleet?full=1"}) {
    shown += Get(address, path);
  }
  EXPECT_THAT(shown + parent->errors(), AllOf(HasSubstr(url), Not(HasSubstr("s3cret"))));
}

TEST_F(SitesTest, BadSourcesStopTheStart) {
  const auto start = [&](const std::string& config) {
    const std::string path = folder_.Write("bad.yaml", config);
    const Finished finished =
        RunProgram({EXPORTER, "serve", "--web.listen-address", kAnyPort, "--config.file", path});
    EXPECT_EQ(finished.status, 2) << config;
    EXPECT_THAT(finished.errors, Not(HasSubstr("hunter2"))) << config;
    return finished.errors.substr(finished.errors.find("bad.yaml"));
  };
  EXPECT_EQ(start("fleets:\n- {url: 'ftp://x'}\n"),
            "bad.yaml:2: url must begin with http:// or https://, found \"ftp\"; write it as "
            "http://127.0.0.1:10472\n");
  EXPECT_EQ(start("fleets:\n- {url: 'http://u:hunter2@x'}\n"),
            "bad.yaml:2: url has a password, which is sent over https:// only\n");
  EXPECT_EQ(start("fleets:\n- {url: 'http://x', username: u, password_file: p}\n"),
            "bad.yaml:2: url must begin with https://, because the password is sent over https:// "
            "only\n");
  EXPECT_EQ(
      start("fleets:\n- {url: 'https://x/?token=hunter2'}\n"),
      "bad.yaml:2: url must not have a query (\"?\") or a fragment (\"#\"), which are not sent; "
      "write it as http://127.0.0.1:10472\n");
  EXPECT_EQ(
      start("fleets:\n- {url: 'http://x', ca_file: ca.crt}\n"),
      "bad.yaml:2: url must begin with https://, because ca_file has no effect with http://\n");
  EXPECT_THAT(start("fleets:\n- {url: 'https://x', ca_file: none}\n"),
              HasSubstr("bad.yaml:2: ca_file "));
  EXPECT_EQ(start("fleets:\n- {url: 'https://x', username: u}\n"),
            "bad.yaml:2: username needs a password_file\n");
  EXPECT_EQ(start("fleets:\n- {url: 'http://x'}\n- {url: 'http://x/'}\n"),
            "bad.yaml:3: http://x:80 is listed twice; remove one\n");
  for (const char* const prefix : {"e/", "e/f/"}) {
    const std::string other = "fleets:\n- {url: 'http://x', prefix: " + std::string(prefix) + "}\n";
    EXPECT_EQ(start(other + "- {url: 'http://y', prefix: e/}\n"),
              "bad.yaml:3: prefix \"e/\" overlaps the prefix \"" + std::string(prefix) +
                  "\" of http://x:80; no prefix must begin with another prefix\n");
  }
}

}  // namespace
}  // namespace exporter::tests
