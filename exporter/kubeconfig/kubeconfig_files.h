// Kubeconfig files on disk, and the contexts that they hold. A part of LoadClusters.

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

// A context, and the kubeconfig in which its cluster and user are looked up.
struct NamedContext {
  std::string name;  // the cluster's name
  std::shared_ptr<const Kubeconfig> kubeconfig;
  const KubeconfigEntry* context;  // in `kubeconfig`
};

struct Contexts {
  std::vector<NamedContext> contexts;
  std::vector<std::string> warnings;
};

// All read through `files`. Errors of all: kConfig, naming the file.

// One file, read alone. It must exist.
Result<Contexts> ReadKubeconfigFile(const std::string& path, files::WatchedFiles& files);

// Every file of the folder but those whose names begin with a dot, each read alone. A file with one
// context gives its cluster the file's name (without .yaml, .yml, .conf, .kubeconfig), one with
// several "file/context". Sub-folders are passed over.
Result<Contexts> ReadKubeconfigFolder(const std::string& path, files::WatchedFiles& files);

// A list of files separated by colons, merged. Empty names, missing files and what was listed
// before are passed over.
Result<Contexts> ReadKubeconfigList(const std::string& list, files::WatchedFiles& files);

}  // namespace exporter::kubeconfig

#endif  // EXPORTER_KUBECONFIG_KUBECONFIG_FILES_H_
