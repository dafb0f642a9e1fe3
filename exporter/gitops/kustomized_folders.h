// Which folders of the arguments have a kustomization.yaml, and which of them are rendered.
//
// Paths are real paths. One thread.

#ifndef EXPORTER_GITOPS_KUSTOMIZED_FOLDERS_H_
#define EXPORTER_GITOPS_KUSTOMIZED_FOLDERS_H_

#include <filesystem>
#include <set>
#include <vector>

#include "exporter/gitops/file_cache.h"
#include "exporter/manifests/input.h"

namespace exporter::gitops {

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

}  // namespace exporter::gitops

#endif  // EXPORTER_GITOPS_KUSTOMIZED_FOLDERS_H_
