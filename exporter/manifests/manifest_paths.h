// Which files hold which cluster's manifests: from the arguments of `validate` to paths.
//
// An argument is a folder with one sub-folder for each cluster, named as the cluster, or NAME=PATH
// for one cluster's file or folder, or NAME=- for standard input. Below a cluster's folder every
// *.yaml and *.yml counts, at any depth; symbolic links are followed, and each file and folder is
// read once, so that links in a circle end. Looks at folders, never into files.

#ifndef EXPORTER_MANIFESTS_MANIFEST_PATHS_H_
#define EXPORTER_MANIFESTS_MANIFEST_PATHS_H_

#include <string>
#include <string_view>
#include <vector>

#include "exporter/result/result.h"

namespace exporter::manifests {

inline constexpr std::string_view kStandardInput = "-";

struct ClusterPaths {
  std::string name;
  std::vector<std::string> files;  // in the order of their names; kStandardInput alone, or none
};

struct FoundPaths {
  std::vector<ClusterPaths> clusters;  // in the order of arguments, then of names
  // YAML files that stand beside the cluster folders, and so belong to no cluster.
  std::vector<std::string> strays;
  // kConfig: a path that does not exist or cannot be read, a folder without clusters, a cluster
  // without YAML files, a name twice. Each stands for itself; the rest is found all the same.
  std::vector<Error> errors;
};

FoundPaths FindManifests(const std::vector<std::string>& arguments);

}  // namespace exporter::manifests

#endif  // EXPORTER_MANIFESTS_MANIFEST_PATHS_H_
