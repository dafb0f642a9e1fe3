// Renders the state of the wire scan to the text that Prometheus reads.

#include "exporter/metrics/scan_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "exporter/metrics/catalogue.h"
#include "tests/support/made_fleet.h"

namespace exporter::metrics {
namespace {

using scan::Answerer;
using scan::ScanState;
using scan::WireFinding;
using scan::WireVerdict;

constexpr std::size_t kMany = 1'000;

// The series without the lines of HELP and TYPE.
std::string Render(const ScanState& state, std::size_t max_series = kMany) {
  FamilyWriter writer;
  AddScan(state, max_series, writer);
  std::istringstream lines(writer.TakeText());
  std::string series;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with('#')) series += line + '\n';
  }
  return series;
}

// The lines that begin with `prefix`.
std::string Series(const std::string& text, const std::string& prefix) {
  std::istringstream lines(text);
  std::string series;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(prefix)) series += line + '\n';
  }
  return series;
}

Answerer Host(std::uint8_t last) { return {.mac = {{0x02, 0, 0, 0, 0, last}}}; }

WireFinding Finding(const std::string& address, WireVerdict verdict,
                    std::vector<Answerer> answers) {
  WireFinding finding;
  finding.address = addresses::IpAddress::Parse(address).value();
  finding.verdict = verdict;
  finding.network = "default";
  finding.interface = "eth0";
  finding.pools = {{"a", "p"}};
  finding.answers = std::move(answers);
  return finding;
}

// The state after a scan of eth0.
ScanState Scanned(std::vector<WireFinding> findings) {
  ScanState state;
  state.interval = std::chrono::minutes(5);
  state.interfaces = {{.interface = "eth0",
                       .up = true,
                       .last_success = tests::kNow,
                       .duration = std::chrono::milliseconds(2'500),
                       .sent = 30,
                       .dropped = 0}};
  state.segments = {{.interface = "eth0",
                     .network = "default",
                     .asked = 20,
                     .answered = 5,
                     .silent = 2,
                     .pools = {{"a", "p"}, {"b", "q"}}}};
  state.findings = std::move(findings);
  return state;
}

TEST(AddScan, WritesZeroForWhatWasNotFound) {
  EXPECT_EQ(
      Render(Scanned({})),
      R"(metallb_fleet_conflict_series_dropped{network="default",metric="metallb_scan_answer_info"} 0
metallb_scan_answered_addresses{network="default",interface="eth0"} 5
metallb_scan_asked_addresses{network="default",interface="eth0"} 20
metallb_scan_conflict_addresses{network="default",interface="eth0",kind="duplicate"} 0
metallb_scan_conflict_addresses{network="default",interface="eth0",kind="stolen"} 0
metallb_scan_conflict_addresses{network="default",interface="eth0",kind="foreign"} 0
metallb_scan_conflict_addresses{network="default",interface="eth0",kind="split"} 0
metallb_scan_duration_seconds{interface="eth0"} 2.5
metallb_scan_interval_seconds{interface="eth0"} 300
metallb_scan_last_success_timestamp_seconds{interface="eth0"} 1000000
metallb_scan_packets_dropped_total{interface="eth0"} 0
metallb_scan_packets_sent_total{interface="eth0"} 30
metallb_scan_silent_addresses{network="default",interface="eth0"} 2
metallb_scan_squatted_addresses{network="default",interface="eth0",cluster="a",pool="p"} 0
metallb_scan_squatted_addresses{network="default",interface="eth0",cluster="b",pool="q"} 0
metallb_scan_up{interface="eth0"} 1
)");
}

TEST(AddScan, WritesNothingButTheIntervalBeforeTheFirstScan) {
  ScanState state;
  state.interval = std::chrono::minutes(5);
  state.interfaces = {{.interface = "eth0"}, {.interface = "eth1"}};
  EXPECT_EQ(Render(state), R"(metallb_scan_interval_seconds{interface="eth0"} 300
metallb_scan_interval_seconds{interface="eth1"} 300
)");
}

TEST(AddScan, HasNoTimesOfAnInterfaceThatWasNeverScanned) {
  ScanState state;
  state.interval = std::chrono::minutes(5);
  state.interfaces = {{.interface = "eth0", .up = false, .sent = 3, .dropped = 1}};
  EXPECT_EQ(Render(state), R"(metallb_scan_interval_seconds{interface="eth0"} 300
metallb_scan_packets_dropped_total{interface="eth0"} 1
metallb_scan_packets_sent_total{interface="eth0"} 3
metallb_scan_up{interface="eth0"} 0
)");
}

TEST(AddScan, CountsAndNamesFindings) {
  WireFinding stolen = Finding("192.0.2.10", WireVerdict::kStolen, {Host(1), Host(2)});
  stolen.answers[0].cluster = "b";
  stolen.answers[0].node = "b\"1";
  WireFinding squatter = Finding("192.0.2.11", WireVerdict::kSquatter, {Host(3)});
  squatter.pools.push_back({"b", "q"});
  const std::string text = Render(Scanned({
      stolen,
      Finding("192.0.2.12", WireVerdict::kSplit, {Host(4), Host(5)}),
      squatter,
      Finding("192.0.2.13", WireVerdict::kSquatter, {Host(3)}),
      Finding("192.0.2.14", WireVerdict::kNode, {Host(6)}),
      Finding("192.0.2.15", WireVerdict::kDuplicate, {}),
      Finding("192.0.2.16", WireVerdict::kFlux, {Host(6), Host(7)}),
      Finding("192.0.2.17", WireVerdict::kProxyArp, {Host(8)}),
      Finding("192.0.2.18", WireVerdict::kSilent, {}),
      Finding("192.0.2.19", WireVerdict::kOk, {Host(6)}),
  }));
  EXPECT_EQ(
      Series(text, "metallb_scan_conflict_addresses"),
      R"(metallb_scan_conflict_addresses{network="default",interface="eth0",kind="duplicate"} 1
metallb_scan_conflict_addresses{network="default",interface="eth0",kind="stolen"} 1
metallb_scan_conflict_addresses{network="default",interface="eth0",kind="foreign"} 0
metallb_scan_conflict_addresses{network="default",interface="eth0",kind="split"} 1
)");
  EXPECT_EQ(
      Series(text, "metallb_scan_squatted_addresses"),
      R"(metallb_scan_squatted_addresses{network="default",interface="eth0",cluster="a",pool="p"} 2
metallb_scan_squatted_addresses{network="default",interface="eth0",cluster="b",pool="q"} 1
)");
  EXPECT_EQ(
      Series(text, "metallb_scan_answer_info"),
      R"(metallb_scan_answer_info{network="default",interface="eth0",address="192.0.2.10",kind="stolen",mac="02:00:00:00:00:01",cluster="b",node="b\"1"} 1
metallb_scan_answer_info{network="default",interface="eth0",address="192.0.2.10",kind="stolen",mac="02:00:00:00:00:02",cluster="",node=""} 1
metallb_scan_answer_info{network="default",interface="eth0",address="192.0.2.11",kind="squatter",mac="02:00:00:00:00:03",cluster="",node=""} 1
metallb_scan_answer_info{network="default",interface="eth0",address="192.0.2.12",kind="split",mac="02:00:00:00:00:04",cluster="",node=""} 1
metallb_scan_answer_info{network="default",interface="eth0",address="192.0.2.12",kind="split",mac="02:00:00:00:00:05",cluster="",node=""} 1
metallb_scan_answer_info{network="default",interface="eth0",address="192.0.2.13",kind="squatter",mac="02:00:00:00:00:03",cluster="",node=""} 1
metallb_scan_answer_info{network="default",interface="eth0",address="192.0.2.14",kind="node",mac="02:00:00:00:00:06",cluster="",node=""} 1
)");
}

// The lowest addresses, and all hosts of an address or none.
TEST(AddScan, BoundsTheSeriesOfAnswers) {
  const ScanState state = Scanned({Finding("192.0.2.30", WireVerdict::kSquatter, {Host(1)}),
                                   Finding("192.0.2.20", WireVerdict::kSplit, {Host(2), Host(3)}),
                                   Finding("192.0.2.9", WireVerdict::kForeign, {Host(4)})});
  // The number of series, and of dropped ones, by the bound.
  const std::vector<std::pair<int, int>> expected = {{0, 4}, {1, 3}, {1, 3},
                                                     {3, 1}, {4, 0}, {4, 0}};
  for (std::size_t max = 0; max < expected.size(); ++max) {
    const std::string text = Render(state, max);
    const std::string answers = Series(text, "metallb_scan_answer_info");
    EXPECT_EQ(std::count(answers.begin(), answers.end(), '\n'), expected[max].first) << max;
    EXPECT_EQ(Series(text, "metallb_fleet_conflict_series_dropped"),
              "metallb_fleet_conflict_series_dropped{network=\"default\",metric=\"metallb_scan_"
              "answer_info\"} " +
                  std::to_string(expected[max].second) + '\n');
    EXPECT_NE(Series(text,
                     "metallb_scan_conflict_addresses{network=\"default\",interface=\"eth0\","
                     "kind=\"split\"} 1"),
              "")
        << "counts do not depend on the bound";
  }
}

TEST(AddScan, KeepsNetworksAndInterfacesApart) {
  ScanState state = Scanned({Finding("192.0.2.10", WireVerdict::kForeign, {Host(1)})});
  state.segments.push_back({.interface = "eth0", .network = "lab"});
  state.segments.push_back({.interface = "eth1", .network = "lab"});
  WireFinding lab = Finding("192.0.2.10", WireVerdict::kForeign, {Host(1)});
  lab.network = "lab";
  lab.interface = "eth1";
  state.findings.push_back(lab);
  const std::string text = Render(state, 1);
  EXPECT_NE(text.find("network=\"default\",interface=\"eth0\",kind=\"foreign\"} 1"),
            std::string::npos);
  EXPECT_NE(text.find("network=\"lab\",interface=\"eth0\",kind=\"foreign\"} 0"), std::string::npos);
  EXPECT_NE(text.find("network=\"lab\",interface=\"eth1\",kind=\"foreign\"} 1"), std::string::npos);
  const std::string answers = Series(text, "metallb_scan_answer_info");
  EXPECT_EQ(std::count(answers.begin(), answers.end(), '\n'), 2) << "a bound for each network";
}

TEST(AddScan, WritesEachFamilyOfTheCatalogue) {
  const std::string text =
      Render(Scanned({Finding("192.0.2.10", WireVerdict::kForeign, {Host(1)})}));
  std::set<std::string> written;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) written.insert(line.substr(0, line.find('{')));
  std::set<std::string> expected = {"metallb_fleet_conflict_series_dropped"};
  for (const Metric& metric : kMetrics) {
    if (metric.name.starts_with("metallb_scan_")) expected.emplace(metric.name);
  }
  EXPECT_EQ(written, expected);
}

}  // namespace
}  // namespace exporter::metrics
