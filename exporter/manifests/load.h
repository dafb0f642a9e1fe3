// Loads the manifests of all clusters for `validate`: finds files (manifest_paths.h) and decodes
// their objects (manifest_text.h). Does not check the objects (see validation/).

#ifndef EXPORTER_MANIFESTS_LOAD_H_
#define EXPORTER_MANIFESTS_LOAD_H_

#include <string>
#include <vector>

#include "exporter/metallb/declared_cluster.h"
#include "exporter/result/result.h"

namespace exporter::manifests {

struct LoadedManifests {
  std::vector<metallb::DeclaredCluster> clusters;
  // Input that could not be read. If there is an error, the clusters may be incomplete.
  std::vector<Error> errors;
};

// `arguments` are the paths that `validate` got (manifest_paths.h).
// Errors: the errors of FindManifests and AddManifest; a file that cannot be read; a cluster
// without any object, for example because kustomize failed; MetalLB's objects in a file outside the
// cluster folders. Files outside the cluster folders without such objects (a plan, a kustomization)
// are ignored.
LoadedManifests LoadManifests(const std::vector<std::string>& arguments);

}  // namespace exporter::manifests

#endif  // EXPORTER_MANIFESTS_LOAD_H_
