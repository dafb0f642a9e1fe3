#include "exporter/config/address_text.h"

#include "exporter/addresses/ip_address.h"

namespace exporter::config {

tl::expected<addresses::AddressRange, addresses::RangeError> ParseAddresses(std::string_view text) {
  if (const auto single = addresses::IpAddress::Parse(text)) {
    return addresses::AddressRange{*single, *single};
  }
  return addresses::ParseRange(text);
}

}  // namespace exporter::config
