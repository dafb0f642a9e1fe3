// Loads the manifests of all clusters for `validate`: finds files (manifest_paths.h) and decodes
// them (manifest_text.h).

#ifndef EXPORTER_MANIFESTS_LOAD_H_
#define EXPORTER_MANIFESTS_LOAD_H_

#include <string>
#include <vector>

#include "exporter/metallb/declared_cluster.h"
#include "exporter/result/result.h"

namespace exporter::manifests {

struct LoadedManifests {
  std::vector<metallb::DeclaredCluster> clusters;
  // The files that could not be read. If this is not empty, the clusters are incomplete.
  std::vector<Error> errors;
};

// Errors: those of FindManifests and AddManifest; a cluster without any object (for example because
// kustomize failed); a file outside the cluster folders that declares MetalLB's objects. Other
// files outside the cluster folders (a plan, a kustomization) are ignored.
LoadedManifests LoadManifests(const std::vector<std::string>& arguments);

}  // namespace exporter::manifests

#endif  // EXPORTER_MANIFESTS_LOAD_H_
