#include "exporter/web/listening_socket.h"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <system_error>

namespace exporter::web {
namespace {

constexpr int kBacklog = 512;

tl::unexpected<Error> CannotListen(const ListenAddress& address, const std::string& why) {
  return Fail(ErrorKind::kConfig, "cannot listen on " + address.ToString() + ": " + why);
}

std::string ErrnoText() { return std::generic_category().message(errno); }

using AddressList = std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>;

// The descriptor, or -1 with errno.
int OpenAndListen(const addrinfo& candidate) {
  const int descriptor =
      socket(candidate.ai_family, candidate.ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK,
             candidate.ai_protocol);
  if (descriptor < 0) return -1;
  const int yes = 1;
  const int no = 0;
  // A restarted exporter can use its port at once, while old connections time out.
  setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  if (candidate.ai_family == AF_INET6) {
    setsockopt(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof(no));
  }
  if (bind(descriptor, candidate.ai_addr, candidate.ai_addrlen) == 0 &&
      listen(descriptor, kBacklog) == 0) {
    return descriptor;
  }
  const int error = errno;
  close(descriptor);
  errno = error;
  return -1;
}

std::uint16_t PortOf(int descriptor) {
  sockaddr_storage bound = {};
  socklen_t size = sizeof(bound);
  getsockname(descriptor, reinterpret_cast<sockaddr*>(&bound), &size);
  return ntohs(bound.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6&>(bound).sin6_port
                                           : reinterpret_cast<sockaddr_in&>(bound).sin_port);
}

}  // namespace

Result<ListeningSocket> ListeningSocket::Open(const ListenAddress& address) {
  addrinfo hints = {};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  const std::string port = std::to_string(address.port);
  // "::" accepts both families. If there is no IPv6, "::" fails and IPv4 is next.
  const char* const any[] = {"::", "0.0.0.0"};
  std::string why;
  for (const char* const any_host : any) {
    const char* const host = address.host.empty() ? any_host : address.host.c_str();
    addrinfo* found = nullptr;
    if (const int status = getaddrinfo(host, port.c_str(), &hints, &found); status != 0) {
      why = gai_strerror(status);
      continue;
    }
    const AddressList list(found, freeaddrinfo);
    for (const addrinfo* each = list.get(); each != nullptr; each = each->ai_next) {
      const int descriptor = OpenAndListen(*each);
      if (descriptor >= 0) {
        const ListenAddress bound{address.host, PortOf(descriptor)};
        return ListeningSocket(descriptor, bound.ToString());
      }
      why = ErrnoText();
      if (errno == EADDRINUSE) {
        return CannotListen(address,
                            "address already in use; stop the other process or choose another "
                            "--web.listen-address");
      }
    }
  }
  return CannotListen(address, why);
}

ListeningSocket::~ListeningSocket() {
  if (descriptor_ >= 0) close(descriptor_);
}

}  // namespace exporter::web
