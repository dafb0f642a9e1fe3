// The JSON of a lookup.

#include "exporter/report/lookup_json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "tests/support/made_finding.h"
#include "tests/support/made_fleet.h"

namespace exporter::report {
namespace {

using fleet::DataState;
using fleet::FleetView;
using nlohmann::json;
using scan::WireVerdict;
using tests::MakeCluster;
using tests::MakeFinding;
using tests::MakePool;
using tests::MakeService;
using tests::MakeSet;

FleetView Fleet() {
  fleet::ClusterObjects berlin;
  berlin.metallb_installed = true;
  berlin.pools = {MakePool("main", {"10.1.0.0/24"})};
  berlin.services = {MakeService("dup", {"10.1.0.3"})};
  fleet::ClusterObjects paris;
  paris.metallb_installed = true;
  paris.services = {MakeService("api", {"10.1.0.3"})};
  return {{MakeCluster("berlin", berlin), MakeCluster("paris", paris)}};
}

json Answer(const FleetView& fleet, const fleet::FleetPolicy& policy, const char* address,
            const scan::ScanState* scan = nullptr) {
  return json::parse(AnswerAsJson(fleet, policy, scan, address).value());
}

TEST(AnswerAsJson, HasTheWholeAnswer) {
  FleetView fleet = Fleet();
  fleet.clusters[1].state = DataState::kStale;
  fleet::FleetPolicy policy;
  policy.plan = {{"berlin", {"", MakeSet({"10.1.0.0/24"})}}};
  policy.reserved = {{"spare", "routers", MakeSet({"10.1.0.0/24"})}};
  EXPECT_EQ(Answer(fleet, policy, " 10.1.0.3 "), json::parse(R"({
      "version":1,"address":"10.1.0.3","state":"duplicate","found":true,
      "sentence":"10.1.0.3: assigned by berlin shop/dup and paris shop/api: duplicate, reserved for routers by the plan; stale data: paris",
      "networks":[{"network":"default","duplicate":true,
          "shared_on_purpose":false,"shared_by":[],"clusters":[
          {"cluster":"berlin","data":"fresh","services":["shop/dup"],"pools":["main"],
           "excluded_in":[],"nodes":[]},
          {"cluster":"paris","data":"stale","services":["shop/api"],"pools":[],
           "excluded_in":[],"nodes":[]}]}],
      "planned":["berlin"],"reserved":[{"entry":"spare","purpose":"routers"}],
      "unread":[{"cluster":"paris","network":"default","data":"stale"}]})"));
}

TEST(AnswerAsJson, NeedsAnAddress) {
  EXPECT_EQ(AnswerAsJson(Fleet(), {}, nullptr, "10.1.0.0/24"), std::nullopt);
}

TEST(AnswerAsJson, NamesSourcesThatWereNeverRead) {
  FleetView fleet = Fleet();
  fleet.sources = {{.source = "http://east:1", .tried = true}};
  const json answer = Answer(fleet, {}, "192.0.2.1");
  EXPECT_EQ(answer["unread"], json::parse(R"([{"source":"http://east:1","data":"unknown"}])"));
  EXPECT_EQ(answer["sentence"], "192.0.2.1: in no pool; not read: http://east:1");
}

TEST(AnswerAsJson, NamesIncompleteSources) {
  FleetView fleet = Fleet();
  fleet.sources = {
      {.source = "http://east:1", .up = true, .incomplete = true, .last_success = tests::kNow},
      {.source = "http://west:1", .tried = true}};
  fleet.clusters[1].state = DataState::kStale;
  const json answer = Answer(fleet, {}, "192.0.2.1");
  EXPECT_EQ(answer["unread"], json::parse(R"([
      {"cluster":"paris","network":"default","data":"stale"},
      {"source":"http://east:1","data":"incomplete"},{"source":"http://west:1","data":"unknown"}])"));
  EXPECT_EQ(answer["sentence"],
            "192.0.2.1: in no pool; not read: http://west:1; not read completely: http://east:1; "
            "stale data: paris");
}

// Then a lookup is not sure that the address is in no pool.
TEST(AnswerAsJson, HasAnUnnamedElementIfNoClusterIsRead) {
  EXPECT_EQ(Answer({}, {}, "192.0.2.1")["unread"], json::parse(R"([{"data":"unknown"}])"));
}

TEST(AnswerAsJson, HasTheFindingsOfAScan) {
  scan::ScanState scan;
  scan.findings = {MakeFinding("10.1.0.3", WireVerdict::kSilent, "office"),
                   MakeFinding("10.1.0.3", WireVerdict::kProxyArp),
                   MakeFinding("10.1.0.4", WireVerdict::kSilent),
                   MakeFinding("10.1.0.3", WireVerdict::kDuplicate)};
  const json heard = Answer(Fleet(), {}, "10.1.0.3", &scan)["scan"];
  ASSERT_EQ(heard.size(), 2U) << heard;
  EXPECT_EQ(heard[0]["verdict"], "duplicate");
  EXPECT_EQ(heard[1]["network"], "office");
  EXPECT_FALSE(Answer(Fleet(), {}, "10.1.0.9", &scan).contains("scan"));
}

}  // namespace
}  // namespace exporter::report
