#include "exporter/report/scan_text.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "exporter/report/finding_parts.h"
#include "exporter/report/scan_notes.h"
#include "exporter/text/list_text.h"
#include "exporter/text/visible_text.h"

namespace exporter::report {
namespace {

using scan::Answerer;
using scan::ScanReport;
using scan::SegmentScan;
using scan::WireFinding;
using scan::WireVerdict;

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

}  // namespace

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
