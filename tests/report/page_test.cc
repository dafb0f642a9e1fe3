#include "exporter/report/page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "exporter/report/page_parts.h"
#include "tests/support/made_fleet.h"

namespace exporter::report {
namespace {

using tests::kNow;
using tests::MakeCluster;
using tests::MakePool;
using tests::MakeService;

// U+202E: the text after it is displayed from right to left.
constexpr char kOverrideBytes[] = {'\xe2', '\x80', '\xae'};
constexpr std::string_view kOverride(kOverrideBytes, sizeof(kOverrideBytes));

using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

BodySource BodiesOf(const fleet::FleetView& fleet, const fleet::FleetFacts& facts) {
  return [&](const auto& clusters) { return RenderBodies(fleet, facts, clusters); };
}

// The tags of the pools of each cluster.
std::vector<std::string> TagsOf(const fleet::FleetView& fleet) {
  std::vector<std::string> tags;
  for (const fleet::ClusterView& each : fleet.clusters) {
    const fleet::ClusterView* const cluster[] = {&each};
    tags.push_back(RenderBodies(fleet, fleet::Analyze(fleet, {}), cluster).at(0)->tag);
  }
  return tags;
}

std::string Page(const fleet::FleetView& fleet, const fleet::FleetPolicy& policy = {},
                 std::size_t page = 1) {
  const fleet::FleetFacts facts = fleet::Analyze(fleet, policy);
  return RenderPage(fleet, facts, policy, BodiesOf(fleet, facts),
                    {.version = "1.2.3", .telemetry_path = "/metrics", .now = kNow, .page = page});
}

int CountOf(const std::string& text, std::string_view part) {
  int count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

fleet::ClusterView Calm(const std::string& name, const std::string& block) {
  return MakeCluster(name, {MakePool("pool", {block + ".0/28"})},
                     {MakeService("web", {block + ".3"}), MakeService("api", {block + ".4"})});
}

TEST(RenderPage, ShowsEachPoolWithBarMapAndHolders) {
  const std::string page = Page({{Calm("a", "10.0.0")}, {}});
  EXPECT_THAT(page, HasSubstr("<h4><bdi>pool</bdi></h4><p class=\"about\"><bdi>10.0.0.0/28</bdi>"));
  EXPECT_THAT(page, HasSubstr("<p class=\"use\"><span>IPv4</span> <b>12.5 %</b> <span>2 of 16 "
                              "assigned, 14 available</span> </p>"));
  EXPECT_THAT(page, HasSubstr("<path class=\"ok\" d=\"M0 1h12.50v8H0z\"/><use href=\"#mark\"/>"));
  EXPECT_THAT(page,
              HasSubstr("<summary>2 addresses assigned</summary><ul><li><b>10.0.0.3</b> shop/web"
                        "<li><b>10.0.0.4</b> shop/api</ul></details>"));
  EXPECT_THAT(page, HasSubstr("data-blocks=\"10.0.0.0*16\" data-cells=\"v3a2v11\""));
  EXPECT_THAT(page, Not(HasSubstr("<span>IPv6</span>")));
  EXPECT_THAT(page, HasSubstr("metallb-pool-exporter 1.2.3</p>"));
  EXPECT_THAT(page, HasSubstr("<a href=\"./metrics\">"));
}

TEST(RenderPage, HasAnAnchorForEachCluster) {
  EXPECT_THAT(Page({{Calm("a/b", "10.0.0")}, {}}),
              HasSubstr(" id=\"cluster-a/b\" data-key=\"cluster a/b\""));
}

TEST(RenderPage, ShowsEachClusterWithStateAndAge) {
  fleet::ClusterView stale = Calm("stale", "10.0.1");
  stale.state = fleet::DataState::kStale;
  stale.record.up = false;
  stale.record.last_error = Error{ErrorKind::kTimeout, "no answer <yet>"};
  stale.record.last_success = kNow - std::chrono::minutes(7);
  fleet::ClusterView away;
  away.name = "away";
  away.record.polls = 1;
  away.record.last_error = Error{ErrorKind::kUnreachable, "refused"};
  fleet::ClusterView unseen;
  unseen.name = "unseen";
  const std::string page = Page({{Calm("a", "10.0.0"), stale, away, unseen}, {}});
  EXPECT_THAT(
      page,
      HasSubstr("<h3><bdi>a</bdi></h3> <span class=\"badge ok\">● <span "
                "class=\"state\">fresh</span></span> "
                "<span>data is <time datetime=\"1970-01-12T13:46:28Z\">12 s</time> old</span>"));
  EXPECT_THAT(page, HasSubstr("<span class=\"badge warn\">◐ <span "
                              "class=\"state\">stale</span></span> <span>data is <time "
                              "datetime=\"1970-01-12T13:39:40Z\">7 min</time> old</span>"));
  EXPECT_THAT(page, HasSubstr("✕ The last poll failed: <span class=\"state\">timeout</span>: "
                              "<bdi>no answer &lt;yet&gt;</bdi>"));
  EXPECT_THAT(page, HasSubstr("<h3><bdi>away</bdi></h3> <span class=\"badge bad\">○ <span "
                              "class=\"state\">unknown</span></span> "
                              "<span>no data: last poll failed</span>"));
  EXPECT_THAT(page, HasSubstr("<span>no data yet</span>"));
  EXPECT_THAT(page, HasSubstr("Not polled yet."));
  EXPECT_THAT(page,
              HasSubstr("<b>✕ 3</b> <span>of 4 clusters not read, 1 stale, 2 unknown</span>"));
}

TEST(RenderPage, ShowsConflictsBeforeClusters) {
  fleet::FleetView fleet;
  fleet.clusters = {
      MakeCluster("a", {MakePool("pool", {"10.0.0.0/28"})}, {MakeService("login", {"10.0.0.15"})}),
      MakeCluster("b", {MakePool("pool", {"10.0.0.12-10.0.0.31", "10.9.9.9"})},
                  {MakeService("queue", {"10.0.0.15"}), MakeService("waits", {})})};
  fleet::FleetPolicy policy;
  policy.plan = {{"a", {"rack-1", fleet.clusters[0].snapshot->pools()[0].addresses}},
                 {"b", {"rack-2", {}}}};
  const std::string page = Page(fleet, policy);
  EXPECT_LT(page.find("<h2>Problems"), page.find("<h2>Clusters</h2>"));
  EXPECT_THAT(page, HasSubstr("<title>✕ 1 duplicate, MetalLB pools</title>"));
  EXPECT_THAT(page,
              HasSubstr("<li><b>10.0.0.15</b> is assigned by <bdi>a</bdi> (<bdi>shop/login</bdi>"
                        "), <bdi>b</bdi> (<bdi>shop/queue</bdi>)</li>"));
  EXPECT_THAT(page, HasSubstr("pools <bdi>a</bdi>/<bdi>pool</bdi> and <bdi>b</bdi>/<bdi>pool</bdi> "
                              "share <b>10.0.0.12-10.0.0.15</b> (4 addresses)</li>"));
  EXPECT_THAT(page, HasSubstr("<bdi>b</bdi>/<bdi>pool</bdi> has 20 addresses outside its cluster"));
  EXPECT_THAT(page, HasSubstr("<bdi>b</bdi>/<bdi>pool</bdi> has <bdi>an invalid entry: "
                              "&quot;10.9.9.9&quot; has no prefix "
                              "length; write 10.9.9.9/32</bdi>; MetalLB"));
  EXPECT_THAT(page, HasSubstr("✕ <bdi>10.9.9.9</bdi> ("));
  EXPECT_THAT(
      page,
      HasSubstr("<li><b>10.0.0.15</b> shop/queue <span>✕ also</span> shop/login <span>of</span> "
                "a"));
  EXPECT_THAT(page, HasSubstr("data-cells=\"o3d1v16\""));
  EXPECT_THAT(page, HasSubstr("<span class=\"badge warn\">▲ 1 pending</span>"));
  EXPECT_THAT(page, HasSubstr("<span class=\"badge bad\">✕ 1 duplicate address</span>"));
  EXPECT_THAT(page, HasSubstr("location <bdi>rack-1</bdi>"));
}

TEST(RenderPage, SaysThatThereAreNoConflicts) {
  const std::string page = Page({{Calm("a", "10.0.0")}, {}});
  EXPECT_THAT(page, HasSubstr("<p class=\"none\">✓ No conflicts.</p>"));
  EXPECT_THAT(page, HasSubstr("<li class=\"ok\"><b>0</b> <span>duplicate addresses</span>"));
  EXPECT_THAT(page, Not(HasSubstr("<h2>Problems")));
  EXPECT_THAT(page, HasSubstr("<title>MetalLB pools</title>"));
}

TEST(RenderPage, SaysInWordsThatAPoolReachedAThreshold) {
  const fleet::FleetView fleet{
      {MakeCluster("a", {MakePool("pool", {"10.0.0.0-10.0.0.4"})},
                   {MakeService("w", {"10.0.0.0", "10.0.0.1", "10.0.0.2", "10.0.0.3"})}),
       MakeCluster("b", {MakePool("pool", {"10.1.0.0/31"})},
                   {MakeService("w", {"10.1.0.0", "10.1.0.1"})})},
      {}};
  const std::string page = Page(fleet);
  EXPECT_THAT(page,
              HasSubstr("4 of 5 assigned, 1 available</span> <span class=\"badge warn\">▲ 80 % or "
                        "more</span>"));
  EXPECT_THAT(page, HasSubstr("2 of 2 assigned, 0 available</span> <span class=\"badge bad\">■ "
                              "full</span>"));
  EXPECT_THAT(page, HasSubstr("<b>■ 2</b> <span>of 2 pools at 80 % or more, 1 at 95 %</span>"));
}

TEST(RenderPage, SortsCardsBySeverity) {
  std::vector<metallb::Service> services;
  for (int i = 0; i < 95; ++i) {
    services.push_back(MakeService("w" + std::to_string(i), {"10.0.0." + std::to_string(i)}));
  }
  fleet::ClusterView down;
  down.name = "down";
  fleet::ClusterObjects own;
  own.metallb_installed = true;
  own.pools = {MakePool("own", {"10.2.0.7/32"})};
  own.nodes = {tests::MakeNode("n1", {"10.2.0.7"})};
  const std::string page = Page(
      {{MakeCluster("a", {MakePool("p", {"10.0.0.0-10.0.0.99"}), MakePool("none", {})}, services),
        MakeCluster("b", {MakePool("p", {"10.1.0.0-10.1.0.4"})},
                    {MakeService("w", {"10.1.0.0", "10.1.0.1", "10.1.0.2", "10.1.0.3"})}),
        MakeCluster("c", own), down},
       {}});
  std::size_t last = 0;
  for (const char* card :
       {R"(<section class="finding bad" data-key="■ Nearly exhausted pools" id="filter=is:full")",
        R"(<section class="finding bad" data-key="✕ Clusters that could not be read")",
        R"(<section class="finding warn" data-key="▲ Pools at 80 % or more" data-is="is:full")",
        R"(<section class="finding warn" data-key="▲ Pools that MetalLB rejects")",
        R"(<section class="finding note" data-key="Nodes whose address is a pool")"}) {
    const std::size_t at = page.find(card);
    ASSERT_NE(at, std::string::npos) << card;
    EXPECT_GT(at, last) << card;
    last = at;
  }
  EXPECT_THAT(page, HasSubstr("■ Nearly exhausted pools <span>1</span>"));
}

TEST(RenderPage, ShowsNoProblemForAPoolThatIsFullByDesign) {
  metallb::AddressPool pool = MakePool("pool", {"10.1.0.0/31"});
  pool.capacity_alerts = false;
  const std::string page =
      Page({{MakeCluster("a", {pool}, {MakeService("w", {"10.1.0.0", "10.1.0.1"})})}, {}});
  EXPECT_THAT(page, HasSubstr("2 of 2 assigned, 0 available"));
  EXPECT_THAT(page, HasSubstr("<span class=\"badge plain\">capacity alerts off</span>"));
  EXPECT_THAT(page, HasSubstr("<b>0</b> <span>of 1 pool at 80 % or more</span>"));
  EXPECT_THAT(page, Not(HasSubstr("■ 95 %")));
}

TEST(RenderPage, CollapsesClustersWithoutProblemsInALargeFleet) {
  fleet::FleetView fleet;
  for (int i = 0; i < 10; ++i) {
    fleet.clusters.push_back(Calm("c" + std::to_string(i), "10.0." + std::to_string(i)));
  }
  EXPECT_THAT(Page(fleet), HasSubstr("data-key=\"cluster c0\" open>"));
  fleet.clusters.push_back(Calm("busy", "10.0.9"));
  const std::string page = Page(fleet);
  EXPECT_THAT(page, HasSubstr("data-key=\"cluster c0\">"));
  EXPECT_THAT(page, HasSubstr("data-key=\"cluster busy\" open>"));
}

TEST(RenderPage, LinksToThePoolsOfClosedClusters) {
  fleet::FleetView fleet;
  for (int i = 0; i < 11; ++i) {
    fleet.clusters.push_back(Calm("c" + std::to_string(i), "10.0." + std::to_string(i)));
  }
  EXPECT_THAT(Page(fleet), Not(HasSubstr("<section class=\"pool\"")));
  EXPECT_THAT(Page(fleet), HasSubstr("<a href=\"./?cluster=c10\">Show 1 pool</a>"));
  for (fleet::ClusterView& each : fleet.clusters) {
    each.record.last_error = Error{ErrorKind::kTimeout, "late"};
    each.record.up = false;
  }
  EXPECT_EQ(CountOf(Page(fleet), "<section class=\"pool\""), 10) << "all have problems";
  EXPECT_EQ(CountOf(Page(fleet), "href=\"./?cluster="), 1);
}

TEST(RenderPage, SendsNoPoolsToARefresh) {
  const fleet::FleetView fleet{{Calm("a b/\u00e9\"", "10.0.0")}, {}};
  const fleet::FleetFacts facts = fleet::Analyze(fleet, {});
  const std::string page = RenderPage(
      fleet, facts, {}, BodiesOf(fleet, facts),
      {.version = "1", .telemetry_path = "/m", .now = kNow, .parts = PageParts::kWithoutPools});
  EXPECT_THAT(page, Not(HasSubstr("<section class=\"pool\"")));
  EXPECT_THAT(page, HasSubstr(" open><summary>")) << "the script loads the pools";
  EXPECT_THAT(page, HasSubstr("<p class=\"links later\" data-pools=\"1\">"
                              "<a href=\"./?cluster=a%20b%2F%C3%A9%22\">"));
}

TEST(RenderBodies, ChangesOnlyTheTagsOfChangedClusters) {
  fleet::FleetView fleet{{Calm("a", "10.0.0"), Calm("b", "10.0.1")}, {}};
  const auto before = TagsOf(fleet);
  fleet.clusters[1] = Calm("b", "10.0.2");
  fleet.clusters[0].record.polls += 1;
  const auto after = TagsOf(fleet);
  EXPECT_EQ(after[0], before[0]);
  EXPECT_NE(after[1], before[1]);
  // A conflict is in the pools of both clusters.
  fleet.clusters[1] = Calm("b", "10.0.0");
  EXPECT_NE(TagsOf(fleet)[0], before[0]);
}

TEST(RenderClusterPage, ShowsOneCluster) {
  fleet::FleetView fleet;
  for (int i = 0; i < 11; ++i) {
    fleet.clusters.push_back(Calm("c" + std::to_string(i), "10.0." + std::to_string(i)));
  }
  const fleet::FleetFacts facts = fleet::Analyze(fleet, {});
  const auto page = [&](const std::string& name, PageParts parts = PageParts::kAll) {
    return RenderClusterPage(fleet, facts, {}, BodiesOf(fleet, facts), name,
                             {.version = "1", .telemetry_path = "/m", .now = kNow, .parts = parts});
  };
  ASSERT_TRUE(page("c1"));
  EXPECT_EQ(CountOf(*page("c1"), "<section class=\"pool\""), 1);
  EXPECT_THAT(*page("c1"), HasSubstr("<li><b>10.0.1.3</b> shop/web"));
  EXPECT_THAT(*page("c1"), HasSubstr("<script>"));
  EXPECT_THAT(*page("c1", PageParts::kMain), testing::StartsWith("<main id=\"live\""));
  EXPECT_THAT(*page("c1", PageParts::kMain), testing::EndsWith("</main>\n"));
  EXPECT_FALSE(page("c"));
  EXPECT_FALSE(page(""));
}

TEST(RenderPage, HasAHundredClusters) {
  fleet::FleetView fleet;
  for (int i = 0; i < 205; ++i) {
    fleet.clusters.push_back(Calm("c" + std::to_string(i),
                                  "10." + std::to_string(i / 100) + "." + std::to_string(i % 100)));
  }
  const auto rows = [&](std::size_t page) {
    return CountOf(Page(fleet, {}, page), "<details class=\"cluster\"");
  };
  EXPECT_EQ(rows(1), 100);
  EXPECT_EQ(rows(3), 5);
  EXPECT_EQ(rows(0), 100);
  EXPECT_EQ(rows(99), 5) << "the last page";
  EXPECT_THAT(Page(fleet),
              HasSubstr("Clusters 1 to 100 of 205 <a href=\"./?page=2\">next</a></p>"));
  EXPECT_THAT(Page(fleet), HasSubstr("data-elsewhere=\"105\""));
  EXPECT_THAT(Page(fleet), HasSubstr("<h2>Network map</h2>"));
  const std::string second = Page(fleet, {}, 2);
  EXPECT_THAT(second, HasSubstr("id=\"cluster-c100\""));
  EXPECT_THAT(second,
              HasSubstr(" <a href=\"./?page=1\">previous</a> <a href=\"./?page=3\">next</a>"));
  EXPECT_THAT(second, Not(HasSubstr("<h2>Network map</h2>")));
  fleet.clusters.resize(100);
  EXPECT_THAT(Page(fleet), Not(HasSubstr("class=\"links pager\"")));
  EXPECT_THAT(Page(fleet), HasSubstr("data-elsewhere=\"0\""));
}

TEST(ParsePageNumber, IsOneForAnyOtherText) {
  EXPECT_EQ(ParsePageNumber("12"), 12U);
  for (const char* text : {"", "0", "-1", "1x", " 2", "99999999999999999999999"}) {
    EXPECT_EQ(ParsePageNumber(text), 1U) << text;
  }
}

TEST(RenderPage, SortsClustersBySeverityUtilizationOrName) {
  fleet::ClusterView away;
  away.name = "a-away";
  away.network = "default";
  away.record.polls = 1;
  const fleet::ClusterView calm = Calm("b-calm", "10.0.0");
  const fleet::ClusterView full = MakeCluster("z-full", {MakePool("p", {"10.1.0.0/31"})},
                                              {MakeService("w", {"10.1.0.0", "10.1.0.1"})});
  const auto names = [&](ClusterOrder order) {
    const fleet::FleetView fleet{{calm, away, full}, {}};
    const fleet::FleetFacts facts = fleet::Analyze(fleet, {});
    std::string sorted;
    for (const fleet::ClusterView* each :
         SortClusters(fleet, ConflictMarks(facts), kAlertThresholds, order)) {
      sorted += each->name + ' ';
    }
    return sorted;
  };
  EXPECT_EQ(names(ClusterOrder::kSeverity), "z-full a-away b-calm ");
  EXPECT_EQ(names(ClusterOrder::kUtilization), "z-full b-calm a-away ");
  EXPECT_EQ(names(ClusterOrder::kName), "a-away b-calm z-full ");
}

TEST(RenderPage, LinksTilesToTheProblems) {
  const std::string page =
      Page({{Calm("a", "10.0.0"),
             MakeCluster("full", {MakePool("p", {"10.1.0.0/31"})},
                         {MakeService("w", {"10.1.0.0", "10.1.0.1"}), MakeService("waits", {})})},
            {}});
  EXPECT_THAT(page, HasSubstr("<a href=\"#filter=is:full\"><b>■ 1</b>"));
  EXPECT_THAT(page, HasSubstr("data-key=\"pool full p\" data-is=\"is:full\">"));
  EXPECT_THAT(page, HasSubstr("data-key=\"cluster full\" data-is=\"is:pending\" open>"));
  EXPECT_THAT(page, HasSubstr(" id=\"filter=is:full\" data-is=\"is:full\"><h3>■ Exhausted"));
  EXPECT_THAT(page, HasSubstr(" id=\"filter=is:pending\" data-is=\"is:pending\"><h3>"))
      << "the target without JavaScript";
  EXPECT_THAT(page, Not(HasSubstr("#filter=is:down")));
}

TEST(RenderPoolsPage, ShowsStaleAndMissingData) {
  fleet::ClusterView unknown;
  unknown.name = "b";
  fleet::FleetView fleet{{Calm("a", "10.0.0"), unknown}, {}};
  fleet.clusters[0].state = fleet::DataState::kStale;
  const std::string page = RenderPoolsPage(fleet, fleet::Analyze(fleet, {}), SortOrder::kName,
                                           {.version = "1", .telemetry_path = "/m", .now = kNow});
  EXPECT_THAT(page, HasSubstr("12.5 % <td><span class=\"badge warn\">◐ stale</span></tr>\n"
                              "<tr><td><bdi>b</bdi><td><td><td><td><td><td><td><span "
                              "class=\"badge bad\">○ unknown</span></tr>"));
}

// A closed cluster shows only its summary.
TEST(RenderPage, CountsTheProblemsOfPoolsAtTheirCluster) {
  fleet::ClusterObjects objects;
  objects.metallb_installed = true;
  objects.pools = {MakePool("none", {}), MakePool("p", {"10.0.0.0/28"}),
                   MakePool("q", {"10.0.0.8/29"})};
  objects.nodes = {tests::MakeNode("n1", {"10.0.0.7"})};
  objects.services = {MakeService("far", {"10.9.9.9"})};
  objects.services[0].from_metallb_pool = true;
  const std::string page = Page({{MakeCluster("a", objects), Calm("b", "10.1.0")}, {}});
  for (const char* badge : {"1 rejected pool", "2 pools overlap", "1 pool with node addresses",
                            "1 address outside every pool"}) {
    EXPECT_EQ(CountOf(page, "<span class=\"badge warn\">▲ " + std::string(badge) + "</span>"), 1)
        << badge;
  }
}

TEST(RenderPoolsPage, ListsPoolsInTheOrderOfTheLink) {
  const fleet::FleetView fleet{{Calm("a", "10.0.0"), Calm("<b>", "10.0.1")}, {}};
  const std::string page = RenderPoolsPage(fleet, fleet::Analyze(fleet, {}), SortOrder::kName,
                                           {.version = "1", .telemetry_path = "/m", .now = kNow});
  EXPECT_THAT(page, HasSubstr("<tr><td><bdi>&lt;b&gt;</bdi><td><bdi>pool</bdi><td>ipv4<td>2<td>16"
                              "<td>14<td>12.5 % <td>fresh</tr>"));
  EXPECT_THAT(page, HasSubstr("<a href=\"./?pools=name\" aria-current=\"true\">"));
  EXPECT_THAT(page, HasSubstr("<a href=\"./api/v1/pools.csv\" download>"));
}

TEST(RenderPage, EscapesNames) {
  const std::string hostile = "<script>alert('x')</script>&\"><img src=x onerror=alert(1)>";
  fleet::ClusterView cluster = MakeCluster(hostile, {MakePool(hostile, {"10.0.0.0/30", hostile})},
                                           {MakeService(hostile, {})});
  metallb::Service service = MakeService(hostile, {"10.0.0.1"});
  service.name_space = hostile;
  fleet::ClusterView other = MakeCluster("b", {MakePool("p", {"10.0.0.0/30"})}, {service});
  for (fleet::ClusterView* const each : {&cluster, &other}) {
    each->network = hostile;
    each->context = hostile;
    each->record.last_error = Error{ErrorKind::kInternal, hostile};
  }
  fleet::FleetPolicy policy;
  policy.networks[hostile + "2"] = {};
  policy.plan.emplace();
  policy.plan->emplace(hostile, fleet::PlannedCluster{hostile, {}});
  const std::string page = Page({{cluster, other}, {{hostile, hostile}}}, policy);
  const std::string document = page.substr(0, page.rfind("<script>"));
  EXPECT_THAT(document, Not(HasSubstr("<script>")));
  EXPECT_THAT(document, Not(HasSubstr("<img")));
  EXPECT_THAT(page, HasSubstr("<bdi>&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;&quot;&gt;"
                              "&lt;img src=x onerror=alert(1)&gt;</bdi>"));
}

TEST(RenderPage, LoadsNoOtherResource) {
  const std::string page = Page({{Calm("a", "10.0.0")}, {}});
  for (const char* const sign : {" src=", "@import", "url(h", " style=", " onclick="}) {
    EXPECT_THAT(page, Not(HasSubstr(sign)));
  }
  EXPECT_THAT(PagePolicy(),
              MatchesRegex("default-src 'none'; style-src 'sha256-[^ ]{44}'; "
                           "script-src( 'sha256-[^ ]{44}'){2}; connect-src 'self'; .*"));
}

TEST(RenderPage, StaysSmallWithAHundredClusters) {
  fleet::FleetView fleet;
  for (int c = 0; c < 100; ++c) {
    std::vector<metallb::AddressPool> pools;
    std::vector<metallb::Service> services;
    for (int p = 0; p < 10; ++p) {
      const std::string block = "10." + std::to_string(c) + "." + std::to_string(p) + ".";
      pools.push_back(MakePool("pool-" + std::to_string(p), {block + "0/24"}));
      for (int s = 0; s < 20; ++s) {
        services.push_back(
            MakeService("service-" + std::to_string(20 * p + s), {block + std::to_string(s)}));
      }
    }
    fleet.clusters.push_back(MakeCluster("cluster-" + std::to_string(c), pools, services));
  }
  const std::string page = Page(fleet);
  EXPECT_LT(page.size(), 600'000U);
  EXPECT_LT(CountOf(page, "<"), 20'000) << "elements, and their ends";
}

TEST(RenderPage, CountsOmittedElementsOfALongList) {
  std::vector<metallb::Service> services;
  for (int i = 0; i < 9; ++i) {
    services.push_back(MakeService("w" + std::to_string(i), {"10.0.0." + std::to_string(i)}));
  }
  const fleet::FleetView fleet{{MakeCluster("a", {MakePool("x", {"10.0.0.0/24"})}, services)}, {}};
  const fleet::FleetFacts facts = fleet::Analyze(fleet, {});
  const ConflictMarks marks(facts);
  EXPECT_THAT(PoolsHtml(fleet.clusters[0], marks, {{{8'000}, {9'500}}, 8}),
              HasSubstr("<li><b>10.0.0.7</b> shop/w7</ul><p class=\"more\">and 1 more</p>"));
}

TEST(RenderPage, QuotesTheBeginningOfALongEntry) {
  const auto pool = MakePool("p", {"10.0.0.0/" + std::string(100'000, '0') + "8"});
  EXPECT_THAT(Page({{MakeCluster("a", {pool}, {})}, {}}),
              HasSubstr("<bdi>10.0.0.0/" + std::string(91, '0') + "…</bdi>"));
}

TEST(RenderPage, CountsTheOverlappingAddressesOfAPoolExactly) {
  std::vector<std::string> entries;
  for (int i = 0; i < 101; ++i) entries.push_back("10.0.0." + std::to_string(2 * i) + "/32");
  const auto pool = MakePool("p", entries);
  const std::string page = Page({{MakeCluster("a", {pool}, {}), MakeCluster("b", {pool}, {})}, {}},
                                {.max_conflict_series = 0});
  EXPECT_THAT(page, HasSubstr("▲ Address ranges in several pools <span>101</span></h3>"));
  EXPECT_THAT(page, HasSubstr("share <b>10.0.0.198</b> (1 address)</li>"));
  EXPECT_THAT(page, HasSubstr("</ul><p class=\"more\">and 1 more</p>"));
  EXPECT_THAT(page, HasSubstr("▲ 101 addresses also in another pool"));
}

TEST(RenderPage, MarksEveryDuplicateRegardlessOfTheBoundOnSeries) {
  std::vector<std::string> addresses;
  for (int i = 0; i < 250; ++i) addresses.push_back("10.0.0." + std::to_string(i));
  const auto pool = MakePool("p", {"10.0.0.0/24"});
  const fleet::FleetView fleet{{MakeCluster("a", {pool}, {MakeService("x", addresses)}),
                                MakeCluster("b", {pool}, {MakeService("y", addresses)})},
                               {}};
  const std::string page = Page(fleet, {.max_conflict_series = 84});
  EXPECT_EQ(page, Page(fleet, {.max_conflict_series = 1'000}));
  EXPECT_THAT(page, HasSubstr("data-cells=\"d250o6\""));
  EXPECT_THAT(page, HasSubstr("<li><b>10.0.0.249</b> shop/x <span>✕ also</span> shop/y <span>of"
                              "</span> b"));
  EXPECT_THAT(page, HasSubstr("✕ 250 duplicate addresses</span>"));
}

TEST(RenderPage, NamesPendingServicesAndUnpooledAddresses) {
  std::vector<metallb::Service> services = {MakeService("waits", {}),
                                            MakeService("<web>", {"10.0.9.1"})};
  services[1].from_metallb_pool = true;
  const std::string page = Page({{MakeCluster("a", {}, services)}, {}});
  EXPECT_THAT(page, HasSubstr("▲ Clusters with pending Services <span>1</span></h3><ul><li>cluster "
                              "<bdi>a</bdi> has 1 pending Service: <bdi>shop/waits</bdi></li>"));
  EXPECT_THAT(page, HasSubstr("<li><b>10.0.9.1</b> is outside every pool of cluster <bdi>a</bdi>, "
                              "but assigned to <bdi>shop/&lt;web&gt;</bdi></li>"));
}

TEST(RenderPage, DistinguishesUnknownFromNone) {
  fleet::ClusterView unseen;
  unseen.name = "unseen";
  unseen.network = "default";
  fleet::ClusterView elsewhere = unseen;
  elsewhere.network = "elsewhere";
  const std::string page = Page({{Calm("a", "10.0.0"), unseen}, {}});
  EXPECT_THAT(page, HasSubstr("<li class=\"\"><b>–</b> <span>duplicate addresses not known yet: "
                              "1 cluster not polled yet</span>"));
  EXPECT_THAT(page, HasSubstr("<li class=\"\"><b>–</b> <span>overlapping pools not known "
                              "yet: 1 cluster not polled yet</span>"));
  EXPECT_THAT(page, HasSubstr("<p class=\"more\">Conflicts are unknown until"));
  EXPECT_THAT(Page({{Calm("a", "10.0.0"), Calm("b", "10.0.0"), elsewhere}, {}}),
              HasSubstr("<li class=\"bad\"><a href=\"#filter=is:duplicate\"><b>✕ 2</b> "
                        "<span>duplicate addresses so far: 1 cluster not polled yet</span></a>"))
      << "conflicts are shown as soon as they are found";
  const std::string nothing = Page({{unseen}, {}});
  EXPECT_THAT(nothing,
              HasSubstr("<li class=\"\"><b>–</b> <span>pools at 80 % or more: no cluster has "
                        "data</span>"));
  EXPECT_THAT(nothing, HasSubstr("<li class=\"\"><b>–</b> <span>Services pending: no cluster has "
                                 "data</span>"));
}

TEST(RenderPage, DoesNotReportNoConflictsForClustersWithoutData) {
  fleet::ClusterView away;
  away.name = "away";
  away.record.polls = 1;
  away.record.last_error = Error{ErrorKind::kUnreachable, "refused"};
  const std::string nothing = Page({{away}, {}});
  EXPECT_THAT(nothing,
              HasSubstr("<p class=\"more\">Conflicts are unknown: no cluster has data.</p>"));
  EXPECT_THAT(nothing,
              HasSubstr("<li class=\"\"><b>–</b> <span>duplicate addresses: no cluster has "
                        "data</span>"));
  EXPECT_THAT(nothing, HasSubstr("<li class=\"\"><b>–</b> <span>overlapping pools: no cluster has "
                                 "data</span>"));
  EXPECT_THAT(nothing, Not(HasSubstr("✓")));
  const std::string partly = Page({{Calm("a", "10.0.0"), away}, {}});
  EXPECT_THAT(partly, HasSubstr("<p class=\"more\">No conflicts among 1 of 2 clusters.</p>"));
  EXPECT_THAT(partly, HasSubstr("<li class=\"\"><b>0</b> <span>duplicate addresses among 1 of 2 "
                                "clusters</span>"));
}

TEST(RenderPage, ReportsAClusterWithoutAnEntryInThePlanOnce) {
  fleet::FleetPolicy policy;
  policy.plan.emplace();
  const auto cluster =
      MakeCluster("a", {MakePool("p", {"10.0.0.0/30"}), MakePool("q", {"10.0.1.0/30"})}, {});
  const std::string page = Page({{cluster}, {}}, policy);
  EXPECT_THAT(page, HasSubstr("Pools outside the plan <span>1</span>"));
  EXPECT_THAT(page, HasSubstr("<li>cluster <bdi>a</bdi> has no entry in the plan</li>"));
}

TEST(RenderPage, ShowsNodeAddressesInPools) {
  fleet::ClusterObjects objects;
  objects.pools = {MakePool("own", {"10.0.0.7/32"}), MakePool("p", {"10.0.0.0/28"})};
  objects.nodes = {tests::MakeNode("n<1>", {"10.0.0.7"})};
  const std::string page = Page({{MakeCluster("a", objects)}, {}});
  EXPECT_THAT(page, HasSubstr("▲ Node addresses in pools <span>1</span>"));
  EXPECT_THAT(page, HasSubstr("Nodes whose address is a pool <span>1</span>"));
  EXPECT_THAT(page,
              HasSubstr("<li>pool <bdi>a</bdi>/<bdi>p</bdi> contains <b>10.0.0.7</b>, the "
                        "address of node <bdi>n&lt;1&gt;</bdi> of cluster <bdi>a</bdi></li>"));
  EXPECT_THAT(page, HasSubstr("the address of the only node <bdi>n&lt;1&gt;</bdi>"));
  const std::string badge = "<span class=\"badge warn\">▲ 1 node address</span>";
  EXPECT_THAT(page, HasSubstr(badge));
  EXPECT_EQ(page.find(badge), page.rfind(badge)) << "not the pool that is the node on purpose";
}

TEST(RenderPage, ShowsAPoolWithoutAddressesAsRejected) {
  const fleet::FleetView fleet{{MakeCluster("a", {MakePool("hollow", {})}, {})}, {}};
  const std::string page = Page(fleet);
  EXPECT_THAT(page,
              HasSubstr("<bdi>a</bdi>/<bdi>hollow</bdi> has <bdi>no addresses</bdi>; MetalLB"));
  EXPECT_THAT(page, HasSubstr("<span class=\"badge bad\">✕ no addresses, rejected by MetalLB"));
}

TEST(RenderPage, SaysWhyAnEntryIsRejected) {
  const std::string page =
      Page({{MakeCluster("a", {MakePool("p", {"10.0.0.0/28", "10.0.0.8/29"})}, {})}, {}});
  EXPECT_THAT(page,
              HasSubstr("<bdi>10.0.0.0/28</bdi>, <span class=\"bad\">✕ <bdi>10.0.0.8/29</bdi> "
                        "(overlaps an entry before it)</span>"));
}

TEST(RenderPage, ShowsCharactersThatChangeTheWritingDirection) {
  const std::string turning = std::string(kOverride) + "eno";
  fleet::FleetView fleet{{MakeCluster(turning, {MakePool(turning, {"10.0.0.0/28", turning})},
                                      {MakeService(turning, {"10.0.0.1"})}),
                          Calm("b", "10.0.0")},
                         {{turning, turning}}};
  fleet.clusters[0].record.last_error = Error{ErrorKind::kInternal, turning};
  std::string page = Page(fleet);
  EXPECT_THAT(page, HasSubstr("<li><b>10.0.0.1</b> <bdi>shop/[U+202E]eno</bdi>"));
  EXPECT_THAT(page, HasSubstr("<h3><bdi>[U+202E]eno</bdi></h3>"));
  // The keys of elements are invisible.
  for (auto at = page.find("data-key=\""); at != std::string::npos; at = page.find("data-key=\"")) {
    page.erase(at, page.find('"', at + 10) - at);
  }
  EXPECT_THAT(page, Not(HasSubstr(kOverride)));
}

}  // namespace
}  // namespace exporter::report
