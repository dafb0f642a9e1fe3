#include "exporter/config/address_text.h"

#include "exporter/addresses/ip_address.h"

namespace exporter::config {

tl::expected<addresses::AddressRange, addresses::RangeError> ParseAddresses(std::string_view text) {
  if (const auto single = addresses::IpAddress::Parse(text)) {
    return addresses::AddressRange{*single, *single};
  }
  return addresses::ParseRange(text);
}

std::string DescribeEntry(std::string_view key, std::string_view text,
                          const addresses::RangeError& error) {
  const std::string quoted = error.part == text ? "" : " \"" + std::string(text) + '"';
  return std::string(key) + quoted + ": " + addresses::Describe(error);
}

}  // namespace exporter::config
