#include "exporter/gitops/flux_target.h"

#include <algorithm>
#include <string>
#include <system_error>

#include "exporter/manifests/repository_root.h"

namespace exporter::gitops {

namespace fs = std::filesystem;

using manifests::Problem;

bool IsRootOf(const std::set<fs::path>& folders, const FluxKustomization& kustomization,
              const Repository& repository) {
  if (kustomization.other_cluster || kustomization.source.name.empty()) return false;
  const auto path = repository.Resolve(repository.root(), kustomization.path);
  if (!path || *path == repository.root()) return false;
  return std::any_of(folders.begin(), folders.end(),
                     [&path](const fs::path& each) { return manifests::IsBelow(each, *path); });
}

tl::expected<fs::path, Problem> FolderOf(const FluxKustomization& kustomization, const Place& place,
                                         const Repository& repository, const Knowledge& known) {
  const std::string name = "Kustomization \"" + kustomization.name + '"';
  const auto fail = [&place](Problem::Kind kind, const std::string& message) {
    return tl::unexpected(ProblemAt(place, kind, message));
  };
  if (kustomization.other_cluster) {
    return fail(Problem::Kind::kOtherCluster,
                name + " applies its objects to another cluster (spec.kubeConfig)");
  }
  if (!kustomization.path_error.empty()) {
    return fail(Problem::Kind::kUnreadable, name + ": " + kustomization.path_error);
  }
  if (kustomization.path.find("${") != std::string::npos) {
    return fail(Problem::Kind::kUnresolved,
                name + ": path \"" + kustomization.path + "\" has a variable without a value");
  }
  const auto path = PathInRepository(kustomization, known);
  if (!path) {
    return fail(Problem::Kind::kNotChecked,
                name + " reads another repository: " + kustomization.source.kind + " \"" +
                    kustomization.source.name + '"');
  }
  const auto folder = repository.Resolve(repository.root(), *path);
  std::error_code error;
  if (folder && fs::is_directory(*folder, error)) return *folder;
  const std::string why = folder ? '"' + *path + "\" is not a folder" : folder.error().message;
  return fail(Problem::Kind::kUnreadable,
              name + ": path " + why + "; the root of the repository is \"" +
                  repository.Shown(repository.root()) + "\", which --flux=ROOT sets");
}

}  // namespace exporter::gitops
