// A packet socket: sends ARP requests or neighbour solicitations on one interface and receives the
// answers. A filter in the kernel drops everything else.
//
// Needs CAP_NET_RAW. If the program has the right only as permitted (`setcap cap_net_raw+p`), Open
// raises it. Not thread-safe. Source: packet(7), capabilities(7).

#ifndef EXPORTER_WIRE_PACKET_SOCKET_H_
#define EXPORTER_WIRE_PACKET_SOCKET_H_

#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "exporter/result/result.h"
#include "exporter/scan/interface.h"
#include "exporter/scan/mac_address.h"

namespace exporter::wire {

enum class Protocol { kArp, kNeighborDiscovery };

struct ReceivedPacket {
  std::span<const std::uint8_t> bytes;  // after the Ethernet header
  scan::MacAddress source;              // of the Ethernet frame
};

class PacketSocket {
 public:
  // Errors: kForbidden without the right; kUnreachable if the interface is down or does not exist.
  static Result<PacketSocket> Open(const scan::Interface& interface, Protocol protocol);
  ~PacketSocket();
  PacketSocket(PacketSocket&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)),
        interface_(std::move(other.interface_)),
        protocol_(other.protocol_),
        dropped_(other.dropped_) {}
  PacketSocket(const PacketSocket&) = delete;
  PacketSocket& operator=(const PacketSocket&) = delete;
  PacketSocket& operator=(PacketSocket&&) = delete;

  int descriptor() const { return descriptor_; }

  // Sends the bytes after the Ethernet header. False: the queue is full, try again later.
  // Errors: kUnreachable if the interface is down or has gone.
  Result<bool> Send(const scan::MacAddress& to, std::span<const std::uint8_t> packet);

  // The next packet that was sent to this host, in `buffer`; nullopt if none waits. A longer packet
  // is cut. Errors: as Send.
  Result<std::optional<ReceivedPacket>> Receive(std::span<std::uint8_t> buffer);

  // The packets that the kernel dropped because they were not received in time.
  std::uint64_t Dropped();

 private:
  PacketSocket(int descriptor, scan::Interface interface, Protocol protocol)
      : descriptor_(descriptor), interface_(std::move(interface)), protocol_(protocol) {}

  int descriptor_;
  scan::Interface interface_;
  Protocol protocol_;
  std::uint64_t dropped_ = 0;
};

}  // namespace exporter::wire

#endif  // EXPORTER_WIRE_PACKET_SOCKET_H_
