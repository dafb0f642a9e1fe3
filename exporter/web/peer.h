// The address of a client, for limits that apply to each client or to each client network.

#ifndef EXPORTER_WEB_PEER_H_
#define EXPORTER_WEB_PEER_H_

#include <sys/socket.h>

#include <string>
#include <string_view>

namespace exporter::web {

struct Peer {
  // The bytes of an IPv4 or IPv6 address. An IPv4-mapped address (RFC 4291, 2.5.5.2) counts as
  // IPv4. Empty for a socket of another family. For comparison only.
  std::string address;

  // "10.0.0.1", "2001:db8::1"; empty if the address is empty.
  std::string ToString() const;

  // The addresses that one host may use: the first 64 bits for IPv6 (RFC 8981), else the address.
  std::string_view network() const;

  bool operator==(const Peer&) const = default;
};

// Pure.
Peer PeerAt(const sockaddr_storage& address);

// The peer of a connected socket; empty if the socket is no longer connected.
Peer PeerOf(int descriptor);

}  // namespace exporter::web

#endif  // EXPORTER_WEB_PEER_H_
