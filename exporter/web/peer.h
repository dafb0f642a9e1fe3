// The client of a request, as far as limits for each client need it.

#ifndef EXPORTER_WEB_PEER_H_
#define EXPORTER_WEB_PEER_H_

#include <sys/socket.h>

#include <string>
#include <string_view>

namespace exporter::web {

struct Peer {
  // The bytes of an IPv4 address (also of one mapped into IPv6, RFC 4291, 2.5.5.2) or of an IPv6
  // address. Empty for a socket of another family. For comparison only.
  std::string address;

  // The addresses that one host may use: the first 64 bits for IPv6 (RFC 8981), else the address.
  std::string_view network() const;

  bool operator==(const Peer&) const = default;
};

// Pure.
Peer PeerAt(const sockaddr_storage& address);

// The peer of a connected socket; empty if it is no longer connected.
Peer PeerOf(int descriptor);

}  // namespace exporter::web

#endif  // EXPORTER_WEB_PEER_H_
