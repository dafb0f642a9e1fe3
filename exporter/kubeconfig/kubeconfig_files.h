// Reads kubeconfig files from disk and lists their contexts. Part of LoadClusters. Does not resolve
// contexts (resolve.h).

#ifndef EXPORTER_KUBECONFIG_KUBECONFIG_FILES_H_
#define EXPORTER_KUBECONFIG_KUBECONFIG_FILES_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "exporter/files/watched_files.h"
#include "exporter/kubeconfig/kubeconfig.h"
#include "exporter/result/result.h"

namespace exporter::kubeconfig {

// A context, and the kubeconfig that defines its cluster and user.
struct NamedContext {
  std::string name;  // the cluster's name
  std::shared_ptr<const Kubeconfig> kubeconfig;
  const KubeconfigEntry* context;  // in `kubeconfig`
};

struct Contexts {
  std::vector<NamedContext> contexts;
  std::vector<std::string> warnings;
  std::vector<std::string> missing_files;  // only for a list of files, in its order
};

// All functions read through `files`. Errors: kConfig, with the name of the file.

// Reads one file, without merging. The file must exist.
Result<Contexts> ReadKubeconfigFile(const std::string& path, files::WatchedFiles& files);

// Reads every file of the folder, without merging. Ignores sub-folders and files whose names begin
// with a dot. The cluster of a file with one context is named as the file, without .yaml, .yml,
// .conf or .kubeconfig. Clusters of other files are named "file/context". A folder without such a
// file is an error.
Result<Contexts> ReadKubeconfigFolder(const std::string& path, files::WatchedFiles& files);

// Reads and merges a list of files, separated by colons. Ignores empty names, missing files and
// repeated names.
Result<Contexts> ReadKubeconfigList(const std::string& list, files::WatchedFiles& files);

}  // namespace exporter::kubeconfig

#endif  // EXPORTER_KUBECONFIG_KUBECONFIG_FILES_H_
