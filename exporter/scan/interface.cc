#include "exporter/scan/interface.h"

#include <algorithm>

namespace exporter::scan {

using addresses::AddressRange;
using addresses::Family;
using addresses::IpAddress;

namespace {

// Addresses of no host: 0.0.0.0/8, 127.0.0.0/8, 224.0.0.0/3; ::/8 and ff00::/8.
bool IsOfNoHost(const IpAddress& address) {
  constexpr unsigned kFirstOctet = 24;
  constexpr unsigned kFirstByte = 56;
  if (address.family == Family::kIpv6) {
    const std::uint64_t first = address.hi >> kFirstByte;
    return first == 0 || first == 0xff;
  }
  const std::uint64_t first = address.lo >> kFirstOctet;
  return first == 0 || first == 127 || first >= 224;
}

}  // namespace

bool Interface::Has(const IpAddress& address) const {
  if (link_local == address) return true;
  return std::any_of(addresses.begin(), addresses.end(),
                     [&address](const InterfaceAddress& own) { return own.address == address; });
}

const InterfaceAddress* Interface::SourceFor(const IpAddress& address) const {
  const InterfaceAddress* source = nullptr;
  for (const InterfaceAddress& own : addresses) {
    if (!own.Prefix().Contains(address)) continue;
    if (source == nullptr || own.prefix_length > source->prefix_length) source = &own;
  }
  return source;
}

bool Interface::CanAsk(const IpAddress& address) const {
  // A subnet with fewer host bits has neither a network nor a broadcast address (RFC 3021).
  constexpr int kMinHostBits = 2;
  const InterfaceAddress* const source = SourceFor(address);
  if (source == nullptr || Has(address) || IsOfNoHost(address)) return false;
  if (address.family == Family::kIpv6) return link_local.has_value();
  const AddressRange subnet = source->Prefix();
  const int host_bits = addresses::BitsOf(address.family) - source->prefix_length;
  return host_bits < kMinHostBits || (address != subnet.first && address != subnet.last);
}

}  // namespace exporter::scan
