// The findings of a scan in the map of a network.

#include "exporter/report/wire_answers.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "exporter/report/fleet_json.h"
#include "exporter/report/page_parts.h"
#include "tests/support/made_finding.h"
#include "tests/support/made_fleet.h"

namespace exporter::report {
namespace {

using nlohmann::json;
using scan::WireFinding;
using scan::WireVerdict;
using tests::MakeCluster;
using tests::MakeFinding;
using tests::MakePool;
using tests::MakeService;

scan::ScanState State(std::vector<WireFinding> findings) {
  scan::ScanState state;
  state.segments = {{.interface = "eth0", .network = "default"}};
  state.findings = std::move(findings);
  return state;
}

addresses::AddressRange Range(const char* text) { return addresses::ParseRange(text).value(); }

// "contested 10.0.0.1 foreign 10.0.0.2" of the cells of the range.
std::string MarksOf(const scan::ScanState& state, const char* range,
                    const std::string& duplicate = "") {
  AddressMap map = MapBlocks({Range(range)});
  for (MapCell& cell : map.cells) cell.duplicate = cell.block.first.ToString() == duplicate;
  MarkCells(NetworkAnswers(&state, "default").In(Range(range)), map);
  std::string text;
  for (const MapCell& cell : map.cells) {
    if (!cell.wire_mark) continue;
    text += std::string(text.empty() ? "" : " ") + std::string(Name(*cell.wire_mark)) + ' ' +
            cell.block.first.ToString();
  }
  return text;
}

TEST(WireAnswers, HaveTheMarkOfTheirVerdict) {
  const scan::ScanState state = State(
      {MakeFinding("10.0.0.0", WireVerdict::kDuplicate),
       MakeFinding("10.0.0.1", WireVerdict::kStolen),
       MakeFinding("10.0.0.2", WireVerdict::kForeign), MakeFinding("10.0.0.3", WireVerdict::kSplit),
       MakeFinding("10.0.0.4", WireVerdict::kSquatter), MakeFinding("10.0.0.5", WireVerdict::kNode),
       MakeFinding("10.0.0.6", WireVerdict::kProxyArp), MakeFinding("10.0.0.7", WireVerdict::kFlux),
       MakeFinding("10.0.0.8", WireVerdict::kSilent), MakeFinding("10.0.0.9", WireVerdict::kOk)});
  EXPECT_EQ(MarksOf(state, "10.0.0.0/28"),
            "contested 10.0.0.0 contested 10.0.0.1 foreign 10.0.0.2 contested 10.0.0.3 squatted "
            "10.0.0.4 silent 10.0.0.8");
  EXPECT_EQ(MarksOf(state, "10.0.0.0/31", "10.0.0.0"), "contested 10.0.0.1")
      << "a duplicate has a cross";
  EXPECT_EQ(MarksOf(state, "10.0.0.5-10.0.0.7"), "");
}

TEST(WireAnswers, MarkABlockWithItsWorstFinding) {
  const scan::ScanState state = State({MakeFinding("10.0.0.1", WireVerdict::kSilent),
                                       MakeFinding("10.0.0.2", WireVerdict::kForeign),
                                       MakeFinding("10.0.0.3", WireVerdict::kSquatter),
                                       MakeFinding("10.0.255.255", WireVerdict::kSilent)});
  EXPECT_EQ(MarksOf(state, "10.0.0.0/16"), "foreign 10.0.0.0 silent 10.0.255.0");
}

TEST(WireAnswers, CountAnAddressOnceAsItsWorstFinding) {
  scan::ScanState state = State({MakeFinding("10.0.0.1", WireVerdict::kSilent),
                                 MakeFinding("10.0.0.2", WireVerdict::kOk),
                                 MakeFinding("10.0.0.4", WireVerdict::kSilent)});
  for (WireFinding each : {MakeFinding("10.0.0.1", WireVerdict::kSplit),
                           MakeFinding("10.0.0.1", WireVerdict::kForeign)}) {
    each.interface = "eth1";
    state.findings.push_back(each);
  }
  state.findings.push_back(MakeFinding("10.0.0.3", WireVerdict::kSilent));
  state.findings.back().network = "other";
  WireFindings findings = NetworkAnswers(&state, "default").In(Range("10.0.0.0-10.0.0.3"));
  EXPECT_EQ(findings.size(), 4U);
  const WireCounts counts = CountAnswers(findings);
  EXPECT_EQ(counts.Of(WireMark::kForeign), 1U);
  EXPECT_EQ(counts.Of(WireMark::kContested), 0U);
  EXPECT_EQ(counts.Of(WireMark::kSilent), 0U);
  SortBySeverity(findings);
  EXPECT_EQ(findings.front()->verdict, WireVerdict::kForeign);
  EXPECT_EQ(findings.back()->verdict, WireVerdict::kOk);
  EXPECT_FALSE(NetworkAnswers(nullptr, "default").scanned());
  EXPECT_FALSE(NetworkAnswers(&state, "other").scanned());
}

fleet::FleetView Fleet() {
  return {{MakeCluster("a", {MakePool("p", {"10.0.0.0/28"})}, {MakeService("web", {"10.0.0.1"})})},
          {}};
}

scan::ScanState Conflicts() {
  scan::ScanState state = State({MakeFinding("10.0.0.0", WireVerdict::kSquatter),
                                 MakeFinding("10.0.0.1", WireVerdict::kSplit)});
  state.findings[0].answers = {{.mac = {{0x02, 0, 0, 0, 0, 9}}, .name = "<nas>"}};
  state.findings[1].answers = {{.mac = {{0x02, 0, 0, 0, 0, 1}}, .cluster = "a", .node = "a<1>"},
                               {.mac = {{0x02, 0, 0, 0, 0, 2}}, .cluster = "a", .node = "a2"}};
  return state;
}

std::string MapPart(const scan::ScanState* scan) {
  const fleet::FleetView fleet = Fleet();
  const fleet::FleetFacts facts = fleet::Analyze(fleet, {});
  return NetworksHtml(fleet, fleet::MapNetworks(fleet, facts, {}), scan);
}

TEST(WireAnswers, AreInTheNetworkMapOfThePage) {
  const scan::ScanState state = Conflicts();
  const std::string html = MapPart(&state);
  const auto has = [&html](const char* part) {
    EXPECT_NE(html.find(part), std::string::npos) << part << " in " << html;
  };
  has(R"( data-marks="s1c1n14")");
  has(R"(aria-label="Map of 16 addresses: 1 assigned, 1 contested, 1 squatted")");
  has(R"(<span class="badge bad">1 contested</span> <span class="badge warn">1 squatted</span>)");
  has("<li><b>10.0.0.1</b> <b>split</b>: answered by node <bdi>a&lt;1&gt;</bdi> of <bdi>a</bdi> "
      "and "
      "node <bdi>a2</bdi> of <bdi>a</bdi></li><li><b>10.0.0.0</b> <b>squatter</b>: answered by "
      "<bdi>&lt;nas&gt;</bdi> (02:00:00:00:00:09)</li>");
  has(R"(<text x="2.5" y="0.72">1</text>)");  // the label is not below a mark
  const std::string without = MapPart(nullptr);
  EXPECT_EQ(without.find("data-marks"), std::string::npos);
  EXPECT_EQ(without.find("answers"), std::string::npos);
}

TEST(WireAnswers, ListTheWorstFindingsFirst) {
  const scan::ScanState state = Conflicts();
  const std::string html =
      AnswersHtml(NetworkAnswers(&state, "default").In(Range("10.0.0.0/28")), 1);
  EXPECT_NE(html.find("10.0.0.1"), std::string::npos);
  EXPECT_EQ(html.find("10.0.0.0"), std::string::npos);
  EXPECT_NE(html.find(R"(<p class="more">and 1 more</p>)"), std::string::npos) << html;
  EXPECT_EQ(AnswersHtml({}, 1), "");
}

TEST(WireAnswers, AreConflicts) {
  const fleet::FleetView fleet = Fleet();
  const fleet::FleetFacts facts = fleet::Analyze(fleet, {});
  const FleetTotals totals = CountFleet(fleet, facts, kAlertThresholds);
  const auto html = [&](const scan::ScanState& state) {
    return ConflictsHtml(FindFleetFindings(fleet, facts, kAlertThresholds, &state), false, totals);
  };
  EXPECT_EQ(html(Conflicts()).find("No conflicts"), std::string::npos);
  EXPECT_NE(html(State({MakeFinding("10.0.0.1", WireVerdict::kOk)})).find("No conflicts"),
            std::string::npos);
}

TEST(WireAnswers, AreInTheJsonOfAScannedSubnet) {
  const fleet::FleetView fleet = Fleet();
  const fleet::FleetFacts facts = fleet::Analyze(fleet, {});
  const auto render = [&](const scan::ScanState* scan) {
    return json::parse(
        RenderJson(fleet, facts, {}, std::nullopt, scan))["networks"][0]["subnets"][0];
  };
  const scan::ScanState state = Conflicts();
  const json subnet = render(&state);
  EXPECT_EQ(subnet["contested_addresses"], 1);
  EXPECT_EQ(subnet["foreign_addresses"], 0);
  EXPECT_EQ(subnet["squatted_addresses"], 1);
  EXPECT_EQ(subnet["silent_addresses"], 0);
  EXPECT_EQ(subnet["findings_omitted"], 0);
  ASSERT_EQ(subnet["findings"].size(), 2U);
  EXPECT_EQ(subnet["findings"][0]["address"], "10.0.0.1");
  EXPECT_EQ(subnet["findings"][0]["answers"][1]["node"], "a2");
  EXPECT_EQ(subnet["findings"][1]["verdict"], "squatter");
  const scan::ScanState never;
  for (const scan::ScanState* const unknown :
       {&never, static_cast<const scan::ScanState*>(nullptr)}) {
    EXPECT_FALSE(render(unknown).contains("findings"));
    EXPECT_FALSE(render(unknown).contains("silent_addresses"));
  }
}

}  // namespace
}  // namespace exporter::report
