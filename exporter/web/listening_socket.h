// A TCP socket that listens on an address. Does not accept connections (server.h).

#ifndef EXPORTER_WEB_LISTENING_SOCKET_H_
#define EXPORTER_WEB_LISTENING_SOCKET_H_

#include <string>
#include <utility>

#include "exporter/result/result.h"
#include "exporter/web/listen_address.h"

namespace exporter::web {

// Owns the descriptor. Movable; one thread at a time.
class ListeningSocket {
 public:
  // If the host is empty, listens on every interface, for IPv6 and IPv4. If the machine has no
  // IPv6, listens for IPv4 only. Two programs never share a port.
  // Errors: kConfig, "cannot listen on 127.0.0.1:10472: address already in use; …".
  static Result<ListeningSocket> Open(const ListenAddress& address);

  ~ListeningSocket();
  ListeningSocket(ListeningSocket&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)), name_(std::move(other.name_)) {}
  ListeningSocket& operator=(ListeningSocket&&) = delete;

  int descriptor() const { return descriptor_; }
  // The address of the socket, with the real port: "127.0.0.1:10472".
  const std::string& name() const { return name_; }

 private:
  ListeningSocket(int descriptor, std::string name)
      : descriptor_(descriptor), name_(std::move(name)) {}

  int descriptor_;
  std::string name_;
};

}  // namespace exporter::web

#endif  // EXPORTER_WEB_LISTENING_SOCKET_H_
