#include "exporter/gitops/kustomized_folders.h"

#include <system_error>
#include <vector>

#include "exporter/manifests/kustomization_file.h"

namespace exporter::gitops {
namespace {

namespace fs = std::filesystem;

// The real paths of the folders that the kustomization lists.
std::vector<fs::path> ListedFolders(const fs::path& folder,
                                    const manifests::KustomizationFile& kustomization) {
  std::vector<fs::path> folders;
  for (const auto* const entries : {&kustomization.resources, &kustomization.components}) {
    for (const auto& [path, line] : *entries) {
      std::error_code error;
      const fs::path real = fs::canonical(folder / path, error);
      if (!error && fs::is_directory(real, error)) folders.push_back(real);
    }
  }
  return folders;
}

}  // namespace

bool KustomizedFolders::Contains(const fs::path& folder) const {
  for (fs::path each = folder; each.has_relative_path(); each = each.parent_path()) {
    if (all.contains(each)) return true;
  }
  return false;
}

KustomizedFolders FindKustomized(const std::vector<manifests::Input>& inputs, FileCache& files) {
  KustomizedFolders found;
  std::set<fs::path> included;
  std::set<fs::path> components;
  for (const manifests::Input& input : inputs) {
    std::error_code error;
    const fs::path real = fs::canonical(input.file, error);
    if (error || !manifests::IsKustomizationName(real.filename().string())) continue;
    found.all.insert(real.parent_path());
    const auto& kustomization = files.Kustomization(real);
    if (!kustomization) continue;  // the rendering fails and says why
    if (kustomization->is_component) components.insert(real.parent_path());
    for (const fs::path& folder : ListedFolders(real.parent_path(), *kustomization)) {
      if (folder != real.parent_path()) included.insert(folder);
    }
  }
  for (const fs::path& folder : found.all) {
    if (!included.contains(folder) && !components.contains(folder)) found.roots.insert(folder);
  }
  return found;
}

}  // namespace exporter::gitops
