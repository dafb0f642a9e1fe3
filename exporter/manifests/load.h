// Reads the inputs of all clusters for `validate` and decodes their objects (manifest_text.h). The
// inputs come from manifest_paths.h. Does not check the objects (see validation/).

#ifndef EXPORTER_MANIFESTS_LOAD_H_
#define EXPORTER_MANIFESTS_LOAD_H_

#include <string>
#include <vector>

#include "exporter/manifests/input.h"
#include "exporter/manifests/problem.h"
#include "exporter/metallb/declared_cluster.h"

namespace exporter::manifests {

struct LoadedManifests {
  std::vector<metallb::DeclaredCluster> clusters;
  // In the order of the inputs. After a problem, the other inputs are still read.
  std::vector<Problem> problems;
};

// Problems: the problems of AddManifest; a file that cannot be read; a cluster without any object,
// for example because kustomize failed; MetalLB's objects in `outside`, the files outside the
// cluster folders. Files of `outside` without such objects (a plan, a kustomization) are ignored.
LoadedManifests LoadManifests(const std::vector<ClusterInputs>& clusters,
                              const std::vector<std::string>& outside);

}  // namespace exporter::manifests

#endif  // EXPORTER_MANIFESTS_LOAD_H_
