// Who asks, where none may take more than a share.

#ifndef EXPORTER_WEB_PEER_H_
#define EXPORTER_WEB_PEER_H_

#include <sys/socket.h>

#include <string>
#include <string_view>

namespace exporter::web {

struct Peer {
  // The bytes of an IPv4 address, also where it is mapped into IPv6 (RFC 4291, 2.5.5.2), or of an
  // IPv6 address; empty for a socket of another family. To be compared, not shown.
  std::string address;

  // What one host may have all addresses of: of IPv6 the first 64 bits (RFC 8981), else the address
  // alone.
  std::string_view network() const;

  bool operator==(const Peer&) const = default;
};

// Pure.
Peer PeerAt(const sockaddr_storage& address);

// Of a connected socket; empty where it is connected no longer.
Peer PeerOf(int descriptor);

}  // namespace exporter::web

#endif  // EXPORTER_WEB_PEER_H_
