// Adds the files that the kustomizations of a cluster list as resources or components, and that are
// outside the cluster's folder.
//
// Follows the kustomization.yaml of listed folders, each file once for each cluster, and only in
// the repository. Does not apply patches (see kustomization_parts.h).

#ifndef EXPORTER_MANIFESTS_KUSTOMIZATION_RESOURCES_H_
#define EXPORTER_MANIFESTS_KUSTOMIZATION_RESOURCES_H_

#include <vector>

#include "exporter/manifests/excludes.h"
#include "exporter/manifests/input.h"
#include "exporter/manifests/problem.h"

namespace exporter::manifests {

// Marks clusters with problems as incomplete. Problems: kNotChecked: a URL. kUnresolved: a path
// with a variable. kUnreadable: a path that does not exist, leads out of the repository, or is a
// folder without a kustomization.yaml. Excluded paths are ignored.
std::vector<Problem> AddKustomizationResources(const Excludes& excludes,
                                               std::vector<ClusterInputs>& clusters);

}  // namespace exporter::manifests

#endif  // EXPORTER_MANIFESTS_KUSTOMIZATION_RESOURCES_H_
