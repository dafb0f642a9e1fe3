// Makes the configuration of sources (other exporters) from the command line and the configuration
// file. Does not connect to any of them.
//
// Reads files through a WatchedFiles.

#ifndef EXPORTER_APP_SOURCE_INPUTS_H_
#define EXPORTER_APP_SOURCE_INPUTS_H_

#include <string>
#include <vector>

#include "exporter/config/fleet_config.h"
#include "exporter/files/watched_files.h"
#include "exporter/kubeconfig/environment.h"
#include "exporter/result/result.h"
#include "exporter/sources/source_config.h"

namespace exporter::app {

// First the `urls` of --fleet.from, then the entries of the configuration file.
// Errors: kConfig, for an invalid URL, a file that cannot be read, a password or a CA without TLS,
// two sources with one URL, or two prefixes of which one begins with the other. No error contains a
// password.
Result<std::vector<sources::SourceConfig>> LoadSources(
    const std::vector<std::string>& urls, const std::vector<config::ConfiguredSource>& configured,
    const std::string& config_file, const kubeconfig::Environment& environment,
    files::WatchedFiles& files);

}  // namespace exporter::app

#endif  // EXPORTER_APP_SOURCE_INPUTS_H_
