// The project's version, and the revision from which the program was built.

#ifndef EXPORTER_APP_VERSION_H_
#define EXPORTER_APP_VERSION_H_

#include <string>

namespace exporter::app {

std::string Version();   // "0.1.0"
std::string Revision();  // "1a2b3c4d5e6f", or "unknown" if it was not built from a checkout

// "metallb-pool-exporter, version 0.1.0 (revision: 1a2b3c4d5e6f)"
std::string VersionLine();

// "metallb-pool-exporter/0.1.0", sent to API servers.
std::string UserAgent();

}  // namespace exporter::app

#endif  // EXPORTER_APP_VERSION_H_
