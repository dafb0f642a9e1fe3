// Whom we count as one client, where none may take more than its share.

#ifndef EXPORTER_WEB_PEER_H_
#define EXPORTER_WEB_PEER_H_

#include <sys/socket.h>

#include <string>

namespace exporter::web {

// An IPv4 address, also where it is mapped into IPv6 (RFC 4291, 2.5.5.2); of IPv6 the first 64
// bits, behind which a host takes as many addresses as it likes (RFC 8981). Bytes to be compared,
// not shown; empty for a socket of another family. Pure.
std::string PeerOf(const sockaddr_storage& address);

// Of a connected socket; empty where it is connected no longer.
std::string PeerOf(int descriptor);

}  // namespace exporter::web

#endif  // EXPORTER_WEB_PEER_H_
