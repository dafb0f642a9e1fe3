#include "exporter/gitops/kustomized_folders.h"

#include <algorithm>
#include <string_view>
#include <system_error>
#include <utility>
#include <variant>

#include "exporter/files/file_reader.h"
#include "exporter/manifests/object_type.h"

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

void AddIncluded(const fs::path& path, const Repository& repository, FileCache& files,
                 std::set<fs::path>& seen) {
  if (!seen.insert(path).second) return;
  const auto file = Repository::KustomizationIn(path);
  if (!file) return;
  const auto& kustomization = files.Kustomization(*file);
  if (!kustomization) return;
  for (const auto* const entries : {&kustomization->resources, &kustomization->components}) {
    for (const auto& [listed, line] : *entries) {
      const auto real = repository.Resolve(path, listed);
      if (real) AddIncluded(*real, repository, files, seen);
    }
  }
}

}  // namespace

bool IsBelow(const fs::path& path, const fs::path& folder) {
  return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first ==
         folder.end();
}

std::string WithoutUser(const std::string& url) {
  const std::size_t begin = url.find("://");
  if (begin == std::string::npos) return url;
  const std::size_t end = std::min(url.find('/', begin + 3), url.size());
  const std::size_t at = url.rfind('@', end);
  if (at == std::string::npos || at < begin) return url;
  return url.substr(0, begin + 3) + url.substr(at + 1);
}

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

std::vector<fs::path> ResourcesOf(const fs::path& folder, const Repository& repository) {
  std::vector<fs::path> resources;
  std::vector<fs::path> open = {folder};
  std::set<fs::path> seen;
  while (!open.empty()) {
    const fs::path next = open.back();
    open.pop_back();
    if (!seen.insert(next).second) continue;  // a cycle of symbolic links
    const Folder listed = repository.List(next);
    if (listed.kustomization && next != folder) {
      resources.push_back(next);
      continue;
    }
    resources.insert(resources.end(), listed.files.begin(), listed.files.end());
    open.insert(open.end(), listed.folders.begin(), listed.folders.end());
  }
  std::sort(resources.begin(), resources.end());
  return resources;
}

std::set<fs::path> IncludedFiles(const fs::path& folder, const Repository& repository,
                                 FileCache& files) {
  std::set<fs::path> seen;
  AddIncluded(folder, repository, files, seen);
  std::erase_if(seen, [](const fs::path& path) {
    std::error_code error;
    return !fs::is_regular_file(path, error);
  });
  return seen;
}

int MetallbPatchLine(const fs::path& folder, const manifests::KustomizationFile& kustomization,
                     const Repository& repository, FileCache& files) {
  if (kustomization.metallb_patch_line != 0) return kustomization.metallb_patch_line;
  for (const auto& [path, line] : kustomization.changes) {
    const auto real = repository.Resolve(folder, path);
    if (real && files.At(*real).names_metallb) return line;
  }
  return 0;
}

std::vector<FluxPatch> FluxPatchesOf(const fs::path& folder,
                                     const manifests::KustomizationFile& kustomization,
                                     const Repository& repository) {
  std::vector<FluxPatch> patches;
  for (const objects::Value& element : kustomization.patches) {
    const auto* const listed = std::get_if<std::string>(&element.data);
    const std::string path(listed != nullptr ? *listed : manifests::TextAt(element, "path"));
    const auto real = repository.Resolve(folder, path);
    std::error_code error;
    const bool is_file = !path.empty() && real && fs::is_regular_file(*real, error);
    const auto content = is_file ? files::ReadContent(real->string()) : Result<std::string>("");
    for (FluxPatch& each : ReadFluxPatches(element, content ? *content : "")) {
      patches.push_back(std::move(each));
    }
  }
  return patches;
}

}  // namespace exporter::gitops
