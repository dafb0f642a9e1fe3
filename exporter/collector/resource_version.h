// The order of Kubernetes resource versions.
//
// A version is a decimal number of any length. Versions of one resource and one server can be
// compared. Pure. Source: Kubernetes API concepts, "Resource versions"; Kubernetes before 1.35
// writes the same numbers, but does not promise it.

#ifndef EXPORTER_COLLECTOR_RESOURCE_VERSION_H_
#define EXPORTER_COLLECTOR_RESOURCE_VERSION_H_

#include <string_view>

namespace exporter::collector {

// True if `version` is `other` or newer. False if one of them is not a number.
bool HasReached(std::string_view version, std::string_view other);

}  // namespace exporter::collector

#endif  // EXPORTER_COLLECTOR_RESOURCE_VERSION_H_
