// Reads the section `scan` of the configuration file. Pure.

#ifndef EXPORTER_CONFIG_KNOWN_MACS_H_
#define EXPORTER_CONFIG_KNOWN_MACS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/config/config_file.h"
#include "exporter/config/fleet_config.h"
#include "exporter/objects/value.h"

namespace exporter::config {

// "02:42:AC:11:00:02" and "02-42-ac-11-00-02" as "02:42:ac:11:00:02". Two digits for each octet.
// nullopt for any other text.
std::optional<std::string> NormalizeMac(std::string_view text);

// REQUIRES: `scan` is the value of the key `scan`.
std::vector<KnownMac> ReadKnownMacs(const objects::Value& scan, Faults& faults);

// Warnings, "file:line: what", about names such as "cluster-a/a1" whose cluster is not in
// `clusters`.
std::vector<std::string> MacsOfUnknownClusters(const std::vector<KnownMac>& known,
                                               const std::vector<std::string>& clusters,
                                               std::string_view file);

}  // namespace exporter::config

#endif  // EXPORTER_CONFIG_KNOWN_MACS_H_
