#include "exporter/web/peer.h"

#include <netinet/in.h>

#include <cstddef>
#include <cstring>

namespace exporter::web {
namespace {

template <typename Address>
Address As(const sockaddr_storage& address) {
  Address concrete = {};
  std::memcpy(&concrete, &address, sizeof(concrete));
  return concrete;
}

}  // namespace

std::string PeerOf(const sockaddr_storage& address) {
  if (address.ss_family == AF_INET) {
    const auto ip = As<sockaddr_in>(address).sin_addr;
    return {reinterpret_cast<const char*>(&ip), sizeof(ip)};
  }
  if (address.ss_family != AF_INET6) return {};
  constexpr std::size_t kPrefix = 8;
  constexpr std::size_t kMapped = 12;
  const auto ip = As<sockaddr_in6>(address).sin6_addr;
  const std::string bytes(reinterpret_cast<const char*>(&ip), sizeof(ip));
  return IN6_IS_ADDR_V4MAPPED(&ip) ? bytes.substr(kMapped) : bytes.substr(0, kPrefix);
}

std::string PeerOf(int descriptor) {
  sockaddr_storage address = {};
  socklen_t size = sizeof(address);
  if (getpeername(descriptor, reinterpret_cast<sockaddr*>(&address), &size) != 0) return {};
  return PeerOf(address);
}

}  // namespace exporter::web
