// The text of a scan.

#include "exporter/report/scan_text.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "exporter/report/scan_notes.h"
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

TEST(ScanSentence, SaysWhoAnswers) {
  const auto sentence = [](const std::vector<Answerer>& answers) {
    return ScanSentence(Assigned(WireVerdict::kForeign, answers)).Plain();
  };
  const std::string start = "foreign: 192.0.2.100, assigned by cluster-a shop/web, is answered by ";
  EXPECT_EQ(sentence({{.mac = Mac(1)}}),
            start + "a host that is not a known node (02:00:00:00:00:01)");
  EXPECT_EQ(sentence({{.mac = Mac(1), .name = "VRRP group 12"}}),
            start + "VRRP group 12 (02:00:00:00:00:01)");
  EXPECT_EQ(sentence({{.mac = Mac(1), .cluster = "b", .node = "b1", .name = "rack 7"}}),
            start + "node b1 of b (02:00:00:00:00:01, rack 7)");
  EXPECT_EQ(sentence({{.mac = Mac(1), .this_host = true}}),
            start + "this host (02:00:00:00:00:01)");
  EXPECT_EQ(sentence({{.mac = Mac(1), .cluster = "b", .node = "b1", .this_host = true},
                      {.mac = Mac(2), .cluster = "b", .node = "b1"},
                      {.mac = Mac(3), .cluster = "b"}}),
            start +
                "this host, node b1 of b (02:00:00:00:00:01), node b1 of b (02:00:00:00:00:02) and "
                "a node of b (02:00:00:00:00:03)");
}

TEST(ScanSentence, SaysWhoseAddressItIs) {
  EXPECT_EQ(ScanSentence(Finding(WireVerdict::kSquatter, {{.mac = Mac(1)}})).Plain(),
            "squatter: 192.0.2.100 of cluster-a/pool is unassigned, but answered by a host that is "
            "not a known node (02:00:00:00:00:01)");
  EXPECT_EQ(ScanSentence(Assigned(WireVerdict::kSilent, {})).Plain(),
            "silent: 192.0.2.100, assigned by cluster-a shop/web, has no answer");
  WireFinding proxy = Finding(WireVerdict::kProxyArp, {{.mac = Mac(1)}});
  proxy.pools.push_back({"b", "other"});
  proxy.addresses = 90;
  EXPECT_EQ(
      ScanSentence(proxy).Plain(),
      "proxy-arp: a host that is not a known node (02:00:00:00:00:01) answers for nearly every "
      "unassigned address of cluster-a/pool and b/other (90 addresses, from 192.0.2.100)");
}

TEST(AnswerSentence, NamesNodesAndTheMacAddressesOfOtherHosts) {
  const auto sentence = [](const WireFinding& finding) { return AnswerSentence(finding).Plain(); };
  const std::vector<Answerer> nodes = {{.mac = Mac(1), .cluster = "cluster-a", .node = "a1"},
                                       {.mac = Mac(2), .cluster = "cluster-b", .node = "b1"}};
  EXPECT_EQ(sentence(Assigned(WireVerdict::kDuplicate, nodes)),
            "duplicate: answered by node a1 of cluster-a and node b1 of cluster-b");
  EXPECT_EQ(sentence(Assigned(WireVerdict::kOk, {nodes[0]})), "answered by node a1 of cluster-a");
  EXPECT_EQ(sentence(Assigned(WireVerdict::kSilent, {})), "silent: no answer");
  EXPECT_EQ(
      sentence(Finding(WireVerdict::kSquatter, {{.mac = Mac(9)}, {.mac = Mac(8), .name = "nas"}})),
      "squatter: answered by a host that is not a known node (02:00:00:00:00:09) and nas "
      "(02:00:00:00:00:08)");
}

scan::ScanReport Report(std::vector<WireFinding> findings) {
  scan::ScanReport report;
  report.interfaces = {{.interface = "eth0"}};
  report.segments = {{.interface = "eth0", .network = "default", .asked = 3, .answered = 2}};
  report.findings = std::move(findings);
  return report;
}

TEST(RenderScan, ListsTheWorstFindingsFirst) {
  const std::vector<Answerer> node = {{.mac = Mac(1), .cluster = "cluster-a", .node = "a1"}};
  EXPECT_EQ(
      RenderScan(Report(
          {Assigned(WireVerdict::kSilent, {}), Finding(WireVerdict::kSquatter, {{.mac = Mac(9)}}),
           Assigned(WireVerdict::kOk, node), Assigned(WireVerdict::kForeign, {{.mac = Mac(9)}})})),
      R"(CRITICAL: 1 foreign, 1 squatter, 1 silent, 1 ok; eth0 (network default): 3 addresses asked, 2 answered
foreign: 192.0.2.100, assigned by cluster-a shop/web, is answered by a host that is not a known node (02:00:00:00:00:09)
squatter: 192.0.2.100 of cluster-a/pool is unassigned, but answered by a host that is not a known node (02:00:00:00:00:09)
silent: 192.0.2.100, assigned by cluster-a shop/web, has no answer
ok: 192.0.2.100, assigned by cluster-a shop/web, is answered by node a1 of cluster-a (02:00:00:00:00:01)
)");
}

TEST(RenderScan, MakesHostileNamesVisible) {
  WireFinding finding =
      Assigned(WireVerdict::kForeign,
               {{.mac = Mac(1), .cluster = "c\x1b[2J", .node = "n\n1", .name = "\xe2\x80\xae<b>"}});
  finding.assigned[0].service = "shop/\x07web";
  scan::ScanReport report = Report({finding});
  report.segments[0].interface = "eth\x1b]0";
  report.segments[0].network = "net\nOK: ";
  report.segments[0].own_nodes = {"c/\x1bn"};
  report.unread = {{"late\r", "refused\n##[x]"}};
  const std::string text = RenderScan(report);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 4) << text;
  for (const char* const hostile : {"\x1b", "\x07", "\r", "\xe2\x80\xae", "##[x]"}) {
    EXPECT_EQ(text.find(hostile), std::string::npos) << text;
  }
  EXPECT_NE(text.find("<b>"), std::string::npos) << "markup is harmless here";
  EXPECT_EQ(ScanSentence(finding).Html().find("<b>)"), std::string::npos);
}

TEST(ScanNotes, SayWhatTheFindingsDoNot) {
  scan::ScanReport report = Report({});
  report.interfaces.push_back(
      {.interface = "eth1", .error = Error(ErrorKind::kUnreachable, "interface eth1 is down")});
  report.segments.push_back(
      {.interface = "eth2", .network = "lab", .asked = 9, .omits_unassigned = true});
  report.segments[0].own_nodes = {"a/a1", "b/b1"};
  report.unread = {{"c", ""}, {"d", "connection refused"}};
  report.unread.push_back({.cluster = "", .reason = "", .source = "http://east:1"});
  report.unread.push_back(
      {.cluster = "", .reason = "", .source = "http://west:1", .incomplete = true});
  report.unreached = {2, addresses::IpAddress::Ipv4(0xc0000264)};
  report.unknown_names = {"a/typo"};
  EXPECT_EQ(
      RenderScan(report),
      R"(UNKNOWN; eth0 (network default): 3 addresses asked, 2 answered; eth2 (network lab): 9 addresses asked, 0 answered
note: interface eth1 is down
note: interface eth2: no host answered, not even a node; is this the right segment?
note: interface eth0: this host is a/a1 and b/b1, whose own answers it cannot receive; scan from a host that is not a node
note: interface eth2: not every unassigned address was asked for; --max-unassigned sets the limit, and large IPv6 ranges are never asked for
note: cluster c could not be read; its nodes and assignments may be unknown or old
note: cluster d could not be read; its nodes and assignments may be unknown or old: connection refused
note: source http://east:1 could not be read; its clusters are unknown
note: source http://west:1 was not read completely; some nodes and assignments may be unknown
note: 2 assigned addresses are in no subnet of the scanned interfaces, for example 192.0.2.100; scan from a host in that subnet
note: known_macs: the cluster has no node a/typo
)");
}

TEST(JudgeScan, IsTheWorstOfFindingsAndTrouble) {
  EXPECT_EQ(JudgeScan(Report({})), Verdict::kOk);
  for (const WireVerdict info :
       {WireVerdict::kOk, WireVerdict::kSilent, WireVerdict::kFlux, WireVerdict::kProxyArp}) {
    EXPECT_EQ(JudgeScan(Report({Finding(info, {})})), Verdict::kOk);
  }
  for (const WireVerdict warning : {WireVerdict::kSquatter, WireVerdict::kNode}) {
    EXPECT_EQ(JudgeScan(Report({Finding(warning, {})})), Verdict::kWarning);
  }
  for (const WireVerdict conflict : {WireVerdict::kDuplicate, WireVerdict::kStolen,
                                     WireVerdict::kForeign, WireVerdict::kSplit}) {
    EXPECT_EQ(JudgeScan(Report({Finding(conflict, {})})), Verdict::kCritical);
  }
  const auto with = [](WireVerdict verdict, auto change) {
    scan::ScanReport report = Report({Finding(verdict, {})});
    change(report);
    return JudgeScan(report);
  };
  const Error error(ErrorKind::kForbidden, "no right");
  const auto fail = [&error](scan::ScanReport& report) { report.interfaces[0].error = error; };
  EXPECT_EQ(with(WireVerdict::kOk, fail), Verdict::kUnknown);
  EXPECT_EQ(with(WireVerdict::kSquatter, fail), Verdict::kUnknown);
  EXPECT_EQ(with(WireVerdict::kSplit, fail), Verdict::kCritical);
  EXPECT_EQ(with(WireVerdict::kOk, [&](auto& report) { report.error = error; }), Verdict::kUnknown);
  EXPECT_EQ(with(WireVerdict::kOk,
                 [](auto& report) {
                   report.unread = {{"c", ""}};
                 }),
            Verdict::kUnknown);
  EXPECT_EQ(with(WireVerdict::kOk, [](auto& report) { report.segments[0].answered = 0; }),
            Verdict::kUnknown);
}

}  // namespace
}  // namespace exporter::report
