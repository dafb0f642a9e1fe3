#include "exporter/report/pools_csv.h"

#include <gtest/gtest.h>

#include "tests/support/made_fleet.h"

namespace exporter::report {
namespace {

using tests::MakeCluster;
using tests::MakePool;
using tests::MakeService;

std::string Csv(const fleet::FleetView& fleet) {
  return RenderPoolsCsv(fleet, fleet::Analyze(fleet, {}));
}

TEST(PoolsCsv, ListsTheFullestPoolsFirst) {
  EXPECT_EQ(
      Csv({{MakeCluster("a",
                        {MakePool("calm", {"10.0.0.0/30", "2001:db8::/64"}),
                         MakePool("full", {"10.1.0.0/31"}), MakePool("none", {})},
                        {MakeService("w", {"10.1.0.0", "10.1.0.1", "10.0.0.1"})})},
           {}}),
      "cluster,network,pool,family,assigned,capacity,available,utilization_percent,state,data\r\n"
      "a,default,full,ipv4,2,2,0,100.0,CRITICAL,fresh\r\n"
      "a,default,calm,ipv4,1,4,3,25.0,OK,fresh\r\n"
      "a,default,calm,ipv6,0,18446744073709551616,18446744073709551616,0.0,OK,fresh\r\n"
      "a,default,none,,0,0,0,,WARNING,fresh\r\n");
}

TEST(PoolsCsv, NamesTheStateOfTheData) {
  fleet::ClusterView unknown;
  unknown.name = "b";
  unknown.network = "lab";
  fleet::FleetView fleet{{unknown, MakeCluster("a", {MakePool("p", {"10.0.0.0/30"})}, {})}, {}};
  fleet.clusters[1].state = fleet::DataState::kStale;
  EXPECT_EQ(Csv(fleet),
            "cluster,network,pool,family,assigned,capacity,available,utilization_percent,state,data"
            "\r\n"
            "a,default,p,ipv4,0,4,4,0.0,OK,stale\r\n"
            "b,lab,,,,,,,UNKNOWN,unknown\r\n");
}

TEST(PoolsCsv, NeverStartsACellWithAFormula) {
  for (const char* name : {"=1+1", "+1", "-1", "@SUM(A1)"}) {
    const std::string csv = Csv({{MakeCluster(name, {MakePool("p", {"10.0.0.0/30"})}, {})}, {}});
    EXPECT_NE(csv.find("\r\n'" + std::string(name) + ","), std::string::npos) << csv;
  }
  const std::string csv = Csv(
      {{MakeCluster("=HYPERLINK(\"http://x\",1)\n", {MakePool("p", {"10.0.0.0/30"})}, {})}, {}});
  EXPECT_NE(csv.find("\r\n\"'=HYPERLINK(\"\"http://x\"\",1)[U+000A]\",default,"), std::string::npos)
      << csv;
}

}  // namespace
}  // namespace exporter::report
