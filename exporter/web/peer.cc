#include "exporter/web/peer.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <array>
#include <cstddef>
#include <cstring>
#include <utility>

namespace exporter::web {
namespace {

template <typename Address>
Address As(const sockaddr_storage& address) {
  Address concrete = {};
  std::memcpy(&concrete, &address, sizeof(concrete));
  return concrete;
}

}  // namespace

std::string Peer::ToString() const {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const int family = address.size() == sizeof(in6_addr) ? AF_INET6 : AF_INET;
  if (address.empty()) return {};
  return inet_ntop(family, address.data(), text.data(), text.size()) == nullptr ? "" : text.data();
}

std::string_view Peer::network() const {
  constexpr std::size_t kPrefix = 8;
  const std::string_view all = address;
  return all.size() == sizeof(in6_addr) ? all.substr(0, kPrefix) : all;
}

Peer PeerAt(const sockaddr_storage& address) {
  if (address.ss_family == AF_INET) {
    const auto ip = As<sockaddr_in>(address).sin_addr;
    return {{reinterpret_cast<const char*>(&ip), sizeof(ip)}};
  }
  if (address.ss_family != AF_INET6) return {};
  constexpr std::size_t kBeforeMapped = 12;
  const auto ip = As<sockaddr_in6>(address).sin6_addr;
  std::string bytes(reinterpret_cast<const char*>(&ip), sizeof(ip));
  if (IN6_IS_ADDR_V4MAPPED(&ip)) bytes.erase(0, kBeforeMapped);
  return {std::move(bytes)};
}

Peer PeerOf(int descriptor) {
  sockaddr_storage address = {};
  socklen_t size = sizeof(address);
  if (getpeername(descriptor, reinterpret_cast<sockaddr*>(&address), &size) != 0) return {};
  return PeerAt(address);
}

}  // namespace exporter::web
