// Another exporter to read, which is a source of clusters.
//
// Plain values. Contains secrets: never print a configuration.

#ifndef EXPORTER_SOURCES_SOURCE_CONFIG_H_
#define EXPORTER_SOURCES_SOURCE_CONFIG_H_

#include <string>

#include "exporter/credentials/access.h"

namespace exporter::sources {

struct SourceConfig {
  std::string url;     // its base URL without credentials; unique
  std::string prefix;  // of the names of its clusters; may be empty
  credentials::Access access;

  bool operator==(const SourceConfig&) const = default;
};

}  // namespace exporter::sources

#endif  // EXPORTER_SOURCES_SOURCE_CONFIG_H_
