// An address to listen on, as Prometheus programs write it: ":10472", "127.0.0.1:10472",
// "[::1]:10472". Pure: does not look up names or open sockets (listening_socket.h).

#ifndef EXPORTER_WEB_LISTEN_ADDRESS_H_
#define EXPORTER_WEB_LISTEN_ADDRESS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "exporter/result/result.h"

namespace exporter::web {

struct ListenAddress {
  std::string host;        // a name or an address, IPv6 without brackets; empty: every interface
  std::uint16_t port = 0;  // 0: any free port

  // The address in the form that ParseListenAddress reads.
  std::string ToString() const;

  bool operator==(const ListenAddress&) const = default;
};

// Errors: kConfig. The message says what is wrong and what to use, and does not quote the
// whole `text`.
Result<ListenAddress> ParseListenAddress(std::string_view text);

}  // namespace exporter::web

#endif  // EXPORTER_WEB_LISTEN_ADDRESS_H_
