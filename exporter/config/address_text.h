// Parses addresses in IP plans and configuration files: a range, a CIDR or a single address.
//
// MetalLB's own notation does not allow a single address without a prefix length. Entries of pools
// are parsed by addresses::ParseRange. Pure.

#ifndef EXPORTER_CONFIG_ADDRESS_TEXT_H_
#define EXPORTER_CONFIG_ADDRESS_TEXT_H_

#include <string>
#include <string_view>

#include "exporter/addresses/address_range.h"

namespace exporter::config {

// The addresses in `text`. Errors: the errors of ParseRange.
tl::expected<addresses::AddressRange, addresses::RangeError> ParseAddresses(std::string_view text);

// `key "10.0.0.9-10.0.0.1": the range ends ...`. Does not quote `text` twice: `key: "10" is not
// ...`.
std::string DescribeEntry(std::string_view key, std::string_view text,
                          const addresses::RangeError& error);

}  // namespace exporter::config

#endif  // EXPORTER_CONFIG_ADDRESS_TEXT_H_
