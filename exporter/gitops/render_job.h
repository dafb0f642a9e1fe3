// A folder for kustomize to render, perhaps with the fields that a Kustomization of Flux adds.

#ifndef EXPORTER_GITOPS_RENDER_JOB_H_
#define EXPORTER_GITOPS_RENDER_JOB_H_

#include <compare>
#include <filesystem>
#include <string>
#include <vector>

#include "exporter/gitops/flux_objects.h"
#include "exporter/gitops/repository.h"
#include "exporter/result/result.h"

namespace exporter::gitops {

// A folder with a kustomization.yaml; or resources, to which the fields of a Flux Kustomization are
// added.
struct RenderJob {
  std::string folder;                   // the real path
  std::vector<std::string> resources;   // real paths of folders and files; empty: the folder itself
  std::vector<std::string> components;  // real paths
  FluxOverlay overlay = {};
  // Flux allows files outside the folder of the kustomization, and kustomize does not.
  bool flux = false;

  auto operator<=>(const RenderJob&) const = default;
};

// The job of a Kustomization whose overlay is not empty. A folder without files has no resources.
// Errors: kConfig, if a component does not exist.
Result<RenderJob> OverlayJob(const FluxKustomization& kustomization,
                             const std::filesystem::path& folder, const Repository& repository);

// The kustomization.yaml of a job with resources, as JSON text. The paths in it are relative to
// `folder`, because kustomize rejects absolute paths. Pure.
std::string KustomizationText(const RenderJob& job, const std::string& folder);

}  // namespace exporter::gitops

#endif  // EXPORTER_GITOPS_RENDER_JOB_H_
