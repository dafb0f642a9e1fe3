// Decodes the MetalLB objects in the text of one manifest file.
//
// The file may have any number of YAML documents. Objects of other kinds are ignored. Pure.

#ifndef EXPORTER_MANIFESTS_MANIFEST_TEXT_H_
#define EXPORTER_MANIFESTS_MANIFEST_TEXT_H_

#include <string>
#include <string_view>
#include <vector>

#include "exporter/metallb/declared_cluster.h"
#include "exporter/result/result.h"

namespace exporter::manifests {

// Adds the file's objects to its cluster:
// - objects of the group metallb.io, and objects without apiVersion, by their kind;
// - the elements of a List, and of typed lists such as an IPAddressPoolList;
// - the content of the ConfigMap `config` in `metallb-system`; without a namespace, the ConfigMap
// must
//   contain address-pools.
// If the ConfigMap's text is a literal block (|), its lines are those of the file; otherwise all of
// them are the line where the text begins.
//
// Returns the errors in order: "clusters/a/pool.yaml: line 9: …". kConfig: not YAML, a document
// that is plain text or a list of objects, an object with a typo in its type (object_type.h).
// kProtocol: an object that an API server would reject. The valid objects are added in any case.
std::vector<Error> AddManifest(std::string_view text, const std::string& file,
                               metallb::DeclaredCluster& cluster);

}  // namespace exporter::manifests

#endif  // EXPORTER_MANIFESTS_MANIFEST_TEXT_H_
