// Decodes the MetalLB objects in the text of one manifest file.
//
// The text may have any number of YAML documents. Services are decoded if they request an address
// or a pool. Objects of other kinds are counted, but not decoded. Does not read files and does not
// compare objects. Pure.

#ifndef EXPORTER_MANIFESTS_MANIFEST_TEXT_H_
#define EXPORTER_MANIFESTS_MANIFEST_TEXT_H_

#include <string>
#include <string_view>
#include <vector>

#include "exporter/manifests/input.h"
#include "exporter/manifests/object_finder.h"
#include "exporter/manifests/problem.h"
#include "exporter/metallb/declared_cluster.h"

namespace exporter::manifests {

// Adds the objects in `text` to `cluster`. `file` is the name of the file in messages.
// object_finder.h says which objects are found.
//
// Returns the problems in the order of lines: those of FindObjects, and kUnreadable for an object
// that an API server would reject. Valid objects are added even if there are problems.
std::vector<Problem> AddManifest(std::string_view text, const std::string& file,
                                 metallb::DeclaredCluster& cluster, Lines lines = Lines::kOfFile,
                                 const Variables& variables = {});

// True if the text defines objects of MetalLB, or Services that request an address, or mentions
// MetalLB where objects cannot be read. A comment or the name of another object does not count.
bool DefinesObjects(std::string_view text);

}  // namespace exporter::manifests

#endif  // EXPORTER_MANIFESTS_MANIFEST_TEXT_H_
