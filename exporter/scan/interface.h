// A network interface of this host, and which addresses can be asked through it. Does not read the
// system (wire/interfaces.h). Plain values, pure.

#ifndef EXPORTER_SCAN_INTERFACE_H_
#define EXPORTER_SCAN_INTERFACE_H_

#include <optional>
#include <string>
#include <vector>

#include "exporter/addresses/address_range.h"
#include "exporter/addresses/ip_address.h"
#include "exporter/scan/mac_address.h"

namespace exporter::scan {

// An address of the interface.
struct InterfaceAddress {
  addresses::IpAddress address;
  int prefix_length = 0;

  // The subnet of the address.
  addresses::AddressRange Prefix() const {
    return addresses::BlockOf(address, addresses::BitsOf(address.family) - prefix_length);
  }
};

struct Interface {
  std::string name;
  int index = 0;  // the kernel's number
  MacAddress mac;
  bool up = false;
  bool broadcast = false;                   // an Ethernet interface that can broadcast
  std::vector<InterfaceAddress> addresses;  // without link-local addresses
  std::optional<addresses::IpAddress> link_local;

  // True for an address of the interface itself.
  bool Has(const addresses::IpAddress& address) const;

  // The interface's address whose subnet contains `address`; nullptr if there is none. If there are
  // several, the one with the longest prefix.
  const InterfaceAddress* SourceFor(const addresses::IpAddress& address) const;

  // True if the interface can ask who has `address`. False for its own addresses, for the network
  // and the broadcast address of an IPv4 subnet, for addresses that no host can have, and for IPv6
  // if the interface has no link-local address.
  bool CanAsk(const addresses::IpAddress& address) const;
};

}  // namespace exporter::scan

#endif  // EXPORTER_SCAN_INTERFACE_H_
