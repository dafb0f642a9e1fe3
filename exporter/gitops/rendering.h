// Renders folders with `kustomize build` or `kubectl kustomize`, in parallel.
//
// The program may not run longer than the limit, and no process of it remains. SIGINT and SIGTERM
// end all programs before they end the exporter.

#ifndef EXPORTER_GITOPS_RENDERING_H_
#define EXPORTER_GITOPS_RENDERING_H_

#include <chrono>
#include <compare>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "exporter/gitops/flux_objects.h"
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

// The rendered text, or what the program said: one line without control characters.
using Rendering = tl::expected<std::string, std::string>;

// Errors: kConfig, if neither program is installed.
Result<std::map<RenderJob, Rendering>> RenderAll(const std::set<RenderJob>& jobs,
                                                 std::chrono::seconds limit);

// The kustomization.yaml of a job with resources, as JSON text. The paths in it are relative to
// `folder`, because kustomize rejects absolute paths. Pure.
std::string KustomizationText(const RenderJob& job, const std::string& folder);

// `given` is what a program wrote to standard error. Returns one line of limited length, without
// control characters and without the user and password of a URL. Pure.
std::string SafeWords(std::string_view given);

}  // namespace exporter::gitops

#endif  // EXPORTER_GITOPS_RENDERING_H_
