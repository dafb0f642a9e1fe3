#include "exporter/wire/interfaces.h"

#include <ifaddrs.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <netinet/in.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

namespace exporter::wire {
namespace {

using addresses::IpAddress;
using scan::Interface;

// Socket addresses are unaligned bytes of a known type.
template <typename Address>
Address Read(const sockaddr* from) {
  Address address;
  std::memcpy(&address, from, sizeof(address));
  return address;
}

IpAddress AddressOf(const in6_addr& address) {
  const auto word = [&address](std::size_t first) {
    constexpr std::size_t kWord = 8;
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < kWord; ++i) value = value << kWord | address.s6_addr[first + i];
    return value;
  };
  return IpAddress::Ipv6(word(0), word(8));
}

std::optional<IpAddress> AddressOf(const sockaddr* from) {
  if (from == nullptr) return std::nullopt;
  if (from->sa_family == AF_INET) {
    return IpAddress::Ipv4(ntohl(Read<sockaddr_in>(from).sin_addr.s_addr));
  }
  if (from->sa_family == AF_INET6) return AddressOf(Read<sockaddr_in6>(from).sin6_addr);
  return std::nullopt;
}

bool IsLinkLocal(const IpAddress& address) {
  constexpr unsigned kShift = 54;
  constexpr std::uint64_t kFe80 = 0xfe80'0000'0000'0000ULL >> kShift;
  return address.family == addresses::Family::kIpv6 && address.hi >> kShift == kFe80;
}

void AddLink(const ifaddrs& entry, Interface& interface) {
  const auto link = Read<sockaddr_ll>(entry.ifa_addr);
  interface.index = link.sll_ifindex;
  constexpr unsigned kUp = IFF_UP | IFF_RUNNING;
  interface.up = (entry.ifa_flags & kUp) == kUp;
  interface.broadcast = link.sll_hatype == ARPHRD_ETHER && (entry.ifa_flags & IFF_BROADCAST) != 0 &&
                        link.sll_halen == interface.mac.bytes.size();
  if (interface.broadcast) {
    std::copy_n(std::begin(link.sll_addr), interface.mac.bytes.size(), interface.mac.bytes.begin());
  }
}

void AddAddress(const ifaddrs& entry, Interface& interface) {
  const auto address = AddressOf(entry.ifa_addr);
  const auto mask = AddressOf(entry.ifa_netmask);
  if (!address || !mask) return;
  if (IsLinkLocal(*address)) {
    if (!interface.link_local) interface.link_local = *address;
    return;
  }
  const int length = std::popcount(mask->hi) + std::popcount(mask->lo);
  interface.addresses.push_back({*address, length});
}

}  // namespace

Result<std::vector<Interface>> ListInterfaces() {
  ifaddrs* first = nullptr;
  if (getifaddrs(&first) != 0) {
    return Fail(ErrorKind::kInternal,
                "network interfaces: " + std::generic_category().message(errno));
  }
  const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> list(first, &freeifaddrs);
  std::map<std::string, Interface> by_name;
  for (const ifaddrs* entry = first; entry != nullptr; entry = entry->ifa_next) {
    Interface& interface = by_name[entry->ifa_name];
    interface.name = entry->ifa_name;
    if (entry->ifa_addr == nullptr) continue;
    if (entry->ifa_addr->sa_family == AF_PACKET) {
      AddLink(*entry, interface);
    } else {
      AddAddress(*entry, interface);
    }
  }
  std::vector<Interface> interfaces;
  for (auto& [name, interface] : by_name) {
    if (interface.index != 0) interfaces.push_back(std::move(interface));
  }
  std::sort(interfaces.begin(), interfaces.end(),
            [](const Interface& a, const Interface& b) { return a.index < b.index; });
  return interfaces;
}

}  // namespace exporter::wire
