// Finds paths that lead out of the repository in the kustomizations of a folder, before another
// program renders it: kustomize follows "../.." and links to any folder.

#ifndef EXPORTER_GITOPS_PATH_CHECK_H_
#define EXPORTER_GITOPS_PATH_CHECK_H_

#include <optional>

#include "exporter/gitops/file_cache.h"
#include "exporter/gitops/render_job.h"
#include "exporter/gitops/repository.h"
#include "exporter/manifests/problem.h"

namespace exporter::gitops {

// The first such path in the kustomizations of the job, or in a kustomization that they list;
// nullopt: none. URLs are not checked.
std::optional<manifests::Problem> FindPathOut(const RenderJob& job, const Repository& repository,
                                              FileCache& files);

}  // namespace exporter::gitops

#endif  // EXPORTER_GITOPS_PATH_CHECK_H_
