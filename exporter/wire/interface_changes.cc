#include "exporter/wire/interface_changes.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string>
#include <system_error>

#include "exporter/wire/interfaces.h"

namespace exporter::wire {
namespace {

Error SystemError(int number) {
  return {ErrorKind::kInternal,
          "changes of network interfaces: " + std::generic_category().message(number)};
}

// The change that ends a scan; empty if there is none. Other addresses may come and go.
std::string ChangeOf(const scan::Interface& before, const scan::Interface& now) {
  if (!now.up) return " is down";
  if (now.mac != before.mac) {
    return ": its hardware address is " + now.mac.ToString() + " now";
  }
  for (const scan::InterfaceAddress& own : before.addresses) {
    // IPv6 addresses are asked for from the link-local address.
    if (own.address.family == addresses::Family::kIpv4 && !now.Has(own.address)) {
      return " does not have " + own.address.ToString() + " any more";
    }
  }
  if (before.link_local && now.link_local != before.link_local) {
    return " does not have " + before.link_local->ToString() + " any more";
  }
  return {};
}

}  // namespace

Result<InterfaceChanges> InterfaceChanges::Open(scan::Interface interface) {
  const int descriptor = socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_ROUTE);
  if (descriptor < 0) return tl::unexpected(SystemError(errno));
  InterfaceChanges changes(descriptor, std::move(interface));
  sockaddr_nl address = {};
  address.nl_family = AF_NETLINK;
  address.nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR;
  if (bind(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    return tl::unexpected(SystemError(errno));
  }
  // The interface may have changed since it was listed.
  if (auto unchanged = changes.Check(); !unchanged) return tl::unexpected(unchanged.error());
  return changes;
}

InterfaceChanges::~InterfaceChanges() {
  if (descriptor_ >= 0) close(descriptor_);
}

Result<void> InterfaceChanges::Check() {
  // The messages are not read: the list says which state is current. A full queue loses messages,
  // which is an event as well (ENOBUFS).
  std::array<char, 8'192> buffer;
  while (recv(descriptor_, buffer.data(), buffer.size(), 0) > 0 || errno == ENOBUFS ||
         errno == EINTR) {
    errno = 0;
  }
  const auto interfaces = ListInterfaces();
  if (!interfaces) return tl::unexpected(interfaces.error());
  const auto found =
      std::find_if(interfaces->begin(), interfaces->end(), [this](const scan::Interface& each) {
        return each.name == interface_.name && each.index == interface_.index;
      });
  const std::string place = "interface " + interface_.name;
  if (found == interfaces->end()) {
    return Fail(ErrorKind::kUnreachable, place + " does not exist any more");
  }
  const std::string change = ChangeOf(interface_, *found);
  if (!change.empty()) return Fail(ErrorKind::kUnreachable, place + change);
  return {};
}

}  // namespace exporter::wire
