#include "exporter/app/version.h"

namespace exporter::app {

std::string Version() { return EXPORTER_VERSION; }

std::string Revision() { return EXPORTER_REVISION; }

std::string VersionLine() {
  return "metallb-pool-exporter, version " + Version() + " (revision: " + Revision() + ")";
}

std::string UserAgent() { return "metallb-pool-exporter/" + Version(); }

}  // namespace exporter::app
