// Who answered for which of the asked addresses. Bounded, whatever arrives: other addresses are
// ignored, and further hosts of one address are counted. A value type, pure.

#ifndef EXPORTER_SCAN_ANSWERS_H_
#define EXPORTER_SCAN_ANSWERS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "exporter/addresses/ip_address.h"
#include "exporter/scan/arp.h"
#include "exporter/scan/mac_address.h"

namespace exporter::scan {

// More hosts that answer for one address are not listed.
inline constexpr std::size_t kMaxHosts = 16;
// More hosts that are not listed, or have another Ethernet source, are ignored, for all addresses.
inline constexpr std::size_t kMaxDetails = 4'096;

class Answers {
 public:
  Answers() = default;
  explicit Answers(std::vector<addresses::IpAddress> asked);

  // Ignored if the address was not asked for. Time: log n.
  void Add(const WireAnswer& answer);

  // Sorted.
  const std::vector<addresses::IpAddress>& asked() const { return asked_; }
  std::size_t answered() const { return answered_; }  // addresses

  bool WasAsked(const addresses::IpAddress& address) const { return Find(address).has_value(); }
  bool IsAnswered(const addresses::IpAddress& address) const;
  // The hosts that answered for the address, sorted.
  std::vector<MacAddress> HostsOf(const addresses::IpAddress& address) const;
  // How many more hosts answered.
  std::size_t OmittedHostsOf(const addresses::IpAddress& address) const;
  // The sender of the frame with the host's answer for the address, if it is another one.
  std::optional<MacAddress> EthernetSourceOf(const addresses::IpAddress& address,
                                             const MacAddress& host) const;

 private:
  using Place = std::pair<std::size_t, MacAddress>;  // in asked_, and the host

  void AddHost(std::size_t index, const MacAddress& mac);
  std::optional<std::size_t> Find(const addresses::IpAddress& address) const;

  std::vector<addresses::IpAddress> asked_;
  std::vector<MacAddress> first_;  // in the order of asked_; empty address: no answer
  std::map<std::size_t, std::vector<MacAddress>> more_;  // by index in asked_
  std::set<Place> omitted_;                              // not listed
  std::map<Place, MacAddress> ethernet_sources_;         // if it is another one
  std::size_t answered_ = 0;
};

}  // namespace exporter::scan

#endif  // EXPORTER_SCAN_ANSWERS_H_
