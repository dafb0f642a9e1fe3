// Removes files that a kustomization.yaml uses as parts of other objects: patches, components,
// generators and so on. Alone, they are not objects of a cluster.

#ifndef EXPORTER_MANIFESTS_KUSTOMIZATION_PARTS_H_
#define EXPORTER_MANIFESTS_KUSTOMIZATION_PARTS_H_

#include <string>
#include <vector>

#include "exporter/manifests/input.h"
#include "exporter/manifests/kustomization_file.h"
#include "exporter/manifests/problem.h"

namespace exporter::manifests {

// The line of the first generator whose file or text defines objects of MetalLB; 0: none. `file`:
// the kustomization. Files outside the repository are not read.
int GeneratorLine(const std::string& file, const KustomizationFile& kustomization);

// Removes the parts of all kustomization files among the inputs, and the files with objects of
// MetalLB that a kustomization of the same cluster changes. A rendered input is not a kustomization
// file. Returns a problem kNotChecked for each removed file and each inline patch that mentions
// MetalLB, because the result of a patch is not known.
std::vector<Problem> RemoveKustomizationParts(std::vector<ClusterInputs>& clusters,
                                              std::vector<std::string>& outside);

}  // namespace exporter::manifests

#endif  // EXPORTER_MANIFESTS_KUSTOMIZATION_PARTS_H_
