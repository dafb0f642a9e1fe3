// The text of one manifest file to the objects of MetalLB that it declares.
//
// Any number of YAML documents, in which objects of other kinds, lists of objects and documents
// that are no objects at all may stand. Pure.

#ifndef EXPORTER_MANIFESTS_MANIFEST_TEXT_H_
#define EXPORTER_MANIFESTS_MANIFEST_TEXT_H_

#include <string>
#include <string_view>
#include <vector>

#include "exporter/metallb/declared_cluster.h"
#include "exporter/result/result.h"

namespace exporter::manifests {

// Adds the file's objects to its cluster:
// - those of the group metallb.io, and those that say no group, by their kind;
// - the elements of a List, and of typed lists such as an IPAddressPoolList;
// - what the ConfigMap `config` in `metallb-system` holds; one that names no namespace counts if it
//   holds address-pools.
// A line within the ConfigMap's text is told as the file's where the text is a literal block (|),
// else as the line where the text begins.
//
// Returns what is wrong, in the order of writing: "clusters/a/pool.yaml: line 9: …", kConfig where
// the text is no YAML, a document is plain text (a template that happens to be YAML) or a list of
// objects, or an object is nearly one of MetalLB's (object_type.h); kProtocol where an object is
// one that an API server would refuse. The sound objects are added all the same.
std::vector<Error> AddManifest(std::string_view text, const std::string& file,
                               metallb::DeclaredCluster& cluster);

}  // namespace exporter::manifests

#endif  // EXPORTER_MANIFESTS_MANIFEST_TEXT_H_
