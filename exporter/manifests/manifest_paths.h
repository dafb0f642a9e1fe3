// Finds the manifest files of each cluster from the arguments of `validate`.
//
// An argument is a folder with one sub-folder for each cluster, or NAME=PATH for one cluster's file
// or folder, or NAME=- for standard input. A layout replaces these arguments (layout.h). In a
// cluster's folder, every *.yaml, *.yml and *.json at any depth belongs to the cluster
// (file_walker.h). The same NAME may occur several times. Each cluster lists a file only once.
// Reads folders and kustomization files, but no other files.
//
// A sub-folder is not a cluster if it has no manifest, or if it is named base, bases, components or
// docs. The same holds for the folders of a layout. gitops/shared_folders.h finds more folders that
// are not clusters.

#ifndef EXPORTER_MANIFESTS_MANIFEST_PATHS_H_
#define EXPORTER_MANIFESTS_MANIFEST_PATHS_H_

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/manifests/excludes.h"
#include "exporter/manifests/input.h"
#include "exporter/manifests/layout.h"
#include "exporter/manifests/problem.h"
#include "exporter/result/result.h"

namespace exporter::manifests {

inline constexpr std::string_view kStandardInput = "-";

struct FoundPaths {
  // In the order of arguments, then of names. The inputs of a cluster are in the order of
  // arguments, then of paths.
  std::vector<ClusterInputs> clusters;
  // Manifests that are directly in a folder of clusters, not in a sub-folder.
  std::vector<std::string> outside;
  // Files in the folders that may define pools, but are not read (other_languages.h).
  std::set<std::string> other_languages;
  // kUnreadable: a folder that cannot be read, a pipe in a folder, a broken link, a link that leads
  // out of the repository.
  std::vector<Problem> problems;
  // Ignored sub-folders and broken links.
  std::vector<std::string> notes;
  // Bad usage, kConfig: a path that does not exist, a folder without clusters, NAME=PATH without a
  // manifest, a layout without a match. After an error, the other paths are still listed.
  std::vector<Error> errors;
};

// The note for a folder that is not a cluster.
std::string NotAClusterNote(const std::string& name, const std::string& folder);

FoundPaths FindManifests(const std::vector<std::string>& arguments,
                         const std::vector<Layout>& layouts = {}, const Excludes& excludes = {});

}  // namespace exporter::manifests

#endif  // EXPORTER_MANIFESTS_MANIFEST_PATHS_H_
