// Which exporter this is: the project's version, and the revision that it was built from.

#ifndef EXPORTER_APP_VERSION_H_
#define EXPORTER_APP_VERSION_H_

#include <string>

namespace exporter::app {

std::string Version();   // "0.1.0"
std::string Revision();  // "1a2b3c4d5e6f", or "unknown" where it was not built from a checkout

// "metallb-pool-exporter, version 0.1.0 (revision: 1a2b3c4d5e6f)"
std::string VersionLine();

// "metallb-pool-exporter/0.1.0": what API servers see of us.
std::string UserAgent();

}  // namespace exporter::app

#endif  // EXPORTER_APP_VERSION_H_
