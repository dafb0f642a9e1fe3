// The text of a scan.

#include "exporter/report/scan_text.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/made_fleet.h"

namespace exporter::report {
namespace {

using scan::Answerer;
using scan::MacAddress;
using scan::WireFinding;
using scan::WireVerdict;

constexpr MacAddress Mac(std::uint8_t last) { return {{0x02, 0, 0, 0, 0, last}}; }

WireFinding Finding(WireVerdict verdict, std::vector<Answerer> answers) {
  WireFinding finding;
  finding.address = addresses::IpAddress::Ipv4(0xc0000264);  // 192.0.2.100
  finding.verdict = verdict;
  finding.network = "default";
  finding.interface = "eth0";
  finding.pools = {{"cluster-a", "pool"}};
  finding.answers = std::move(answers);
  return finding;
}

WireFinding Assigned(WireVerdict verdict, std::vector<Answerer> answers) {
  WireFinding finding = Finding(verdict, std::move(answers));
  finding.assigned = {{"cluster-a", "shop/web"}};
  return finding;
}

TEST(ScanSentence, NamesEachNodeOnceWithItsMacAddresses) {
  const WireFinding finding =
      Assigned(WireVerdict::kSplit, {{.mac = Mac(1), .cluster = "cluster-a", .node = "a1"},
                                     {.mac = Mac(2), .cluster = "cluster-a", .node = "a2"},
                                     {.mac = Mac(0x11), .cluster = "cluster-a", .node = "a1"}});
  EXPECT_EQ(ScanSentence(finding).Plain(),
            "split: 192.0.2.100, assigned by cluster-a shop/web, is answered by node a1 of "
            "cluster-a (02:00:00:00:00:01, 02:00:00:00:00:11) and node a2 of cluster-a "
            "(02:00:00:00:00:02)");
}

TEST(ScanSentence, NamesHostsOfOneClusterWithUnknownNodesSeparately) {
  const WireFinding finding =
      Assigned(WireVerdict::kSplit,
               {{.mac = Mac(1), .cluster = "cluster-a"}, {.mac = Mac(2), .cluster = "cluster-a"}});
  EXPECT_EQ(ScanSentence(finding).Plain(),
            "split: 192.0.2.100, assigned by cluster-a shop/web, is answered by a node of "
            "cluster-a (02:00:00:00:00:01) and a node of cluster-a (02:00:00:00:00:02)");
}

}  // namespace
}  // namespace exporter::report
