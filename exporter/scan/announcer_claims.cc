#include "exporter/scan/announcer_claims.h"

#include <vector>

namespace exporter::scan {

using addresses::IpAddress;

void AnnouncerClaims::Add(const MacAddress& mac, const MacOwner& node, const IpAddress& address) {
  if (!counted_.emplace(mac, address).second) return;
  ++by_mac_[mac][node];
  ++by_node_[node][mac];
}

std::map<MacAddress, MacOwner> AnnouncerClaims::Match() {
  std::map<MacAddress, MacOwner> matched;
  while (true) {
    auto pair = BestPair();
    if (!pair) pair = OnlyPossiblePair();
    if (!pair) return matched;
    Remove(*pair);
    matched.insert(*std::move(pair));
  }
}

std::optional<AnnouncerClaims::Pair> AnnouncerClaims::BestPair() const {
  for (const auto& [mac, nodes] : by_mac_) {
    const auto best = Most(nodes);
    if (best && Most(by_node_.at(*best)) == mac) return Pair{mac, *best};
  }
  return std::nullopt;
}

std::optional<AnnouncerClaims::Pair> AnnouncerClaims::OnlyPossiblePair() const {
  for (const auto& [mac, nodes] : by_mac_) {
    std::vector<MacOwner> possible;
    std::size_t most = 0;
    for (const auto& [node, count] : nodes) most = std::max(most, count);
    for (const auto& [node, count] : nodes) {
      if (count == most && Most(by_node_.at(node)) == mac) possible.push_back(node);
    }
    if (possible.size() == 1) return Pair{mac, possible.front()};
  }
  return std::nullopt;
}

void AnnouncerClaims::Remove(const Pair& pair) {
  by_mac_.erase(pair.first);
  by_node_.erase(pair.second);
  for (auto& [other, nodes] : by_mac_) nodes.erase(pair.second);
  for (auto& [other, macs] : by_node_) macs.erase(pair.first);
}

}  // namespace exporter::scan
