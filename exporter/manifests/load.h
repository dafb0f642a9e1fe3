// From the arguments of `validate` to what each cluster's manifests declare: reads the files that
// manifest_paths.h finds as manifest_text.h says.

#ifndef EXPORTER_MANIFESTS_LOAD_H_
#define EXPORTER_MANIFESTS_LOAD_H_

#include <string>
#include <vector>

#include "exporter/metallb/declared_cluster.h"
#include "exporter/result/result.h"

namespace exporter::manifests {

struct LoadedManifests {
  std::vector<metallb::DeclaredCluster> clusters;
  // Everything that could not be read, each file for itself. Where there is any, the clusters are
  // not the whole truth.
  std::vector<Error> errors;
};

// Beside what the parts find: a cluster without any object, of whatever kind (a kustomize that
// failed, an empty file), and a file beside the cluster folders that declares objects of MetalLB,
// since nobody can tell whose they are. One that declares none (a plan, a kustomization) is
// nobody's business.
LoadedManifests LoadManifests(const std::vector<std::string>& arguments);

}  // namespace exporter::manifests

#endif  // EXPORTER_MANIFESTS_LOAD_H_
