#include "exporter/report/fleet_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/made_fleet.h"
#include "tests/support/rich_fleet.h"

namespace exporter::report {
namespace {

using fleet::FleetView;
using nlohmann::json;
using tests::Away;
using tests::FullFleet;
using tests::FullPolicy;
using tests::MakeCluster;
using tests::MakePool;
using tests::MakeService;
using tests::PlannedPolicy;
using tests::RichFleet;
using tests::Services;

constexpr Thresholds kThresholds{{8'000}, {9'500}};

json Render(const FleetView& fleet, const fleet::FleetPolicy& policy = {},
            const std::optional<Thresholds>& thresholds = {}) {
  return json::parse(RenderJson(fleet, fleet::Analyze(fleet, policy), policy, thresholds));
}

TEST(RenderJson, HasTheSameFactsAsTheMetrics) {
  const json fleet = Render(RichFleet(), PlannedPolicy(), kThresholds);
  EXPECT_EQ(fleet["version"], 1);
  EXPECT_EQ(fleet["status"], "CRITICAL");
  const json& a = fleet["clusters"][0];
  EXPECT_EQ(a["cluster"], "a");
  EXPECT_EQ(a["location"], "rack-1");
  EXPECT_EQ(a["data"], "fresh");
  EXPECT_EQ(a["up"], true);
  EXPECT_EQ(a["local_asns"], json({64500}));
  EXPECT_EQ(a["services"], json({{"assigned", 13}, {"pending", 0}}));
  EXPECT_EQ(a["pools"][0]["pool"], "pool");
  EXPECT_EQ(a["pools"][0]["unplanned_addresses"], 16);
  json family = a["pools"][0]["families"][0];
  family.erase("assignments");
  EXPECT_EQ(family, json::parse(R"({"family":"ipv4","capacity":16,"assigned":13,"available":3,
      "utilization_ratio":0.8125,"state":"WARNING","assignments_omitted":0})"));
  json networks = fleet["networks"];
  networks[0].erase("all_clusters_read");
  networks[0].erase("subnets");
  networks[0].erase("subnets_omitted");
  EXPECT_EQ(networks, json::parse(R"([{"network":"default",
      "clusters":{"fresh":2,"stale":0,"unknown":1},"duplicate_addresses":1,
      "duplicates":[{"address":"10.0.0.0","holders":[{"cluster":"a","service":"shop/web-0"},
                                                     {"cluster":"b","service":"shop/web-0"}]}],
      "duplicates_omitted":0,
      "overlapping_pools":2,
      "overlaps":[{"range":"10.0.0.0-10.0.0.15","addresses":16,
                   "pools":[{"cluster":"a","pool":"pool"},{"cluster":"b","pool":"pool"}],
                   "pools_omitted":0}],
      "overlaps_omitted":0,
      "shared_asns":[{"asn":64500,"clusters":["a","b"]}],
      "node_conflicts":[
          {"address":"10.0.0.15","cluster":"a","pool":"pool","node_cluster":"b","node":"n1"},
          {"address":"10.0.0.15","cluster":"b","pool":"pool","node_cluster":"b","node":"n1"}],
      "node_conflicts_omitted":0}])"));
  EXPECT_EQ(fleet["clusters"][1]["nodes"], 2);
  EXPECT_EQ(a["pools"][0]["node_addresses"], 1);
  EXPECT_FALSE(a.contains("nodes")) << "unknown";
  std::vector<std::string> kinds;
  for (const json& finding : fleet["findings"]) kinds.push_back(finding["kind"]);
  EXPECT_THAT(kinds,
              testing::ElementsAre("duplicate_address", "source", "cluster_down", "full_pool",
                                   "rejected_pool", "overlap", "node_address", "node_address",
                                   "unpooled_address", "outside_plan", "outside_plan", "shared_asn",
                                   "unread_resource", "context_alias"));
  EXPECT_EQ(fleet["findings"][0], json::parse(R"json({"kind":"duplicate_address",
      "severity":"CRITICAL","network":"default",
      "message":"10.0.0.0 is assigned by a (shop/web-0), b (shop/web-0)","count":1})json"));
  EXPECT_EQ(fleet["clusters"][1]["unread_resources"],
            json::parse(R"([{"resource":"bgppeers","reason":"forbidden","message":"HTTP 403"}])"));
  EXPECT_FALSE(a.contains("unread_resources"));
  EXPECT_THAT(fleet["findings"], testing::Contains(json::parse(R"({"kind":"unread_resource",
      "severity":"NOTE","message":"cluster b: bgppeers cannot be read: forbidden: HTTP 403","count":1})")));
  EXPECT_EQ(fleet["aliases"], json::parse(R"([{"cluster":"b","context":"b-copy"}])"));
}

TEST(RenderJson, ListsEntriesRejectionsAndAssignments) {
  std::vector<metallb::Service> services = Services(2);
  services.push_back(MakeService("also", {"10.0.0.1"}));
  const FleetView fleet{{MakeCluster("a",
                                     {MakePool("hollow", {}),
                                      MakePool("pool", {"10.0.0.0/28", "10.0.0.9", "10.0.0.8/29"})},
                                     services)},
                        {}};
  const json json_fleet = Render(fleet);
  const json& pools = json_fleet["clusters"][0]["pools"];
  EXPECT_EQ(pools[0]["addresses"], json::array());
  EXPECT_EQ(pools[0]["rejected"], json::parse(R"([{"reason":"the pool has no addresses"}])"));
  EXPECT_EQ(pools[1]["addresses"], json({"10.0.0.0/28", "10.0.0.9", "10.0.0.8/29"}));
  EXPECT_EQ(pools[1]["addresses_omitted"], 0);
  ASSERT_EQ(pools[1]["rejected"].size(), 2U);
  EXPECT_EQ(pools[1]["rejected"][0]["entry"], "10.0.0.9");
  EXPECT_THAT(pools[1]["rejected"][0]["reason"], testing::HasSubstr("/32"));
  EXPECT_EQ(pools[1]["rejected"][1]["entry"], "10.0.0.8/29");
  EXPECT_EQ(pools[1]["families"][0]["assignments"], json::parse(R"([
      {"address":"10.0.0.0","services":["shop/web-0"],"services_omitted":0},
      {"address":"10.0.0.1","services":["shop/also","shop/web-1"],"services_omitted":0}])"));
}

TEST(RenderJson, NamesUnpooledAddressesWithTheirServices) {
  metallb::Service one = MakeService("one", {"10.0.9.1", "10.0.9.2"});
  metallb::Service two = MakeService("two", {"10.0.9.2"});
  one.from_metallb_pool = true;
  two.from_metallb_pool = true;
  const json a = Render({{MakeCluster("a", {}, {one, two})}, {}})["clusters"][0];
  EXPECT_EQ(a["unpooled_addresses"], 2);
  EXPECT_EQ(a["unpooled"], json::parse(R"([
      {"address":"10.0.9.1","services":["shop/one"],"services_omitted":0},
      {"address":"10.0.9.2","services":["shop/one","shop/two"],"services_omitted":0}])"));
  EXPECT_EQ(a["unpooled_omitted"], 0);
}

TEST(RenderJson, DoesNotDependOnTheBoundOnSeries) {
  EXPECT_EQ(Render(RichFleet(), {.max_conflict_series = 0}), Render(RichFleet()));
}

TEST(RenderJson, CountsOmittedElements) {
  std::vector<std::string> entries;
  std::vector<metallb::Service> services;
  for (int i = 0; i < 250; ++i) {
    entries.push_back("10.1.0." + std::to_string(i));  // each without a prefix length
    services.push_back(MakeService("same-" + std::to_string(i), {"10.0.0.1"}));
  }
  for (int i = 0; i < 20'010; ++i) {
    const std::string low = std::to_string(i / 256) + '.' + std::to_string(i % 256);
    services.push_back(MakeService("many-" + std::to_string(i), {"10.2." + low}));
  }
  const FleetView fleet{{MakeCluster("a",
                                     {MakePool("bad", entries), MakePool("p", {"10.0.0.0/28"}),
                                      MakePool("wide", {"10.2.0.0/16"})},
                                     services)},
                        {}};
  const json json_fleet = Render(fleet);
  const json& pools = json_fleet["clusters"][0]["pools"];
  EXPECT_EQ(pools[0]["addresses"].size(), 100U);
  EXPECT_EQ(pools[0]["addresses_omitted"], 150);
  EXPECT_EQ(pools[0]["rejected"].size(), 100U);
  EXPECT_EQ(pools[0]["rejected_omitted"], 150);
  EXPECT_EQ(pools[1]["families"][0]["assignments"][0]["services"].size(), 100U);
  EXPECT_EQ(pools[1]["families"][0]["assignments"][0]["services_omitted"], 150);
  EXPECT_EQ(pools[2]["families"][0]["assignments"].size(), 19'999U);
  EXPECT_EQ(pools[2]["families"][0]["assignments_omitted"], 11);
}

TEST(RenderJson, OmitsUnknownValues) {
  EXPECT_EQ(Render(RichFleet(), PlannedPolicy())["clusters"][2],
            json::parse(R"({"cluster":"away","context":"","network":"default",
                "data":"unknown","source":"http://east:10472","up":false,
                "error":{"reason":"unreachable","message":"https://h:6443: refused"}})"));
  fleet::ClusterView not_polled;
  not_polled.name = "b";
  not_polled.network = "default";
  EXPECT_EQ(Render({{not_polled}, {}})["clusters"][0], json::parse(R"({"cluster":"b","context":"",
      "network":"default","data":"unknown"})"))
      << "up is unknown until the first poll has ended";
  const json planned = Render(RichFleet(), PlannedPolicy())["clusters"][1];
  EXPECT_FALSE(planned.contains("location")) << "in the plan, but without a location";

  const auto asns_of = [](const std::optional<std::vector<std::uint32_t>>& asns) {
    return Render({{MakeCluster("a", {}, {}, asns)}, {}})["clusters"][0].value("local_asns",
                                                                               json());
  };
  EXPECT_EQ(asns_of(std::nullopt), json());
  EXPECT_EQ(asns_of(std::vector<std::uint32_t>()), json::array()) << "known to have none";
}

TEST(RenderJson, HasTheMapOfEachNetwork) {
  const json network = Render(RichFleet(), PlannedPolicy())["networks"][0];
  EXPECT_EQ(network["all_clusters_read"], false);
  EXPECT_EQ(network["subnets_omitted"], 0);
  json subnet = network["subnets"][0];
  const json areas = subnet["areas"];
  subnet.erase("areas");
  EXPECT_EQ(subnet, json::parse(R"({"subnet":"10.0.0.0/27","configured":true,"addresses":32,
      "capacity":16,"assigned":13,"available":3,"duplicate_addresses":1,
      "overlapping_addresses":16,"node_addresses":1,"free_addresses":10,"areas_omitted":0,
      "free":[{"range":"10.0.0.20-10.0.0.29","addresses":10,"largest_block":"/30"}],
      "free_omitted":0})"));
  ASSERT_EQ(areas.size(), 4U);
  EXPECT_EQ(areas[0], json::parse(R"({"range":"10.0.0.0-10.0.0.15","addresses":16,
      "pools":[{"cluster":"a","pool":"pool","data":"fresh"},
               {"cluster":"b","pool":"pool","data":"fresh"}],
      "planned":[],"reserved":[],"owners_omitted":0,"shared_on_purpose":false,"shared_by":[],
      "capacity":16,"assigned":13,"available":3,"duplicate_addresses":1,
      "overlapping_addresses":16,"node_addresses":1})"));
  EXPECT_EQ(areas[1]["planned"], json({"c"}));
  EXPECT_EQ(areas[3]["reserved"], json::parse(R"([{"entry":"later","purpose":"routers"}])"));
  EXPECT_FALSE(Render({{Away()}, {}})["networks"][0].contains("subnets")) << "no data";
}

TEST(RenderJson, WritesLargeSizesAsNumbersAndAcceptsInvalidUtf8) {
  const FleetView fleet{{MakeCluster("a\xff", {MakePool("p", {"::/0"})}, {}),
                         MakeCluster("b", {MakePool("p", {"::/65"})}, {})},
                        {}};
  const json json_fleet = Render(fleet);
  EXPECT_FALSE(json_fleet.contains("status"));
  EXPECT_EQ(json_fleet["clusters"][0]["pools"][0]["families"][0]["capacity"], 0x1p128);
  EXPECT_EQ(json_fleet["clusters"][1]["pools"][0]["families"][0]["capacity"],
            std::uint64_t{1} << 63);
}

// "clusters[].pools[].namespace" and so on, of every field in it.
void AddPaths(const json& value, const std::string& path, std::set<std::string>& paths) {
  if (value.is_array()) {
    paths.insert(path + "[]");
    for (const json& element : value) AddPaths(element, path + "[]", paths);
  } else if (value.is_object()) {
    for (const auto& [key, member] : value.items()) {
      AddPaths(member, path.empty() ? key : path + '.' + key, paths);
    }
  } else if (!path.ends_with("[]")) {
    paths.insert(path);
  }
}

// The fields of the table in a section of README. A field that begins with a dot belongs to the
// last field without.
std::set<std::string> ReadmePaths(const std::string& section) {
  std::ifstream file(README);
  std::set<std::string> paths;
  std::string line;
  while (std::getline(file, line) && line != "## " + section) {
  }
  std::string owner;
  while (std::getline(file, line) && !line.starts_with("## ")) {
    if (!line.starts_with("| `")) continue;
    const std::string cell = line.substr(2, line.find(" | ") - 2);
    for (auto at = cell.find('`'); at != std::string::npos; at = cell.find('`', at + 1)) {
      const auto end = cell.find('`', at + 1);
      const std::string name = cell.substr(at + 1, end - at - 1);
      at = end;
      if (!name.starts_with('.')) owner = name;
      EXPECT_TRUE(paths.insert(name.starts_with('.') ? owner + name : name).second)
          << name << " is listed twice";
    }
  }
  return paths;
}

TEST(RenderJson, HasTheFieldsOfTheReadme) {
  std::set<std::string> paths;
  AddPaths(Render(RichFleet(), PlannedPolicy(), kThresholds), "", paths);
  EXPECT_EQ(ReadmePaths("The fleet as JSON"), paths);
}

json RenderFull(const FleetView& fleet, const fleet::FleetPolicy& policy) {
  return json::parse(RenderFullJson(fleet, fleet::Analyze(fleet, policy), policy));
}

TEST(RenderFullJson, HasTheFieldsOfTheReadmeInAddition) {
  std::set<std::string> all;
  AddPaths(RenderFull(FullFleet(), FullPolicy()), "", all);
  std::set<std::string> expected = ReadmePaths("The whole fleet");
  expected.erase("plan");  // the row of the whole object
  expected.merge(ReadmePaths("The fleet as JSON"));
  expected.erase("status");
  expected.erase("clusters[].pools[].families[].state");
  EXPECT_EQ(expected, all);
}

TEST(RenderFullJson, ListsWhatAReaderNeeds) {
  const json fleet = RenderFull(FullFleet(), FullPolicy());
  EXPECT_EQ(fleet["full"], true);
  const json& a = fleet["clusters"][0];
  EXPECT_EQ(a["read_through"], "a-copy");
  EXPECT_EQ(a["from_another_server"], false);
  EXPECT_EQ(a["lb_class"], "metallb");
  EXPECT_EQ(a["service_list"].size(), 13U);
  EXPECT_EQ(a["service_list"][0], json::parse(R"({"namespace":"shop","service":"web-0",
      "load_balancer_class":"metallb","has_ingress":true,"from_metallb_pool":false,
      "addresses":["10.0.0.0"]})"));
  EXPECT_EQ(a["announcement_list"],
            json::parse(R"([{"namespace":"shop","service":"web-0","node":"n1",
                              "on_chosen_interfaces":true}])"));
  EXPECT_FALSE(a.contains("node_list")) << "unknown";
  EXPECT_EQ(a["pools"][0]["addresses"][2], json({{"not_text", "7"}}));
  EXPECT_EQ(a["pools"][0]["name"], "pool");
  EXPECT_EQ(fleet["clusters"][1]["node_list"][0],
            json::parse(R"({"node":"n1","addresses":["10.0.0.15"]})"));
  EXPECT_FALSE(fleet["clusters"][2].contains("service_list")) << "no data";
  EXPECT_EQ(fleet["networks"][0]["shared_addresses"], json({"10.9.0.0-10.9.0.15"}));
  EXPECT_EQ(fleet["networks"][0]["shared_by_source"],
            json::parse(R"([{"source":"http://east:10472","addresses":["10.9.1.0-10.9.1.15"]}])"));
  EXPECT_EQ(fleet["networks"][0]["prefixes"], json({"10.0.0.0-10.0.0.31"}));
  EXPECT_EQ(fleet["known_macs"],
            json::parse(R"([{"mac":"02:00:00:00:00:01","name":"core router"}])"));
  EXPECT_EQ(fleet["plan"]["clusters"][0],
            json::parse(R"({"cluster":"a","location":"rack-1","addresses":[]})"));
  EXPECT_EQ(fleet["plan"]["clusters"][2]["addresses"], json({"10.0.0.16-10.0.0.19"}));
  EXPECT_EQ(fleet["plan"]["reserved"], json::parse(R"([{"entry":"later","purpose":"routers",
      "addresses":["10.0.0.30-10.0.0.31"]}])"));
  EXPECT_FALSE(RenderFull(FullFleet(), {}).contains("plan"));
}

TEST(RenderFullJson, OmitsNoElement) {
  std::vector<std::string> entries;
  std::vector<metallb::Service> services;
  for (int i = 0; i < 150; ++i) {
    entries.push_back("10.1.0." + std::to_string(i));  // each without a prefix length
    services.push_back(MakeService("same-" + std::to_string(i), {"10.0.0.1"}));
    services.push_back(MakeService("out-" + std::to_string(i), {"10.9.0." + std::to_string(i)}));
    services.back().from_metallb_pool = true;
  }
  for (int i = 0; i < 20'010; ++i) {
    const std::string low = std::to_string(i / 256) + '.' + std::to_string(i % 256);
    services.push_back(MakeService("many-" + std::to_string(i), {"10.2." + low}));
  }
  const json fleet =
      RenderFull({{MakeCluster("a",
                               {MakePool("bad", entries), MakePool("p", {"10.0.0.0/28"}),
                                MakePool("wide", {"10.2.0.0/16"})},
                               services)},
                  {}},
                 {});
  const json& a = fleet["clusters"][0];
  EXPECT_EQ(a["service_list"].size(), services.size());
  EXPECT_EQ(a["unpooled"].size(), 150U);
  const json& pools = a["pools"];
  EXPECT_EQ(pools[0]["addresses"].size(), 150U);
  EXPECT_EQ(pools[0]["rejected"].size(), 150U);
  EXPECT_EQ(pools[1]["families"][0]["assignments"][0]["services"].size(), 150U);
  EXPECT_EQ(pools[2]["families"][0]["assignments"].size(), 20'010U);
  const std::string text = fleet.dump();
  for (const char* omitted : {"assignments_omitted", "services_omitted", "addresses_omitted",
                              "rejected_omitted", "unpooled_omitted"}) {
    EXPECT_EQ(text.find(std::string("\"") + omitted + "\":1"), std::string::npos) << omitted;
  }
}

}  // namespace
}  // namespace exporter::report
