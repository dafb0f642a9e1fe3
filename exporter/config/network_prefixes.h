// The subnets of a network in the configuration file: `prefixes: [192.168.1.0/24]`. Pure.

#ifndef EXPORTER_CONFIG_NETWORK_PREFIXES_H_
#define EXPORTER_CONFIG_NETWORK_PREFIXES_H_

#include <string>
#include <vector>

#include "exporter/addresses/address_range.h"
#include "exporter/config/strict_mapping.h"

namespace exporter::config {

struct Prefix {
  addresses::AddressRange range;
  std::string text;  // as written
  int line = 0;
};

// The prefixes of a network, sorted and disjoint. Rejects an entry that is not a CIDR, that has
// host bits set, or that overlaps an earlier entry.
std::vector<Prefix> ReadPrefixes(StrictMapping& network);

}  // namespace exporter::config

#endif  // EXPORTER_CONFIG_NETWORK_PREFIXES_H_
