// Addresses of IP plans and configuration files: a range, a CIDR, or a single address, which
// MetalLB itself rejects without a prefix length (addresses/address_range.h). Pure.

#ifndef EXPORTER_CONFIG_ADDRESS_TEXT_H_
#define EXPORTER_CONFIG_ADDRESS_TEXT_H_

#include <string_view>

#include "exporter/addresses/address_range.h"

namespace exporter::config {

tl::expected<addresses::AddressRange, addresses::RangeError> ParseAddresses(std::string_view text);

}  // namespace exporter::config

#endif  // EXPORTER_CONFIG_ADDRESS_TEXT_H_
