// The files that a Kustomization of Flux applies from its folder, and the folders that are
// rendered.
//
// Follows the resources and components of kustomization.yaml files. Does not apply patches, but
// says which files they may change. One thread.

#ifndef EXPORTER_GITOPS_FOLDER_CONTENTS_H_
#define EXPORTER_GITOPS_FOLDER_CONTENTS_H_

#include <filesystem>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "exporter/gitops/file_cache.h"
#include "exporter/gitops/flux_objects.h"
#include "exporter/gitops/flux_patches.h"
#include "exporter/gitops/place.h"
#include "exporter/gitops/repository.h"
#include "exporter/manifests/input.h"
#include "exporter/manifests/problem.h"

namespace exporter::gitops {

struct FolderItem {
  std::filesystem::path path;  // the real path of a file, or of a folder with a kustomization.yaml
  bool is_folder = false;      // the folder is rendered
  // The innermost patch that changes, or may change, objects of MetalLB in the file.
  std::optional<manifests::Problem> metallb_patch = std::nullopt;
  FluxPatchScope flux_patches = {};
};

struct FolderContents {
  std::vector<FolderItem> items;  // in the order of the kustomizations
  // The kustomizations that were read, as real paths.
  std::vector<std::filesystem::path> kustomizations;
  std::vector<manifests::Problem> problems;
};

struct FolderContext {
  const Repository& repository;
  FileCache& files;
  bool render = false;  // a folder with a kustomization.yaml is an item of its own
};

// The contents of `folder` for a Kustomization of Flux in `place`. As in Flux, if the folder has no
// kustomization.yaml, every file and kustomization below it belongs to it. Ends in every
// repository. REQUIRES: `folder` is a real path.
FolderContents ContentsOf(const FluxKustomization& kustomization,
                          const std::filesystem::path& folder, const Place& place,
                          const FolderContext& context);

// The place of the Kustomization of Flux in the files of the contents; nullopt: none.
std::optional<Place> PlaceIn(const FolderContents& contents, std::string_view kustomization,
                             const Repository& repository, FileCache& files);

// The patches of the kustomizations among the inputs, for each file that they include.
std::map<std::filesystem::path, FluxPatchScope> PatchesOfFiles(
    const std::vector<manifests::Input>& inputs, const Repository& repository, FileCache& files);

// The resources that Flux uses for a folder without a kustomization.yaml: every file below it, and
// every folder with a kustomization.yaml instead of the files in that folder.
// Source: fluxcd/pkg, kustomize/kustomize_generator.go.
struct FluxResources {
  std::vector<std::filesystem::path> paths;
  std::vector<manifests::Problem> problems;  // kUnreadable: links that are not followed
};
FluxResources ResourcesOf(const std::filesystem::path& folder, const Repository& repository);

}  // namespace exporter::gitops

#endif  // EXPORTER_GITOPS_FOLDER_CONTENTS_H_
