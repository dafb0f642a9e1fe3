#include "exporter/report/scan_text.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string_view>

#include "exporter/report/finding_parts.h"
#include "exporter/text/list_text.h"
#include "exporter/text/visible_text.h"

namespace exporter::report {
namespace {

using scan::Answerer;
using scan::ScanReport;
using scan::SegmentScan;
using scan::Severity;
using scan::WireFinding;
using scan::WireVerdict;

// The addresses that were asked and answered through one interface.
struct InterfaceCounts {
  std::size_t asked = 0;
  std::size_t answered = 0;

  bool IsDeaf() const { return asked > 0 && answered == 0; }
};

std::map<std::string, InterfaceCounts> CountInterfaces(const ScanReport& report) {
  std::map<std::string, InterfaceCounts> counts;
  for (const SegmentScan& segment : report.segments) {
    counts[segment.interface].asked += segment.asked;
    counts[segment.interface].answered += segment.answered;
  }
  return counts;
}

template <typename Item, typename Add>
void AddList(const std::vector<Item>& items, const Add& add, Sentence& sentence) {
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) sentence.Text(Separator(i, items.size(), 0));
    add(items[i]);
  }
}

// True if the two MAC addresses are those of one host, so that one part of a sentence names both.
bool IsSameHost(const Answerer& a, const Answerer& b) {
  return !a.node.empty() && a.node == b.node && a.cluster == b.cluster &&
         a.this_host == b.this_host;
}

// The answers of each host, hosts in the order of their first answer.
std::vector<std::vector<Answerer>> ByHost(const std::vector<Answerer>& answers) {
  std::vector<std::vector<Answerer>> hosts;
  for (const Answerer& answer : answers) {
    const auto host = std::find_if(hosts.begin(), hosts.end(), [&answer](const auto& each) {
      return IsSameHost(each.front(), answer);
    });
    if (host == hosts.end()) {
      hosts.push_back({answer});
    } else {
      host->push_back(answer);
    }
  }
  return hosts;
}

void AddHostName(const Answerer& answerer, Sentence& sentence) {
  if (answerer.this_host) {
    sentence.Text("this host");
    if (!answerer.node.empty()) sentence.Text(", ");
  }
  if (!answerer.node.empty()) {
    sentence.Text("node ").Name(answerer.node).Text(" of ").Name(answerer.cluster);
  } else if (!answerer.cluster.empty()) {
    sentence.Text("a node of ").Name(answerer.cluster);
  } else if (!answerer.name.empty()) {
    sentence.Name(answerer.name);
  } else if (!answerer.this_host) {
    sentence.Text("a host that is not a known node");
  }
}

// REQUIRES: `answers` is one element of ByHost.
void AddHost(const std::vector<Answerer>& answers, Sentence& sentence) {
  AddHostName(answers.front(), sentence);
  std::string_view separator = " (";
  for (const Answerer& each : answers) {
    sentence.Text(separator).Text(each.mac.ToString());
    if (each.ethernet_source) sentence.Text(" sent by ").Text(each.ethernet_source->ToString());
    if (!each.cluster.empty() && !each.name.empty()) sentence.Text(", ").Name(each.name);
    separator = ", ";
  }
  sentence.Text(")");
}

// The whole sentence about a router with proxy ARP.
Sentence ProxySentence(const WireFinding& finding) {
  Sentence sentence;
  sentence.Strong("proxy-arp").Text(": ");
  AddHost(finding.answers, sentence);
  const bool has_unassigned = finding.addresses > 0;
  sentence.Text(has_unassigned ? " answers for nearly every unassigned address of "
                               : " answers for addresses that no host has, near ");
  AddList(
      finding.pools, [&sentence](const fleet::PoolName& pool) { AddPool(pool, sentence); },
      sentence);
  if (!has_unassigned) {
    return sentence.Text(", and for assigned ones, such as ").Text(finding.address.ToString());
  }
  sentence.Text(" (" + text::Count(finding.addresses, "address", "addresses") + ", from ");
  return sentence.Text(finding.address.ToString()).Text(")");
}

void AddCount(const ScanReport& report, WireVerdict verdict, const std::string& name,
              std::vector<std::string>& parts) {
  const auto count = std::count_if(report.findings.begin(), report.findings.end(),
                                   [&](const auto& each) { return each.verdict == verdict; });
  if (count > 0) parts.push_back(std::to_string(count) + ' ' + name);
}

std::string SummaryLine(const ScanReport& report) {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < scan::kWireVerdicts; ++i) {
    const auto verdict = static_cast<WireVerdict>(i);
    AddCount(report, verdict, std::string(scan::Name(verdict)), parts);
  }
  std::string line(Name(JudgeScan(report)));
  if (!parts.empty()) line += ": " + text::List(parts, 0);
  for (const SegmentScan& segment : report.segments) {
    line += "; " + text::Visible(segment.interface) + " (network " +
            text::Visible(segment.network) +
            "): " + text::Count(segment.asked, "address", "addresses") + " asked, " +
            std::to_string(segment.answered) + " answered";
  }
  return line;
}

void AddSegmentNotes(const SegmentScan& segment, std::vector<Sentence>& notes) {
  const auto note = [&]() -> Sentence& {
    return notes.emplace_back().Text("interface ").Name(segment.interface).Text(": ");
  };
  if (!segment.own_nodes.empty()) {
    Sentence& own = note().Text("this host is ");
    AddList(
        segment.own_nodes, [&own](const std::string& node) { own.Name(node); }, own);
    own.Text(", whose own answers it cannot receive; scan from a host that is not a node");
  }
  for (const std::string& cluster : segment.unknown_nodes) {
    notes.emplace_back()
        .Text("cluster ")
        .Name(cluster)
        .Text(
            ": its nodes are unknown, so they may count as foreign; allow the exporter to list "
            "nodes");
  }
  if (segment.lacks_link_local) {
    note().Text("no IPv6 address was asked for, because it has no link-local address");
  }
  if (segment.omits_unassigned) {
    note().Text(
        "not every unassigned address was asked for; --max-unassigned sets the limit, and large "
        "IPv6 ranges are never asked for");
  }
}

bool HasOtherSource(const WireFinding& finding) {
  return std::any_of(finding.answers.begin(), finding.answers.end(),
                     [](const Answerer& each) { return each.ethernet_source.has_value(); });
}

}  // namespace

Verdict JudgeScan(const ScanReport& report) {
  Verdict worst = report.error || !report.unread.empty() ? Verdict::kUnknown : Verdict::kOk;
  for (const auto& each : report.interfaces) {
    if (each.error) worst = std::max(worst, Verdict::kUnknown);
  }
  for (const auto& [interface, counts] : CountInterfaces(report)) {
    if (counts.IsDeaf()) worst = std::max(worst, Verdict::kUnknown);
  }
  for (const WireFinding& finding : report.findings) {
    const Severity severity = scan::SeverityOf(finding.verdict);
    if (severity == Severity::kCritical) worst = Verdict::kCritical;
    if (severity == Severity::kWarning) worst = std::max(worst, Verdict::kWarning);
  }
  return worst;
}

Sentence ScanSentence(const WireFinding& finding) {
  if (finding.verdict == WireVerdict::kProxyArp) return ProxySentence(finding);
  Sentence sentence;
  sentence.Strong(scan::Name(finding.verdict)).Text(": ").Text(finding.address.ToString());
  if (finding.assigned.empty() && !finding.nodes.empty()) {
    sentence.Text(", the address of node ");
    AddList(
        finding.nodes,
        [&sentence](const scan::MacOwner& node) {
          sentence.Name(node.node).Text(" of ").Name(node.cluster);
        },
        sentence);
    if (finding.verdict == WireVerdict::kNode) {
      sentence.Text(", is in ");
      AddList(
          finding.pools, [&sentence](const fleet::PoolName& pool) { AddPool(pool, sentence); },
          sentence);
      sentence.Text(" and is ");
    } else {
      sentence.Text(", is ");
    }
  } else if (finding.assigned.empty()) {
    sentence.Text(" of ");
    AddList(
        finding.pools, [&sentence](const fleet::PoolName& pool) { AddPool(pool, sentence); },
        sentence);
    sentence.Text(" is unassigned, but ");
  } else {
    sentence.Text(", assigned by ");
    AddList(
        finding.assigned,
        [&sentence](const fleet::Holder& holder) {
          sentence.Name(holder.cluster).Text(" ").Name(holder.service);
        },
        sentence);
    sentence.Text(finding.answers.empty() ? ", has no answer" : ", is ");
  }
  if (finding.answers.empty()) return sentence;
  sentence.Text("answered by ");
  AddList(
      ByHost(finding.answers),
      [&sentence](const std::vector<Answerer>& host) { AddHost(host, sentence); }, sentence);
  if (finding.answers_omitted > 0) {
    sentence.Text(", and by " + text::Count(finding.answers_omitted, "more host", "more hosts"));
  }
  return sentence;
}

Sentence AnswerSentence(const WireFinding& finding) {
  Sentence sentence;
  if (finding.verdict != WireVerdict::kOk) {
    sentence.Strong(scan::Name(finding.verdict)).Text(": ");
  }
  if (finding.answers.empty()) return sentence.Text("no answer");
  sentence.Text("answered by ");
  AddList(
      ByHost(finding.answers),
      [&sentence](const std::vector<Answerer>& host) {
        if (host.front().cluster.empty()) {
          AddHost(host, sentence);
        } else {
          AddHostName(host.front(), sentence);
        }
      },
      sentence);
  return sentence;
}

std::vector<Sentence> ScanNotes(const ScanReport& report) {
  std::vector<Sentence> notes;
  if (report.error) notes.emplace_back().Text(report.error->message);
  for (const auto& each : report.interfaces) {
    if (each.error) notes.emplace_back().Text(each.error->message);
  }
  for (const auto& [interface, counts] : CountInterfaces(report)) {
    if (!counts.IsDeaf()) continue;
    notes.emplace_back()
        .Text("interface ")
        .Name(interface)
        .Text(": no host answered, not even a node; is this the right segment?");
  }
  for (const SegmentScan& segment : report.segments) AddSegmentNotes(segment, notes);
  if (std::any_of(report.findings.begin(), report.findings.end(), HasOtherSource)) {
    notes.emplace_back().Text(
        "an answer names another hardware address than that of its sender; it is forged, or a "
        "bridge or a Wi-Fi extender has replaced the sender's address");
  }
  for (const scan::UnreadCluster& unread : report.unread) {
    Sentence& note = notes.emplace_back().Text("cluster ").Name(unread.cluster);
    note.Text(" could not be read; its nodes and assignments may be unknown or old");
    if (!unread.reason.empty()) note.Text(": ").Name(unread.reason);
  }
  return notes;
}

std::string RenderScan(const ScanReport& report) {
  std::vector<const WireFinding*> sorted;
  for (const WireFinding& finding : report.findings) sorted.push_back(&finding);
  std::stable_sort(sorted.begin(), sorted.end(), [](const WireFinding* a, const WireFinding* b) {
    return a->verdict < b->verdict;
  });
  std::string text = SummaryLine(report) + '\n';
  for (const WireFinding* const finding : sorted) {
    text += text::Visible(ScanSentence(*finding).Plain()) + '\n';
  }
  for (const Sentence& note : ScanNotes(report)) {
    text += "note: " + text::Visible(note.Plain()) + '\n';
  }
  return text;
}

}  // namespace exporter::report
