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

#include "exporter/manifests/problem.h"
#include "exporter/metallb/declared_cluster.h"

namespace exporter::manifests {

enum class Lines {
  kOfFile,
  kNone,  // the text is rendered: every line of its objects and problems is 0
};

// Adds the objects in `text` to `cluster`. `file` is the name of the file in messages. Added are:
// - objects of the group metallb.io, and objects without apiVersion, by their kind;
// - the elements of a List, and of typed lists such as an IPAddressPoolList;
// - the content of the ConfigMap `config` in `metallb-system`. A ConfigMap without a namespace is
//   decoded only if it contains address-pools.
//
// If the ConfigMap's text is a literal block (|), lines are line numbers of the file. Otherwise,
// each line is the line where the text begins.
//
// Returns the problems in the order of the text, all kUnreadable: not YAML, a document that is
// plain text or a list of objects, an object with a typo in its type (object_type.h), an object
// that an API server would reject. Valid objects are added even if there are problems.
std::vector<Problem> AddManifest(std::string_view text, const std::string& file,
                                 metallb::DeclaredCluster& cluster, Lines lines = Lines::kOfFile);

}  // namespace exporter::manifests

#endif  // EXPORTER_MANIFESTS_MANIFEST_TEXT_H_
