#include "exporter/scan/second_look.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "exporter/scan/proxies.h"

namespace exporter::scan {
namespace {

using addresses::IpAddress;

// The addresses for which the hosts with the address of a node answered; empty if there are many.
std::set<IpAddress> AddressesOfNodeHosts(const SegmentAnswers& first,
                                         const std::vector<WireFinding>& findings) {
  constexpr std::size_t kMaxAddresses = 64;
  std::set<MacAddress> hosts;
  for (const WireFinding& finding : findings) {
    if (finding.nodes.empty() || !finding.assigned.empty()) continue;
    for (const Answerer& answer : finding.answers) hosts.insert(answer.mac);
  }
  std::set<IpAddress> addresses;
  for (const auto& [host, of_host] : AddressesOf(hosts, {&first, 1})) {
    addresses.insert(of_host.begin(), of_host.end());
  }
  if (addresses.size() > kMaxAddresses) addresses.clear();
  return addresses;
}

}  // namespace

std::vector<IpAddress> Suspects(const std::vector<WireFinding>& findings) {
  std::vector<IpAddress> suspects;
  for (const WireFinding& finding : findings) {
    if (SeverityOf(finding.verdict) >= Severity::kWarning) suspects.push_back(finding.address);
  }
  return suspects;
}

SecondLook PlanSecondLook(const SegmentAnswers& first, const std::vector<WireFinding>& findings,
                          const fleet::FleetPolicy& policy) {
  const std::vector<IpAddress> suspects = Suspects(findings);
  if (suspects.empty()) return {};
  SecondLook look;
  look.controls = FindControls(first.segment, first.fleet, policy, first.answers, suspects);
  std::set<IpAddress> asked = AddressesOfNodeHosts(first, findings);
  asked.insert(suspects.begin(), suspects.end());
  asked.insert(look.controls.begin(), look.controls.end());
  for (const IpAddress& node : NodeAddresses(first.fleet)) {
    if (!first.answers.IsAnswered(node)) asked.insert(node);
  }
  std::copy_if(asked.begin(), asked.end(), std::back_inserter(look.asked),
               [&](const IpAddress& each) { return first.segment.interface.CanAsk(each); });
  return look;
}

std::vector<WireFinding> Confirm(const std::vector<WireFinding>& first,
                                 std::vector<WireFinding> reviewed,
                                 std::vector<WireFinding> second) {
  std::map<IpAddress, WireFinding> confirmed;
  for (WireFinding& finding : second) {
    if (finding.verdict == WireVerdict::kProxyArp) continue;
    const IpAddress address = finding.address;
    confirmed.emplace(address, std::move(finding));
  }
  std::map<IpAddress, const WireFinding*> before;
  for (const WireFinding& finding : first) {
    if (finding.verdict != WireVerdict::kProxyArp) before.emplace(finding.address, &finding);
  }
  std::vector<WireFinding> findings;
  for (WireFinding& finding : reviewed) {
    if (SeverityOf(finding.verdict) < Severity::kWarning) {
      findings.push_back(std::move(finding));
      continue;
    }
    const auto old = before.find(finding.address);
    const bool was_asked =
        old != before.end() && SeverityOf(old->second->verdict) >= Severity::kWarning;
    if (!was_asked) {
      // It was no suspect, so it cannot be confirmed: the next scan asks again.
      if (old != before.end()) findings.push_back(*old->second);
    } else if (const auto found = confirmed.find(finding.address); found != confirmed.end()) {
      findings.push_back(std::move(found->second));
    }
  }
  return findings;
}

}  // namespace exporter::scan
