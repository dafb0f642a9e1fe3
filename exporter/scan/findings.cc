#include "exporter/scan/findings.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "exporter/fleet/lookup.h"

namespace exporter::scan {
namespace {

using addresses::Family;
using addresses::IpAddress;

// The data of the clusters about an address of the segment's network.
struct Facts {
  std::vector<fleet::Holder> assigned;
  std::vector<fleet::PoolName> pools;
  std::set<std::string> assigners;  // clusters
  std::vector<MacOwner> nodes;
  bool shared_on_purpose = false;
};

Facts FactsOf(const SegmentAnswers& heard, const fleet::FleetPolicy& policy,
              const IpAddress& address) {
  Facts facts;
  for (const fleet::NetworkAnswer& network : LookUp(heard.fleet, policy, address).networks) {
    facts.shared_on_purpose = network.shared_on_purpose;
    for (const fleet::ClusterAnswer& cluster : network.clusters) {
      for (const std::string& service : cluster.services) {
        facts.assigned.push_back({cluster.cluster, service});
        facts.assigners.insert(cluster.cluster);
      }
      for (const auto* const pools : {&cluster.pools, &cluster.excluding}) {
        for (const std::string& pool : *pools) facts.pools.push_back({cluster.cluster, pool});
      }
      for (const std::string& node : cluster.nodes) facts.nodes.push_back({cluster.cluster, node});
    }
  }
  return facts;
}

// The names of the devices of the configuration.
std::map<MacAddress, std::string> KnownNames(const fleet::FleetPolicy& policy) {
  std::map<MacAddress, std::string> names;
  for (const fleet::KnownMac& known : policy.known_macs) {
    if (const auto mac = MacAddress::Parse(known.mac)) names.emplace(*mac, known.name);
  }
  return names;
}

// Says which host has a MAC address.
class Describer {
 public:
  // The owners must outlive it.
  Describer(const MacOwners& owners, const fleet::FleetPolicy& policy)
      : owners_(owners), names_(KnownNames(policy)) {}

  Answerer Describe(const MacAddress& mac, const std::string& preferred_cluster) const {
    const auto known = names_.find(mac);
    Answerer answerer{.mac = mac,
                      .cluster = {},
                      .node = {},
                      .name = known == names_.end() ? VirtualRouterName(mac) : known->second};
    for (const MacOwner& owner : owners_.Of(mac)) {
      if (!answerer.cluster.empty() && owner.cluster != preferred_cluster) continue;
      answerer.cluster = owner.cluster;
      answerer.node = owner.node;
    }
    return answerer;
  }

 private:
  const MacOwners& owners_;
  const std::map<MacAddress, std::string> names_;
};

WireVerdict JudgeAssigned(const Facts& facts, const std::vector<Answerer>& answers) {
  if (facts.assigners.size() > 1) return WireVerdict::kDuplicate;
  if (answers.empty()) return WireVerdict::kSilent;
  bool foreign = false;
  std::set<std::string> nodes;
  std::size_t unknown_nodes = 0;
  for (const Answerer& answer : answers) {
    if (!answer.cluster.empty() && !facts.assigners.contains(answer.cluster)) {
      return WireVerdict::kStolen;
    }
    foreign = foreign || answer.cluster.empty();
    nodes.insert(answer.node);
    if (answer.node.empty()) ++unknown_nodes;
  }
  if (foreign) return WireVerdict::kForeign;
  if (nodes.size() > 1 || unknown_nodes > 1) return WireVerdict::kSplit;
  return answers.size() > 1 ? WireVerdict::kFlux : WireVerdict::kOk;
}

// True if one of the hosts answered for an address that is not the own address of a node.
bool HasOtherAddress(const std::vector<Answerer>& answers, const SegmentAnswers& heard) {
  std::set<MacAddress> hosts;
  for (const Answerer& answer : answers) hosts.insert(answer.mac);
  const std::vector<IpAddress> nodes = NodeAddresses(heard.fleet);
  for (const auto& [host, addresses] : AddressesOf(hosts, {&heard, 1})) {
    for (const IpAddress& address : addresses) {
      if (std::find(nodes.begin(), nodes.end(), address) == nodes.end()) return true;
    }
  }
  return false;
}

// The verdict about an address that is assigned to nodes, if several hosts answer for it.
std::optional<WireVerdict> JudgeNode(const Facts& facts, const std::vector<Answerer>& answers,
                                     const SegmentAnswers& heard) {
  if (facts.nodes.empty() || answers.size() < 2) return std::nullopt;
  const auto is_of_cluster = [&facts](const Answerer& answer) {
    return std::any_of(facts.nodes.begin(), facts.nodes.end(),
                       [&](const MacOwner& node) { return node.cluster == answer.cluster; });
  };
  const auto is_of_node = [&facts](const Answerer& answer) {
    return std::any_of(facts.nodes.begin(), facts.nodes.end(), [&](const MacOwner& node) {
      return node.cluster == answer.cluster && node.node == answer.node;
    });
  };
  if (std::all_of(answers.begin(), answers.end(), is_of_node)) {
    return HasOtherAddress(answers, heard) ? std::nullopt : std::optional(WireVerdict::kFlux);
  }
  for (const Answerer& answer : answers) {
    if (!answer.cluster.empty() && !is_of_cluster(answer)) return WireVerdict::kStolen;
  }
  const bool is_known = std::none_of(answers.begin(), answers.end(),
                                     [](const auto& each) { return each.cluster.empty(); });
  return is_known ? WireVerdict::kSplit : WireVerdict::kForeign;
}

// The verdict about any address of the segment; nullopt if there is nothing to say.
std::optional<WireVerdict> Judge(const Facts& facts, const std::vector<Answerer>& answers,
                                 const SegmentAnswers& heard) {
  if (!facts.assigned.empty()) return JudgeAssigned(facts, answers);
  if (const auto verdict = JudgeNode(facts, answers, heard)) return verdict;
  if (facts.pools.empty() || answers.empty()) return std::nullopt;
  return facts.nodes.empty() ? WireVerdict::kSquatter : WireVerdict::kNode;
}

// The pools for which the host is a proxy contain the address, or it is that of a node outside of
// every pool.
bool IsProxyFor(const IpAddress& address, const MacAddress& host, const Facts& facts,
                const SegmentAnswers& heard) {
  if (!IsProxy(heard.proxies, host, address.family)) return false;
  if (facts.pools.empty() && facts.assigned.empty()) return true;
  const std::vector<ProxiedPool>& proxied = heard.proxies.at(host);
  return std::any_of(proxied.begin(), proxied.end(), [&](const ProxiedPool& each) {
    if (each.family != address.family) return false;
    if (!facts.assigned.empty() && !each.answers_assigned) return false;
    return std::find(facts.pools.begin(), facts.pools.end(), each.pool) != facts.pools.end();
  });
}

// The only cluster that assigned the address, or to whose nodes it belongs; empty if there is none.
std::string OwnerOf(const Facts& facts) {
  if (facts.assigners.size() == 1) return *facts.assigners.begin();
  return facts.assigned.empty() && facts.nodes.size() == 1 ? facts.nodes.front().cluster : "";
}

// The hosts that answered, except proxies. This host does not receive its own answers, so they are
// added. A node of the only cluster that assigned the address answers for itself, even if it is a
// proxy.
std::vector<Answerer> AnswersFor(const IpAddress& address, const Facts& facts,
                                 const SegmentAnswers& heard, const Describer& describer) {
  const std::string cluster = OwnerOf(facts);
  std::vector<Answerer> answers;
  if (const Interface& own = heard.segment.interface;
      own.Has(address) || IsAnnouncedHere(heard, address)) {
    answers.push_back(describer.Describe(own.mac, cluster));
    answers.back().this_host = true;
  }
  for (const MacAddress& host : heard.answers.HostsOf(address)) {
    Answerer answerer = describer.Describe(host, cluster);
    answerer.ethernet_source = heard.answers.EthernetSourceOf(address, host);
    const bool own = !cluster.empty() && answerer.cluster == cluster;
    if (own || !IsProxyFor(address, host, facts, heard)) answers.push_back(std::move(answerer));
  }
  return answers;
}

// The finding about a host that is a proxy for addresses of one family; nullopt if it answered for
// none of them.
std::optional<WireFinding> FindProxyOf(Family family, const MacAddress& host,
                                       const std::vector<ProxiedPool>& proxied,
                                       const SegmentAnswers& heard,
                                       const fleet::FleetPolicy& policy) {
  WireFinding finding;
  finding.verdict = WireVerdict::kProxyArp;
  finding.addresses = 0;
  for (const ProxiedPool& each : proxied) {
    if (each.family == family) finding.pools.push_back(each.pool);
  }
  std::optional<std::pair<IpAddress, std::vector<fleet::Holder>>> assigned;  // the lowest one
  for (const IpAddress& address : heard.answers.asked()) {
    const auto hosts = heard.answers.HostsOf(address);
    if (address.family != family) continue;
    if (std::find(hosts.begin(), hosts.end(), host) == hosts.end()) continue;
    Facts facts = FactsOf(heard, policy, address);
    if (facts.pools.empty() || !IsProxyFor(address, host, facts, heard)) continue;
    if (!facts.assigned.empty()) {
      if (!assigned) assigned.emplace(address, std::move(facts.assigned));
    } else if (finding.addresses++ == 0) {
      finding.address = address;
    }
  }
  if (finding.addresses > 0) return finding;
  if (!assigned) return std::nullopt;
  std::tie(finding.address, finding.assigned) = *std::move(assigned);
  return finding;
}

std::vector<WireFinding> FindProxyArp(const SegmentAnswers& heard, const Describer& describer,
                                      const fleet::FleetPolicy& policy) {
  std::vector<WireFinding> findings;
  for (const auto& [host, proxied] : heard.proxies) {
    for (const Family family : fleet::kFamilies) {
      if (!IsProxy(heard.proxies, host, family)) continue;
      auto finding = FindProxyOf(family, host, proxied, heard, policy);
      if (!finding) continue;
      finding->answers = {describer.Describe(host, "")};
      findings.push_back(*std::move(finding));
    }
  }
  return findings;
}

}  // namespace

std::string_view Name(WireVerdict verdict) {
  // In the order of WireVerdict.
  constexpr std::array<std::string_view, kWireVerdicts> kNames = {
      "duplicate", "stolen",    "foreign", "split",  "squatter",
      "node",      "proxy-arp", "flux",    "silent", "ok"};
  return kNames.at(static_cast<std::size_t>(verdict));
}

Severity SeverityOf(WireVerdict verdict) {
  if (verdict == WireVerdict::kOk) return Severity::kOk;
  if (verdict <= WireVerdict::kSplit) return Severity::kCritical;
  return verdict <= WireVerdict::kNode ? Severity::kWarning : Severity::kInfo;
}

std::string_view Name(Severity severity) {
  constexpr std::array<std::string_view, 4> kNames = {"ok", "info", "warning", "critical"};
  return kNames.at(static_cast<std::size_t>(severity));
}

std::vector<WireFinding> FindOnWire(const SegmentAnswers& heard, const MacOwners& owners,
                                    const fleet::FleetPolicy& policy) {
  const Describer describer(owners, policy);
  std::vector<WireFinding> findings = FindProxyArp(heard, describer, policy);
  const auto judge = [&](const IpAddress& address) {
    Facts facts = FactsOf(heard, policy, address);
    if (facts.shared_on_purpose) return;
    WireFinding finding;
    finding.address = address;
    finding.answers = AnswersFor(address, facts, heard, describer);
    finding.answers_omitted = heard.answers.OmittedHostsOf(address);
    const auto verdict = Judge(facts, finding.answers, heard);
    if (!verdict) return;
    finding.verdict = *verdict;
    finding.nodes = std::move(facts.nodes);
    finding.assigned = std::move(facts.assigned);
    finding.pools = std::move(facts.pools);
    findings.push_back(std::move(finding));
  };
  for (const IpAddress& address : heard.answers.asked()) judge(address);
  std::set<IpAddress> own;  // an interface may have one address with several prefix lengths
  for (const InterfaceAddress& each : heard.segment.interface.addresses) own.insert(each.address);
  for (const IpAddress& address : own) {
    if (!heard.answers.WasAsked(address)) judge(address);
  }
  for (WireFinding& finding : findings) {
    finding.network = heard.segment.network;
    finding.interface = heard.segment.interface.name;
  }
  std::stable_sort(
      findings.begin(), findings.end(),
      [](const WireFinding& a, const WireFinding& b) { return a.address < b.address; });
  return findings;
}

}  // namespace exporter::scan
