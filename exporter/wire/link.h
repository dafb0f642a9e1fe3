// The sockets of one interface: asks for IPv4 addresses with ARP and for IPv6 addresses with
// neighbour solicitations, and collects the answers. Not thread-safe.

#ifndef EXPORTER_WIRE_LINK_H_
#define EXPORTER_WIRE_LINK_H_

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <vector>

#include "exporter/addresses/ip_address.h"
#include "exporter/result/result.h"
#include "exporter/scan/answers.h"
#include "exporter/scan/ask_schedule.h"
#include "exporter/scan/interface.h"
#include "exporter/wire/interface_changes.h"
#include "exporter/wire/packet_socket.h"

namespace exporter::wire {

class Link {
 public:
  // Errors: as PacketSocket::Open and InterfaceChanges::Open. The IPv6 socket is opened only if the
  // interface has a link-local address.
  static Result<Link> Open(const scan::Interface& interface);

  // Asks for the addresses at the given pace and returns the answers; nullopt if it was stopped.
  // Calls `on_packet` with the number of packets sent. Never sends faster than the rate, also
  // across several calls. REQUIRES: interface().CanAsk() for each address. Errors: as
  // PacketSocket::Send, and as InterfaceChanges::Check.
  Result<std::optional<scan::Answers>> Ask(scan::AskList list, const scan::Pace& pace,
                                           const std::stop_token& stop,
                                           const std::function<void(std::size_t)>& on_packet);

  const scan::Interface& interface() const { return interface_; }
  std::uint64_t sent() const { return sent_; }
  std::uint64_t Dropped();

 private:
  using Clock = scan::AskSchedule::Clock;

  Link(scan::Interface interface, PacketSocket arp, InterfaceChanges changes)
      : interface_(std::move(interface)), changes_(std::move(changes)) {
    sockets_.push_back(std::move(arp));
  }

  Result<bool> Send(const addresses::IpAddress& address);
  Result<bool> Receive(scan::Answers& answers);

  scan::Interface interface_;
  InterfaceChanges changes_;
  std::vector<PacketSocket> sockets_;  // for ARP; and for IPv6
  std::uint64_t sent_ = 0;
  Clock::time_point not_before_;  // of the next packet
};

}  // namespace exporter::wire

#endif  // EXPORTER_WIRE_LINK_H_
