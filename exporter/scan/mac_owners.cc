#include "exporter/scan/mac_owners.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "exporter/scan/announcer_claims.h"

namespace exporter::scan {
namespace {

using addresses::IpAddress;
using fleet::ClusterView;

// Which addresses say that a MAC address belongs to an owner. The owner without a cluster:
// addresses for which no node answers.
using Claims = std::map<MacAddress, std::map<MacOwner, std::set<IpAddress>>>;

class Learner {
 public:
  explicit Learner(std::span<const SegmentAnswers> segments) : segments_(segments) {}

  // Each one uses what the functions before it learned.
  void LearnKnown(const std::vector<fleet::KnownMac>& known);
  void LearnNodes();
  void LearnAnnouncers();
  void LearnAssigners();
  void LearnSecondCards();

  std::map<MacAddress, std::set<MacOwner>> TakeOwners() { return std::move(owners_); }

 private:
  template <typename Visit>
  void VisitNodes(const Visit& visit) const;  // visit(segment, owner, node)
  void LearnSeveral(const MacOwner& owner, const std::set<MacAddress>& hosts);
  bool AreAllNodesFound(const ClusterView& cluster) const;
  void AddUnassigned(Claims& claims) const;
  std::map<MacAddress, MacOwner> PossibleSecondCards() const;
  // `announced`: for which addresses each card answered, without those of nodes.
  bool IsSecondCard(const MacAddress& mac, const MacOwner& node,
                    const std::map<MacAddress, std::set<IpAddress>>& announced) const;
  std::optional<MacOwner> NodeOf(const MacAddress& mac) const;

  std::span<const SegmentAnswers> segments_;
  std::map<MacAddress, std::set<MacOwner>> owners_;
  std::set<MacOwner> found_;       // nodes with a MAC address
  std::set<MacOwner> contested_;   // nodes with an address for which other hosts answer as well
  std::set<MacAddress> excluded_;  // known devices, and hosts that answer for a contested address
};

template <typename Visit>
void Learner::VisitNodes(const Visit& visit) const {
  for (const SegmentAnswers& segment : segments_) {
    for (const ClusterView& cluster : segment.fleet.clusters) {
      if (cluster.snapshot == nullptr || !cluster.snapshot->objects().nodes) continue;
      for (const metallb::Node& node : *cluster.snapshot->objects().nodes) {
        visit(segment, MacOwner{cluster.name, node.name}, node);
      }
    }
  }
}

void Learner::LearnKnown(const std::vector<fleet::KnownMac>& known) {
  std::map<std::string, MacOwner> nodes;
  VisitNodes([&nodes](const SegmentAnswers&, const MacOwner& owner, const metallb::Node&) {
    nodes.emplace(owner.cluster + '/' + owner.node, owner);
  });
  for (const fleet::KnownMac& each : known) {
    const auto mac = MacAddress::Parse(each.mac);
    if (!mac) continue;
    if (const auto node = nodes.find(each.name); node != nodes.end()) {
      owners_[*mac].insert(node->second);
      found_.insert(node->second);
    } else {
      excluded_.insert(*mac);
    }
  }
}

void Learner::LearnNodes() {
  std::map<std::pair<MacOwner, IpAddress>, std::set<MacAddress>> hosts_of;
  VisitNodes([&](const SegmentAnswers& segment, const MacOwner& owner, const metallb::Node& node) {
    for (const IpAddress& address : node.addresses) {
      for (const MacAddress& host : segment.answers.HostsOf(address)) {
        if (IsProxy(segment.proxies, host, address.family)) continue;
        hosts_of[{owner, address}].insert(host);
      }
      const Interface& own = segment.segment.interface;
      if (!own.Has(address)) continue;
      owners_[own.mac].insert(owner);
      found_.insert(owner);
    }
  });
  for (const auto& [place, hosts] : hosts_of) {
    if (hosts.size() != 1) continue;
    owners_[*hosts.begin()].insert(place.first);
    found_.insert(place.first);
  }
  for (const auto& [place, hosts] : hosts_of) {
    if (hosts.size() > 1) LearnSeveral(place.first, hosts);
  }
}

// Several hosts answered for an address of the node.
void Learner::LearnSeveral(const MacOwner& owner, const std::set<MacAddress>& hosts) {
  std::set<MacAddress> possible;  // not known as another node
  for (const MacAddress& host : hosts) {
    const auto known = owners_.find(host);
    if (known == owners_.end() || known->second.contains(owner)) possible.insert(host);
  }
  const auto addresses = AddressesOf(possible, segments_);
  const bool is_one_host = possible.size() == hosts.size() &&
                           std::all_of(addresses.begin(), addresses.end(), [&](const auto& each) {
                             return each.second == addresses.begin()->second;
                           });
  if (is_one_host) {
    for (const MacAddress& host : possible) owners_[host].insert(owner);
    found_.insert(owner);
    return;
  }
  contested_.insert(owner);
  if (possible.size() == 1) return;
  for (const MacAddress& host : possible) {
    if (!owners_.contains(host)) excluded_.insert(host);
  }
}

void Learner::LearnAnnouncers() {
  AnnouncerClaims claims;
  for (const SegmentAnswers& segment : segments_) {
    for (const ClusterView& cluster : segment.fleet.clusters) {
      if (cluster.snapshot == nullptr) continue;
      for (const fleet::Assignment& each : cluster.snapshot->assignments()) {
        const auto announcer = AnnouncerOf(each, *cluster.snapshot);
        const auto host = LoneHostOf(each.address, segment);
        if (!announcer || !host || owners_.contains(*host)) continue;
        const MacOwner node{cluster.name, announcer->node};
        if (found_.contains(node) && !announcer->on_chosen_interfaces) continue;
        // This host does not receive its own answers: the answer is that of another host.
        if (HasNode(segment.segment.interface, node.node, *cluster.snapshot)) continue;
        claims.Add(*host, node, each.address);
      }
    }
  }
  for (const auto& [mac, node] : claims.Match()) {
    owners_[mac].insert(node);
    found_.insert(node);
  }
}

bool Learner::AreAllNodesFound(const ClusterView& cluster) const {
  const auto& nodes = cluster.snapshot->objects().nodes;
  if (!nodes || nodes->empty()) return false;
  return std::all_of(nodes->begin(), nodes->end(), [&](const metallb::Node& node) {
    const MacOwner owner{cluster.name, node.name};
    return found_.contains(owner) || contested_.contains(owner);
  });
}

void Learner::LearnAssigners() {
  Claims claims;
  for (const SegmentAnswers& segment : segments_) {
    for (const ClusterView& cluster : segment.fleet.clusters) {
      if (cluster.snapshot == nullptr || AreAllNodesFound(cluster)) continue;
      for (const fleet::Assignment& each : cluster.snapshot->assignments()) {
        const auto host = LoneHostOf(each.address, segment);
        if (!host || owners_.contains(*host) || excluded_.contains(*host)) continue;
        if (!VirtualRouterName(*host).empty()) continue;
        claims[*host][{cluster.name, ""}].insert(each.address);
      }
    }
  }
  AddUnassigned(claims);
  for (const auto& [mac, addresses_of] : claims) {
    std::map<MacOwner, std::size_t> counts;
    for (const auto& [owner, addresses] : addresses_of) counts[owner] = addresses.size();
    const auto owner = Most(counts);
    if (owner && !owner->cluster.empty()) owners_[mac].insert(*owner);
  }
}

// Adds the addresses that no cluster uses, and for which the hosts in `claims` answered.
void Learner::AddUnassigned(Claims& claims) const {
  if (claims.empty()) return;
  for (const SegmentAnswers& segment : segments_) {
    const std::vector<IpAddress> list = NodeAddresses(segment.fleet);
    const std::set<IpAddress> nodes(list.begin(), list.end());
    for (const IpAddress& address : segment.answers.asked()) {
      for (const MacAddress& host : segment.answers.HostsOf(address)) {
        const auto claim = claims.find(host);
        if (claim == claims.end() || nodes.contains(address)) continue;
        if (CountAssigners(segment.fleet, address) == 0) claim->second[{}].insert(address);
      }
    }
  }
}

void Learner::LearnSecondCards() {
  const std::map<MacAddress, MacOwner> possible = PossibleSecondCards();
  std::set<MacAddress> cards;
  for (const auto& [mac, node] : possible) cards.insert(mac);
  for (const auto& [mac, owners] : owners_) {
    if (!cards.empty() && NodeOf(mac)) cards.insert(mac);
  }
  auto addresses = AddressesOf(cards, segments_);
  VisitNodes([&](const SegmentAnswers&, const MacOwner&, const metallb::Node& node) {
    for (auto& [card, list] : addresses) {
      for (const IpAddress& own : node.addresses) list.erase(own);
    }
  });
  for (const auto& [mac, node] : possible) {
    if (IsSecondCard(mac, node, addresses)) owners_[mac].insert(node);
  }
}

// The only node that has the MAC address.
std::optional<MacOwner> Learner::NodeOf(const MacAddress& mac) const {
  const auto found = owners_.find(mac);
  if (found == owners_.end() || found->second.size() != 1) return std::nullopt;
  return found->second.begin()->node.empty() ? std::nullopt : std::optional(*found->second.begin());
}

// The MAC addresses without an owner that answered for addresses of a single node.
std::map<MacAddress, MacOwner> Learner::PossibleSecondCards() const {
  std::map<MacAddress, std::set<std::optional<MacOwner>>> others;
  for (const SegmentAnswers& segment : segments_) {
    for (const IpAddress& address : segment.answers.asked()) {
      const std::vector<MacAddress> hosts = segment.answers.HostsOf(address);
      if (hosts.size() == 1) continue;
      for (const MacAddress& host : hosts) {
        if (owners_.contains(host) || excluded_.contains(host)) continue;
        for (const MacAddress& other : hosts) {
          if (other != host) others[host].insert(NodeOf(other));
        }
      }
    }
  }
  std::map<MacAddress, MacOwner> possible;
  for (const auto& [mac, nodes] : others) {
    if (nodes.size() == 1 && *nodes.begin()) possible.emplace(mac, **nodes.begin());
  }
  return possible;
}

bool Learner::IsSecondCard(const MacAddress& mac, const MacOwner& node,
                           const std::map<MacAddress, std::set<IpAddress>>& announced) const {
  const std::set<IpAddress>& sought = announced.at(mac);
  bool is_other_known = false;  // another node of the cluster announces something
  for (const auto& [card, addresses] : announced) {
    const auto owner = NodeOf(card);
    if (!owner || owner->cluster != node.cluster) continue;
    if (*owner == node && addresses != sought) return false;
    is_other_known = is_other_known || (*owner != node && !addresses.empty());
  }
  return sought.size() > 1 && is_other_known;
}

}  // namespace

MacOwners::MacOwners(std::span<const SegmentAnswers> segments,
                     const std::vector<fleet::KnownMac>& known) {
  Learner learner(segments);
  learner.LearnKnown(known);
  learner.LearnNodes();
  learner.LearnAnnouncers();
  learner.LearnAssigners();
  learner.LearnSecondCards();
  owners_ = learner.TakeOwners();
}

std::vector<MacOwner> MacOwners::Of(const MacAddress& mac) const {
  const auto found = owners_.find(mac);
  if (found == owners_.end()) return {};
  return {found->second.begin(), found->second.end()};
}

std::vector<std::string> UnknownNames(const std::vector<fleet::KnownMac>& known,
                                      const fleet::FleetView& fleet) {
  std::vector<std::string> unknown;
  for (const fleet::KnownMac& each : known) {
    for (const ClusterView& cluster : fleet.clusters) {
      if (cluster.snapshot == nullptr || !cluster.snapshot->objects().nodes) continue;
      const std::string prefix = cluster.name + '/';
      if (!each.name.starts_with(prefix)) continue;
      const std::string name = each.name.substr(prefix.size());
      const auto& nodes = *cluster.snapshot->objects().nodes;
      const bool exists = std::any_of(nodes.begin(), nodes.end(),
                                      [&](const metallb::Node& node) { return node.name == name; });
      if (!exists) unknown.push_back(each.name);
    }
  }
  return unknown;
}

}  // namespace exporter::scan
