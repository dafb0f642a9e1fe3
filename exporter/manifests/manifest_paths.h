// Finds the manifest files of each cluster from the arguments of `validate`.
//
// An argument is a folder with one sub-folder for each cluster (sub-folders without YAML files are
// not clusters), or NAME=PATH for one cluster's file
// or folder, or NAME=- for standard input. In a cluster's folder, every *.yaml and *.yml at any
// depth belongs to the cluster. Symbolic links are followed. Each cluster lists a file or folder
// only once, so circular links are harmless. Reads folders, but does not read files.

#ifndef EXPORTER_MANIFESTS_MANIFEST_PATHS_H_
#define EXPORTER_MANIFESTS_MANIFEST_PATHS_H_

#include <string>
#include <string_view>
#include <vector>

#include "exporter/manifests/input.h"
#include "exporter/result/result.h"

namespace exporter::manifests {

inline constexpr std::string_view kStandardInput = "-";

struct FoundPaths {
  // In the order of arguments, then of names. The inputs of a cluster are sorted by path, or only
  // kStandardInput, or empty.
  std::vector<ClusterInputs> clusters;
  // YAML files that are directly in a folder of clusters, not in a sub-folder.
  std::vector<std::string> outside;
  // kConfig: a folder that does not exist or cannot be read, a folder without clusters, a cluster
  // NAME=PATH without YAML files, a duplicate name. After an error, the other paths are still
  // listed.
  std::vector<Error> errors;
};

FoundPaths FindManifests(const std::vector<std::string>& arguments);

}  // namespace exporter::manifests

#endif  // EXPORTER_MANIFESTS_MANIFEST_PATHS_H_
