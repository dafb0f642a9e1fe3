// Matches MAC addresses with nodes, by the addresses that the nodes announce (ServiceL2Status). The
// claims may contradict each other, because a status can be old. Pure.

#ifndef EXPORTER_SCAN_ANNOUNCER_CLAIMS_H_
#define EXPORTER_SCAN_ANNOUNCER_CLAIMS_H_

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "exporter/addresses/ip_address.h"
#include "exporter/scan/mac_address.h"
#include "exporter/scan/mac_owner.h"

namespace exporter::scan {

// The key with the most addresses; nullopt if several have as many.
template <typename Key>
std::optional<Key> Most(const std::map<Key, std::size_t>& counts) {
  std::optional<Key> most;
  std::size_t best = 0;
  for (const auto& [key, count] : counts) {
    if (count == best) most.reset();
    if (count > best) most = key;
    best = std::max(best, count);
  }
  return most;
}

class AnnouncerClaims {
 public:
  // `mac` answered for an address that `node` announces. Each pair of a MAC address and an address
  // counts once.
  void Add(const MacAddress& mac, const MacOwner& node, const addresses::IpAddress& address);

  // One MAC address for each node, and one node for each MAC address. First the pairs for which
  // each one is the best choice of the other, then other possible pairs. Removes all claims.
  std::map<MacAddress, MacOwner> Match();

 private:
  using Pair = std::pair<MacAddress, MacOwner>;

  std::optional<Pair> BestPair() const;
  std::optional<Pair> OnlyPossiblePair() const;
  void Remove(const Pair& pair);

  std::map<MacAddress, std::map<MacOwner, std::size_t>> by_mac_;
  std::map<MacOwner, std::map<MacAddress, std::size_t>> by_node_;
  std::set<std::pair<MacAddress, addresses::IpAddress>> counted_;
};

}  // namespace exporter::scan

#endif  // EXPORTER_SCAN_ANNOUNCER_CLAIMS_H_
