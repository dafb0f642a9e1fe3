// The JSON of a scan.

#include "exporter/report/scan_json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

namespace exporter::report {
namespace {

using nlohmann::json;
using scan::WireFinding;
using scan::WireVerdict;

constexpr scan::MacAddress kMac = {{0x02, 0, 0, 0, 0, 1}};

WireFinding Finding(WireVerdict verdict) {
  WireFinding finding;
  finding.address = addresses::IpAddress::Ipv4(0xc0000264);  // 192.0.2.100
  finding.verdict = verdict;
  finding.network = "default";
  finding.interface = "eth0";
  finding.pools = {{"a", "pool"}};
  return finding;
}

TEST(RenderScanJson, HasTheFieldsOfADetailedFinding) {
  WireFinding finding = Finding(WireVerdict::kStolen);
  finding.assigned = {{"a", "shop/web"}};
  finding.answers = {{.mac = kMac, .cluster = "b", .node = "b1", .name = "rack 7"}};
  scan::ScanReport report;
  report.interfaces = {{.interface = "eth0"}};
  report.segments = {
      {.interface = "eth0", .network = "default", .asked = 3, .answered = 2, .silent = 1}};
  report.findings = {finding};
  EXPECT_EQ(RenderScanJson(report), R"({
  "status": "CRITICAL",
  "interfaces": [
    {
      "interface": "eth0",
      "network": "default",
      "asked": 3,
      "answered": 2,
      "silent": 1
    }
  ],
  "findings": [
    {
      "address": "192.0.2.100",
      "verdict": "stolen",
      "severity": "critical",
      "network": "default",
      "interface": "eth0",
      "assigned": [
        {
          "cluster": "a",
          "service": "shop/web"
        }
      ],
      "pools": [
        {
          "cluster": "a",
          "pool": "pool"
        }
      ],
      "answers": [
        {
          "mac": "02:00:00:00:00:01",
          "cluster": "b",
          "node": "b1",
          "name": "rack 7"
        }
      ]
    }
  ],
  "notes": []
}
)");
}

TEST(RenderScanJson, OmitsUnknownValues) {
  WireFinding finding = Finding(WireVerdict::kProxyArp);
  finding.answers = {{.mac = kMac, .this_host = true}};
  finding.addresses = 90;
  scan::ScanReport report;
  report.findings = {finding};
  const json written = json::parse(RenderScanJson(report));
  EXPECT_EQ(written.at("interfaces"), json::array());
  EXPECT_EQ(written.at("findings").at(0),
            json({{"address", "192.0.2.100"},
                  {"verdict", "proxy-arp"},
                  {"severity", "info"},
                  {"network", "default"},
                  {"interface", "eth0"},
                  {"addresses", 90},
                  {"assigned", json::array()},
                  {"pools", {{{"cluster", "a"}, {"pool", "pool"}}}},
                  {"answers", {{{"mac", "02:00:00:00:00:01"}, {"this_host", true}}}}}));
}

TEST(RenderScanJson, KeepsHostileNames) {
  WireFinding finding = Finding(WireVerdict::kForeign);
  const std::string name = "a\"\\\n\x01</script>";
  finding.assigned = {{name, name}};
  finding.answers = {{.mac = kMac, .cluster = name, .node = "\xff"}};
  scan::ScanReport report;
  report.findings = {finding};
  report.unread = {{name, name}};
  const json written = json::parse(RenderScanJson(report));
  EXPECT_EQ(written.at("findings").at(0).at("assigned").at(0).at("service"), name);
  EXPECT_EQ(written.at("findings").at(0).at("answers").at(0).at("cluster"), name);
  EXPECT_EQ(written.at("notes").size(), 1U);
}

}  // namespace
}  // namespace exporter::report
