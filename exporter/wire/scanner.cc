#include "exporter/wire/scanner.h"

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <iterator>
#include <mutex>
#include <span>

#include "exporter/fleet/lookup.h"
#include "exporter/scan/mac_owners.h"
#include "exporter/scan/second_look.h"
#include "exporter/wire/interfaces.h"
#include "exporter/wire/link.h"

namespace exporter::wire {
namespace {

using scan::InterfaceScan;
using scan::ScanReport;
using scan::SegmentAnswers;
using scan::WireFinding;
using Clock = std::chrono::steady_clock;

// Waits for `duration`. False if it was stopped.
bool Wait(std::chrono::milliseconds duration, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any changed;
  std::unique_lock lock(mutex);
  changed.wait_for(lock, stop, duration, [] { return false; });
  return !stop.stop_requested();
}

// Expected addresses are asked for in each round, if this takes up to a minute.
scan::AskList ListOf(scan::ScanTargets targets, double rate) {
  constexpr double kMaxSeconds = 60;
  scan::AskList list;
  if (static_cast<double>(targets.expected) <= kMaxSeconds * rate) {
    const auto first = targets.addresses.begin();
    list.repeated.assign(first, first + static_cast<std::ptrdiff_t>(targets.expected));
  }
  list.addresses = std::move(targets.addresses);
  return list;
}

// The addresses that were asked for on a segment.
struct Asked {
  std::size_t expected = 0;
  bool omits_unassigned = false;
  addresses::AddressSet not_asked;
};

// A scan of all interfaces.
class Scanning {
 public:
  Scanning(const ScanOptions& options, ScanProgress& progress, const std::stop_token& stop)
      : options_(options), progress_(progress), stop_(stop) {}

  // Asks for all addresses. False if it was stopped.
  bool Look(const std::vector<scan::Candidate>& candidates, const ScannedFleet& scanned) {
    for (const scan::Candidate& candidate : candidates) {
      report_.interfaces.push_back({.interface = candidate.interface.name,
                                    .error = candidate.error,
                                    .duration = {},
                                    .sent = 0,
                                    .dropped = 0});
      if (!candidate.error && !LookThrough(candidate, scanned)) return false;
    }
    for (SegmentAnswers& segment : heard_) {
      segment.proxies = scan::FindProxies(segment.fleet, segment.answers);
    }
    owners_.emplace(heard_, scanned.policy.known_macs);
    for (const SegmentAnswers& segment : heard_) {
      findings_.push_back(scan::FindOnWire(segment, *owners_, scanned.policy));
    }
    return true;
  }

  bool HasSuspects() const {
    return std::any_of(findings_.begin(), findings_.end(),
                       [](const auto& each) { return !scan::Suspects(each).empty(); });
  }

  // Asks again for the suspects, and for what may explain them. False if it was stopped.
  bool LookAgain(const ScannedFleet& scanned) {
    std::vector<SegmentAnswers> again;
    for (std::size_t i = 0; i < heard_.size(); ++i) {
      if (!AskAgain(i, scanned, again)) return false;
    }
    const auto count = static_cast<std::ptrdiff_t>(heard_.size());
    std::move(again.begin(), again.end(), std::back_inserter(heard_));
    owners_.emplace(heard_, scanned.policy.known_macs);  // from both looks
    again.assign(std::make_move_iterator(heard_.begin() + count),
                 std::make_move_iterator(heard_.end()));
    heard_.erase(heard_.begin() + count, heard_.end());
    for (std::size_t i = 0; i < heard_.size(); ++i) {
      if (InterfaceOf(i).error || scan::Suspects(findings_[i]).empty()) continue;
      findings_[i] =
          scan::Confirm(findings_[i], scan::FindOnWire(heard_[i], *owners_, scanned.policy),
                        scan::FindOnWire(again[i], *owners_, scanned.policy));
    }
    return true;
  }

  ScanReport TakeReport(const ScannedFleet& scanned) {
    const auto unreached = scan::FindUnreached(scanned.fleet, heard_);
    if (!unreached.empty()) report_.unreached = {unreached.size(), *unreached.begin()};
    report_.unknown_names = scan::UnknownNames(scanned.policy.known_macs, scanned.fleet);
    for (std::size_t i = 0; i < heard_.size(); ++i) {
      if (InterfaceOf(i).error) continue;
      report_.segments.push_back(CountsOf(heard_[i], findings_[i]));
      std::move(findings_[i].begin(), findings_[i].end(), std::back_inserter(report_.findings));
    }
    for (InterfaceScan& each : report_.interfaces) {
      if (const auto link = links_.find(each.interface); link != links_.end()) {
        each.sent = link->second.sent();
        each.dropped = link->second.Dropped();
      }
    }
    return std::move(report_);
  }

 private:
  bool LookThrough(const scan::Candidate& candidate, const ScannedFleet& scanned) {
    const Clock::time_point start = Clock::now();
    InterfaceScan& result = report_.interfaces.back();
    const auto networks =
        scan::NetworksToScan(scanned.fleet, candidate.interface, candidate.networks);
    if (!networks) {
      result.error = networks.error();
      return true;
    }
    if (networks->empty()) {
      result.error = Error(ErrorKind::kConfig, "interface " + scan::Describe(candidate.interface) +
                                                   ": no pool has an address in this subnet");
      return true;
    }
    auto opened = Link::Open(candidate.interface);
    if (!opened) {
      result.error = opened.error();
      return true;
    }
    Link& link = links_.emplace(candidate.interface.name, *std::move(opened)).first->second;
    for (const std::string& network : *networks) {
      const scan::Segment segment{candidate.interface, network};
      auto heard = LookAt(segment, scanned, link);
      if (!heard) {
        result.error = heard.error();
        return true;
      }
      if (!*heard) return false;
      heard_.push_back(**std::move(heard));
      interface_of_.push_back(report_.interfaces.size() - 1);
    }
    result.duration = Clock::now() - start;
    return true;
  }

  Result<std::optional<SegmentAnswers>> LookAt(const scan::Segment& segment,
                                               const ScannedFleet& scanned, Link& link) {
    SegmentAnswers heard{segment, scan::ClustersOf(segment.network, scanned.fleet), {}, {}};
    std::size_t& next = progress_[{segment.interface.name, segment.network}];
    scan::ScanTargets targets = scan::FindTargets(segment, heard.fleet, scanned.policy,
                                                  {.unassigned = options_.unassigned,
                                                   .max_unassigned = options_.max_unassigned,
                                                   .first_unassigned = next});
    next = targets.next_unassigned;
    targets_of_[{segment.interface.name, segment.network}] = {
        targets.expected, targets.omits_unassigned, std::move(targets.not_asked)};
    auto answers = AskThrough(link, ListOf(std::move(targets), options_.pace.rate));
    if (!answers) return tl::unexpected(answers.error());
    if (!*answers) return std::nullopt;
    heard.answers = **std::move(answers);
    return heard;
  }

  Result<std::optional<scan::Answers>> AskThrough(Link& link, scan::AskList list) {
    const std::size_t count = list.addresses.size();
    return link.Ask(std::move(list), options_.pace, stop_, [&](std::size_t sent) {
      if (options_.on_packet) options_.on_packet(link.interface().name, sent, count);
    });
  }

  // Adds the answers of the second look, which are empty if there is nothing to ask for.
  bool AskAgain(std::size_t index, const ScannedFleet& scanned,
                std::vector<SegmentAnswers>& again) {
    SegmentAnswers& first = heard_[index];
    SegmentAnswers& heard = again.emplace_back(SegmentAnswers{
        first.segment, scan::ClustersOf(first.segment.network, scanned.fleet), {}, first.proxies});
    const scan::SecondLook look = scan::PlanSecondLook(first, findings_[index], scanned.policy);
    if (look.asked.empty() || InterfaceOf(index).error) return true;
    const Clock::time_point start = Clock::now();
    auto answers = AskThrough(links_.at(first.segment.interface.name),
                              {.addresses = look.asked, .repeated = look.asked});
    InterfaceOf(index).duration += Clock::now() - start;
    if (!answers) {
      InterfaceOf(index).error = answers.error();
      return true;
    }
    if (!*answers) return false;
    heard.answers = **std::move(answers);
    first.proxies = scan::FindProxies(first.fleet, first.answers,
                                      scan::FindRouters(look.controls, heard.answers));
    heard.proxies = first.proxies;
    return true;
  }

  InterfaceScan& InterfaceOf(std::size_t segment) {
    return report_.interfaces[interface_of_[segment]];
  }

  scan::SegmentScan CountsOf(const SegmentAnswers& heard,
                             const std::vector<WireFinding>& findings) const {
    const scan::Segment& segment = heard.segment;
    const Asked& asked = targets_of_.at({segment.interface.name, segment.network});
    const auto silent = std::count_if(findings.begin(), findings.end(), [](const auto& finding) {
      return finding.verdict == scan::WireVerdict::kSilent;
    });
    return {.interface = segment.interface.name,
            .network = segment.network,
            .asked = heard.answers.asked().size(),
            .answered = heard.answers.answered(),
            .silent = static_cast<std::size_t>(silent),
            .expected = asked.expected,
            .pools = scan::ReachablePools(segment, heard.fleet),
            .omits_unassigned = asked.omits_unassigned,
            .not_asked = asked.not_asked,
            .own_nodes = scan::OwnNodes(segment.interface, heard.fleet),
            .unknown_nodes = scan::ClustersWithoutNodes(heard.fleet),
            .lacks_link_local = scan::LacksLinkLocal(segment.interface, heard.fleet)};
  }

  const ScanOptions& options_;
  ScanProgress& progress_;
  const std::stop_token& stop_;
  ScanReport report_;
  std::map<std::string, Link> links_;  // by interface
  std::vector<SegmentAnswers> heard_;
  std::vector<std::size_t> interface_of_;           // of heard_, in report_.interfaces
  std::vector<std::vector<WireFinding>> findings_;  // of heard_
  std::map<std::pair<std::string, std::string>, Asked> targets_of_;  // by interface and network
  std::optional<scan::MacOwners> owners_;
};

void AddUnread(const fleet::FleetView& fleet, ScanReport& report) {
  for (const fleet::ClusterView& cluster : fleet.clusters) {
    if (cluster.state == fleet::DataState::kFresh) continue;
    const auto& error = cluster.record.last_error;
    report.unread.push_back({cluster.name, error ? error->message : ""});
  }
  for (const fleet::UnreadCluster& source : fleet::UnreadSources(fleet)) {
    report.unread.push_back(
        {.cluster = "", .reason = "", .source = source.source, .incomplete = source.incomplete});
  }
}

ScanReport NoScan(Error error) {
  ScanReport report;
  report.error = std::move(error);
  return report;
}

}  // namespace

std::optional<ScanReport> Scan(const ScanOptions& options, const FleetSource& source,
                               ScanProgress& progress, const std::stop_token& stop) {
  const auto scanned = source();
  if (!scanned) return NoScan(scanned.error());
  const auto interfaces = ListInterfaces();
  if (!interfaces) return NoScan(interfaces.error());
  const auto candidates = scan::ChooseInterfaces(options.interfaces, *interfaces, scanned->fleet);
  Scanning scanning(options, progress, stop);
  if (!scanning.Look(candidates, *scanned)) return std::nullopt;
  const ScannedFleet* newest = &*scanned;
  Result<ScannedFleet> later = tl::unexpected(Error());
  if (scanning.HasSuspects()) {
    if (!Wait(options.confirm, stop)) return std::nullopt;
    later = source();
    if (later) newest = &*later;
    if (!scanning.LookAgain(*newest)) return std::nullopt;
  }
  ScanReport report = scanning.TakeReport(*newest);
  AddUnread(newest->fleet, report);
  if (candidates.empty()) report.error = scan::NothingToScan(*interfaces, scanned->fleet);
  return report;
}

}  // namespace exporter::wire
