// Addresses as people write them in plans and configurations: a range, a CIDR, or one address.
//
// Wider than what MetalLB takes (addresses/address_range.h), which refuses a single address without
// a prefix length. Pure.

#ifndef EXPORTER_CONFIG_ADDRESS_TEXT_H_
#define EXPORTER_CONFIG_ADDRESS_TEXT_H_

#include <string_view>

#include "exporter/addresses/address_range.h"

namespace exporter::config {

tl::expected<addresses::AddressRange, addresses::RangeError> ParseAddresses(std::string_view text);

}  // namespace exporter::config

#endif  // EXPORTER_CONFIG_ADDRESS_TEXT_H_
