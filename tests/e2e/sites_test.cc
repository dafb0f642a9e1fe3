// Exporters that read other exporters: several real programs.

#include "tests/e2e/sites.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "tests/standin/exchange.h"
#include "tests/support/faults.h"
#include "tests/support/wire.h"

namespace exporter::tests {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kOneDuplicate = "metallb_fleet_duplicate_addresses{network=\"default\"} 1\n";

std::string Clusters(const std::string& state, int count) {
  return "metallb_fleet_clusters{network=\"default\",state=\"" + state + "\"} " +
         std::to_string(count) + "\n";
}

int PortOf(const std::string& address) { return std::stoi(address.substr(address.rfind(':') + 1)); }

int Count(const std::string& text, const std::string& word) {
  int count = 0;
  for (std::size_t at = 0; (at = text.find(word, at)) != std::string::npos; ++at) ++count;
  return count;
}

class TwoSitesTest : public SitesTest {
 protected:
  TwoSitesTest() {
    // An address of a's Service web-0, in b.
    b_.state().Put(standin::kPools, standin::MakePool("other", {"192.168.1.10-192.168.1.19"}));
    b_.state().Put(standin::kServices,
                   standin::MakeService("shop", "copy", {.addresses = {"192.168.1.10"}}));
  }

  const std::unique_ptr<Process> east_ = Start({"--context", "prod-a"});
  const std::unique_ptr<Process> west_ = Start({"--context", "prod-b"});
};

TEST_F(TwoSitesTest, OneViewHasTheConflictsOfBoth) {
  const std::string east = UrlOf(*east_);
  const auto parent = StartParent({"--fleet.from", east, "--fleet.from", UrlOf(*west_) + "/"});
  const std::string address = AddressOf(*parent);
  const std::string metrics = WaitForSeries(address, kOneDuplicate);
  EXPECT_THAT(
      metrics,
      AllOf(HasSubstr(Series("up", east) + "1\n"), HasSubstr(Series("incomplete", east) + "0\n"),
            HasSubstr(Series("last_success_timestamp_seconds", east)),
            HasSubstr(Series("up", UrlOf(*west_)) + "1\n"), HasSubstr(Clusters("fresh", 2)),
            HasSubstr("metallb_fleet_overlapping_addresses{network=\"default\",cluster=\"prod-a\","
                      "pool=\"web\",other_cluster=\"prod-b\",other_pool=\"other\"} 10\n")));
  EXPECT_THAT(metrics, AllOf(Not(HasSubstr("metallb_pool_")), Not(HasSubstr("metallb_cluster_")),
                             Not(HasSubstr("metallb_exporter_cluster_"))));
  EXPECT_THAT(Get(address, "/api/v1/lookup?address=192.168.1.10"),
              AllOf(HasSubstr("prod-a"), HasSubstr("prod-b"), HasSubstr("duplicate")));
  EXPECT_THAT(Get(address, "/"), AllOf(HasSubstr("prod-a"), HasSubstr("192.168.1.10")));
  EXPECT_THAT(Get(address, "/api/v1/fleet"), HasSubstr("\"source\": \"" + east + "\""));
}

TEST_F(TwoSitesTest, SeriesAreRepeatedOnRequest) {
  const auto parent = StartParent(
      {"--fleet.from", UrlOf(*east_), "--fleet.repeat-series", "--metrics.address-info"});
  const std::string metrics = WaitForSeries(AddressOf(*parent), Clusters("fresh", 1));
  EXPECT_THAT(metrics, AllOf(HasSubstr("metallb_pool_assigned_addresses{cluster=\"prod-a\","
                                       "pool=\"web\",family=\"ipv4\"} 10\n"),
                             HasSubstr("metallb_exporter_cluster_up{cluster=\"prod-a\"} 1\n"),
                             HasSubstr("metallb_address_info{network=\"default\","
                                       "address=\"192.168.1.10\",cluster=\"prod-a\"")));
  const auto plain = StartParent({"--fleet.from", UrlOf(*east_), "--metrics.address-info"});
  EXPECT_THAT(WaitForSeries(AddressOf(*plain), Clusters("fresh", 1)),
              Not(HasSubstr("metallb_address_info{")));
}

TEST_F(TwoSitesTest, AnUnreachableSiteIsStaleThenUnknown) {
  const std::string east = UrlOf(*east_);
  const Arguments sources = {"--fleet.from", east, "--fleet.from", UrlOf(*west_)};
  const auto parent = StartParent(sources);
  Arguments short_flags = sources;
  short_flags.insert(short_flags.end(), {"--collector.stale-after", "1ms"});
  const auto forgetful = StartParent(short_flags);
  WaitForSeries(AddressOf(*parent), kOneDuplicate);
  WaitForSeries(AddressOf(*forgetful), kOneDuplicate);
  east_->Signal(SIGKILL);
  const std::string metrics = WaitForSeries(AddressOf(*parent), Series("up", east) + "0\n");
  EXPECT_THAT(metrics, AllOf(HasSubstr(Clusters("stale", 1)), HasSubstr(Clusters("fresh", 1)),
                             HasSubstr(kOneDuplicate),
                             HasSubstr(Series("last_success_timestamp_seconds", east))));
  EXPECT_THAT(Get(AddressOf(*parent), "/api/v1/fleet"), HasSubstr(east + " cannot be read"));
  parent->WaitForOutput("msg=\"source is down\" source=" + east + " reason=unreachable");
  WaitForSeries(AddressOf(*forgetful), Clusters("unknown", 1));
}

TEST_F(TwoSitesTest, ASiteThatStartsAgainKeepsItsClusters) {
  Wire wire(PortOf(ListeningAddress(*east_)));
  const std::string east = "http://127.0.0.1:" + std::to_string(wire.port());
  const auto parent = StartParent({"--fleet.from", east, "--fleet.from", UrlOf(*west_)});
  WaitForSeries(AddressOf(*parent), kOneDuplicate);
  a_.Intercept(
      [](const standin::Request&) { return Delivered({.body = "{}"}, standin::Delivery::kHang); });
  east_->Signal(SIGKILL);
  WaitForSeries(AddressOf(*parent), Series("up", east) + "0\n");
  const auto restarted = Start({"--context", "prod-a"});
  wire.Set(PortOf(ListeningAddress(*restarted)), Wire::Fault::kNone);
  const std::string metrics = WaitForSeries(AddressOf(*parent), Series("up", east) + "1\n");
  EXPECT_THAT(metrics, AllOf(HasSubstr(Clusters("stale", 1)), HasSubstr(kOneDuplicate)));
  a_.Intercept({});
  // The poll that hangs does not end: a new one does.
  restarted->Signal(SIGKILL);
  const auto repaired = Start({"--context", "prod-a"});
  wire.Set(PortOf(ListeningAddress(*repaired)), Wire::Fault::kNone);
  EXPECT_THAT(WaitForSeries(AddressOf(*parent), Clusters("fresh", 2)), HasSubstr(kOneDuplicate));
}

TEST_F(TwoSitesTest, TwoClustersOfOneNameNeedAPrefix) {
  const auto second = Start({"--context", "prod-a"});
  const std::string east = UrlOf(*east_);
  const std::string copy = UrlOf(*second);
  const auto parent = StartParent({"--fleet.from", east, "--fleet.from", copy});
  const std::string metrics = WaitForSeries(AddressOf(*parent), Series("incomplete", copy) + "1\n");
  EXPECT_THAT(metrics, AllOf(HasSubstr(Series("incomplete", east) + "0\n"),
                             HasSubstr(Clusters("fresh", 1))));
  parent->WaitForOutput("set a prefix for the source in the configuration file\" source=" + copy +
                        " cluster=prod-a used_by=" + east);
  const std::string config = folder_.Write(
      "prefix.yaml", "fleets: [{url: '" + copy + "', prefix: east/}, {url: '" + east + "'}]\n");
  const auto prefixed = StartParent({"--config.file", config});
  const std::string address = AddressOf(*prefixed);
  EXPECT_THAT(
      WaitForSeries(address, Clusters("fresh", 2)),
      AllOf(HasSubstr(Series("incomplete", copy) + "0\n"), HasSubstr("cluster=\"east/prod-a\"")));
  EXPECT_THAT(Get(address, "/"), HasSubstr("id=\"cluster-east/prod-a\""));
  EXPECT_EQ(StatusOf(address, "/?cluster=east%2Fprod-a"), 200);
  EXPECT_THAT(Get(address, "/api/v1/lookup?address=192.168.1.10"), HasSubstr("east/prod-a"));
  // A third exporter reads the second one.
  const auto grandparent = StartParent({"--fleet.from", "http://" + address});
  EXPECT_THAT(WaitForSeries(AddressOf(*grandparent), Clusters("fresh", 2)),
              HasSubstr("cluster=\"east/prod-a\""));
}

// A source that answers every request with an empty fleet, and counts the requests.
class CountingSource {
 public:
  CountingSource() {
    server_.Intercept([this](const standin::Request& request) -> std::optional<standin::Reply> {
      ++requests_;
      if (request.Header("Accept-Encoding").find("gzip") != std::string::npos) ++gzip_;
      if (request.Header("If-None-Match") == kTag) return standin::Reply{.status = 304};
      ++whole_;
      return standin::Reply{
          .body = R"({"version":1,"full":true,"clusters":[],"networks":[],"aliases":[]})",
          .headers = {{"ETag", kTag}}};
    });
  }

  std::string Url() const { return server_.Url(); }
  int requests() const { return requests_; }
  int whole() const { return whole_; }
  int gzip() const { return gzip_; }
  // Waits for more requests.
  void WaitFor(int count) const {
    const int end = requests_ + count;
    WaitUntil([&] { return requests_ >= end; }, [&] { return std::to_string(end) + " requests"; });
  }

 private:
  static constexpr const char* kTag = "W/\"1-1\"";

  std::atomic<int> requests_ = 0;
  std::atomic<int> whole_ = 0;
  std::atomic<int> gzip_ = 0;
  standin::ApiServer server_;
};

TEST_F(SitesTest, AnUnchangedAnswerIsSentOnce) {
  const CountingSource source;
  const auto parent = StartParent({"--fleet.from", source.Url()});
  AddressOf(*parent);
  source.WaitFor(10);
  EXPECT_EQ(source.whole(), 1);
  EXPECT_GE(source.gzip(), 10);
  WaitForSeries(AddressOf(*parent), Series("up", source.Url()) + "1\n");
}

TEST_F(SitesTest, TwoExportersThatReadEachOtherRefuse) {
  const CountingSource clock;
  Wire to_one(0);
  Wire to_other(0);
  to_one.Set(0, Wire::Fault::kRefused);
  to_other.Set(0, Wire::Fault::kRefused);
  const std::string one_url = "http://127.0.0.1:" + std::to_string(to_one.port());
  const std::string other_url = "http://127.0.0.1:" + std::to_string(to_other.port());
  const auto one =
      Start({"--context", "prod-a", "--fleet.from", other_url, "--fleet.from", clock.Url()});
  const auto other = Start({"--context", "prod-b", "--fleet.from", one_url});
  to_one.Set(PortOf(ListeningAddress(*one)), Wire::Fault::kNone);
  to_other.Set(PortOf(ListeningAddress(*other)), Wire::Fault::kNone);
  one->WaitForOutput("reason=config error=\"a loop: ");
  other->WaitForOutput("reason=config error=\"a loop: ");
  WaitForSeries(AddressOf(*one), Series("up", other_url) + "0\n");
  WaitForSeries(AddressOf(*other), Series("up", one_url) + "0\n");
  const int before = Count(one->errors() + other->errors(), "msg=\"source is ");
  clock.WaitFor(20);
  EXPECT_EQ(Count(one->errors() + other->errors(), "msg=\"source is "), before) << one->errors();
  EXPECT_THAT(Scrape(AddressOf(*one)),
              AllOf(HasSubstr(Series("up", other_url) + "0\n"), HasSubstr(Clusters("fresh", 1))));
}

TEST_F(SitesTest, AnExporterThatReadsItselfRefuses) {
  Wire wire(0);
  const std::string url = "http://127.0.0.1:" + std::to_string(wire.port());
  const auto exporter = Start({"--fleet.from", url});
  wire.Set(PortOf(ListeningAddress(*exporter)), Wire::Fault::kNone);
  exporter->WaitForOutput("source=" + url +
                          " reason=config error=\"a loop: the exporter reads itself");
  EXPECT_THAT(WaitForSeries(AddressOf(*exporter), Series("up", url) + "0\n"),
              HasSubstr(Clusters("fresh", 2)));
}

TEST_F(TwoSitesTest, AnEmptyListOfClustersReadsOnlyOtherExporters) {
  const std::string config =
      folder_.Write("only.yaml", "clusters: []\nfleets: [{url: '" + UrlOf(*west_) + "'}]\n");
  const auto parent = Start({"--config.file", config});
  EXPECT_THAT(WaitForSeries(AddressOf(*parent), Clusters("fresh", 1)),
              Not(HasSubstr("metallb_exporter_cluster_")));
  const std::string empty = folder_.Write("empty.yaml", "clusters: []\n");
  const Finished refused =
      RunProgram({EXPORTER, "serve", "--web.listen-address", kAnyPort, "--config.file", empty});
  EXPECT_EQ(refused.status, 2);
  EXPECT_THAT(refused.errors, HasSubstr("empty.yaml:1: \"clusters\" is empty; "));
  const Finished checked = RunProgram(
      {EXPORTER, "serve", "--config.check", "--config.file", empty, "--fleet.from", UrlOf(*west_)});
  EXPECT_EQ(checked.output, "configuration valid: 0 clusters, 0 networks, 1 source\n");
}

// A missing file at the start is not an error, but a file that disappears is.
TEST_F(SitesTest, TheDefaultKubeconfigMustNotDisappear) {
  const std::filesystem::path home = folder_.path();
  std::filesystem::create_directory_symlink(".", home / ".kube");
  const auto parent = StartParent({"--fleet.from", "http://127.0.0.1:1"});
  const std::string address = AddressOf(*parent);
  WaitForSeries(address, Clusters("fresh", 2));
  std::filesystem::rename(home / "config", home / "moved");
  parent->Signal(SIGHUP);
  constexpr const char* kSuccessful = "metallb_exporter_config_last_reload_successful ";
  EXPECT_THAT(WaitForSeries(address, std::string(kSuccessful) + "0\n"),
              HasSubstr(Clusters("fresh", 2)));
  parent->WaitForOutput("configuration not reloaded; keeping the previous configuration");
  std::filesystem::rename(home / "moved", home / "config");
  EXPECT_THAT(WaitForSeries(address, std::string(kSuccessful) + "1\n"),
              HasSubstr(Clusters("fresh", 2)));
  const std::string config =
      folder_.Write("none.yaml", "clusters: []\nfleets: [{url: 'http://127.0.0.1:1'}]\n");
  const auto restarted = StartParent({"--config.file", config});
  ListeningAddress(*restarted);
  std::filesystem::remove(home / "config");
  restarted->Signal(SIGHUP);
  restarted->WaitForOutput("configuration reloaded\" clusters=0");
}

TEST_F(TwoSitesTest, ASimilarNetworkOfASourceIsLogged) {
  const std::string office =
      folder_.Write("office.yaml", "clusters: [{context: prod-b, network: Office}]\n");
  const auto child = Start({"--config.file", office});
  const std::string config = folder_.Write(
      "parent.yaml",
      "clusters: [{context: prod-a, network: office}]\nfleets: [{url: '" + UrlOf(*child) + "'}]\n");
  const auto parent = Start({"--config.file", config});
  parent->WaitForOutput("of two networks are not reported\" source=" + UrlOf(*child) +
                        " network=Office similar_to=office");
}

TEST_F(TwoSitesTest, AReloadAddsAndRemovesSources) {
  const std::string config =
      folder_.Write("fleets.yaml", "fleets: [{url: '" + UrlOf(*east_) + "'}]\n");
  const auto parent = StartParent({"--config.file", config});
  const std::string address = AddressOf(*parent);
  WaitForSeries(address, Clusters("fresh", 1));
  folder_.Write("fleets.yaml",
                "fleets: [{url: '" + UrlOf(*east_) + "'}, {url: '" + UrlOf(*west_) + "'}]\n");
  parent->Signal(SIGHUP);
  WaitForSeries(address, kOneDuplicate);
  EXPECT_EQ(Count(parent->errors(), "msg=\"source is up\""), 2) << "east keeps its thread";

  standin::ApiServer hanging;
  hanging.Intercept(
      [](const standin::Request&) { return Delivered({.body = "{}"}, standin::Delivery::kHang); });
  const std::string both =
      "fleets: [{url: '" + UrlOf(*east_) + "'}, {url: '" + UrlOf(*west_) + "'}";
  folder_.Write("fleets.yaml", both + ", {url: '" + hanging.Url() + "'}]\n");
  parent->Signal(SIGHUP);
  const auto fleet = [&] { return Get(address, "/api/v1/fleet"); };
  WaitForText(fleet, "\"source\": \"" + hanging.Url() + "\"");
  EXPECT_THAT(Scrape(address),
              AllOf(HasSubstr(kOneDuplicate), Not(HasSubstr("source=\"" + hanging.Url()))))
      << "a source that is added hides nothing";
  const auto restarted = StartParent({"--config.file", config});
  WaitForText([&] { return Scrape(ListeningAddress(*restarted)); }, Series("up", UrlOf(*west_)));
  EXPECT_THAT(Scrape(ListeningAddress(*restarted)), Not(HasSubstr("fleet_duplicate_addresses{")));
  folder_.Write("fleets.yaml", "fleets: [{url: '" + UrlOf(*west_) + "'}]\n");
  parent->Signal(SIGHUP);
  EXPECT_THAT(WaitForSeries(address, Clusters("fresh", 1)),
              AllOf(Not(HasSubstr("source=\"" + UrlOf(*east_))),
                    HasSubstr("metallb_fleet_duplicate_addresses{network=\"default\"} 0\n")));
}

}  // namespace
}  // namespace exporter::tests
