// The folder of this repository that a Kustomization of Flux applies, or why none is followed.

#ifndef EXPORTER_GITOPS_FLUX_TARGET_H_
#define EXPORTER_GITOPS_FLUX_TARGET_H_

#include <filesystem>
#include <set>
#include <tl/expected.hpp>

#include "exporter/gitops/flux_objects.h"
#include "exporter/gitops/knowledge.h"
#include "exporter/gitops/place.h"
#include "exporter/gitops/repository.h"
#include "exporter/manifests/problem.h"

namespace exporter::gitops {

// True if the Kustomization applies the cluster's own folders, so that its source is this
// repository: its path contains one of the folders. The path of the whole repository says nothing,
// because every repository has that path.
bool IsRootOf(const std::set<std::filesystem::path>& folders,
              const FluxKustomization& kustomization, const Repository& repository);

// The real path of the folder, or why the Kustomization is not followed: another cluster, another
// repository, a variable without a value, a path that is not a folder of this repository.
// REQUIRES: the Kustomization is resolved.
tl::expected<std::filesystem::path, manifests::Problem> FolderOf(
    const FluxKustomization& kustomization, const Place& place, const Repository& repository,
    const Knowledge& known);

}  // namespace exporter::gitops

#endif  // EXPORTER_GITOPS_FLUX_TARGET_H_
