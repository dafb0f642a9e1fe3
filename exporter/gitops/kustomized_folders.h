// Which files and folders a kustomization includes, without rendering.
//
// Paths are real paths. One thread.

#ifndef EXPORTER_GITOPS_KUSTOMIZED_FOLDERS_H_
#define EXPORTER_GITOPS_KUSTOMIZED_FOLDERS_H_

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "exporter/gitops/file_cache.h"
#include "exporter/gitops/repository.h"
#include "exporter/manifests/input.h"
#include "exporter/manifests/kustomization_file.h"

namespace exporter::gitops {

// True if `path` is `folder` or below it.
bool IsBelow(const std::filesystem::path& path, const std::filesystem::path& folder);

// The URL without user and password.
std::string WithoutUser(const std::string& url);

struct KustomizedFolders {
  std::set<std::filesystem::path> all;
  // The folders that are rendered. No other folder includes them. Components are not rendered
  // alone.
  std::set<std::filesystem::path> roots;

  // True if a kustomization decides which files of the folder count.
  bool Contains(const std::filesystem::path& folder) const;
};

// The folders of all kustomization files among the inputs.
KustomizedFolders FindKustomized(const std::vector<manifests::Input>& inputs, FileCache& files);

// The resources that Flux uses for a folder without a kustomization.yaml: every file below it, and
// every folder with a kustomization.yaml instead of the files in that folder.
// Source: fluxcd/pkg, kustomize/kustomize_generator.go.
std::vector<std::filesystem::path> ResourcesOf(const std::filesystem::path& folder,
                                               const Repository& repository);

// The files that the kustomization in `folder` includes, directly or through other folders. What
// cannot be read is omitted.
std::set<std::filesystem::path> IncludedFiles(const std::filesystem::path& folder,
                                              const Repository& repository, FileCache& files);

// The line of the first patch of an object of MetalLB, inline or in a file; 0: none.
int MetallbPatchLine(const std::filesystem::path& folder,
                     const manifests::KustomizationFile& kustomization,
                     const Repository& repository, FileCache& files);

// The patches of Flux's Kustomizations, inline or in a file.
std::vector<FluxPatch> FluxPatchesOf(const std::filesystem::path& folder,
                                     const manifests::KustomizationFile& kustomization,
                                     const Repository& repository);

}  // namespace exporter::gitops

#endif  // EXPORTER_GITOPS_KUSTOMIZED_FOLDERS_H_
