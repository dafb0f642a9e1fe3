#include "exporter/manifests/load.h"

#include <cstddef>
#include <utility>

#include "exporter/files/file_reader.h"
#include "exporter/manifests/manifest_paths.h"
#include "exporter/manifests/manifest_text.h"

namespace exporter::manifests {
namespace {

// A whole cluster in one stream, custom resource definitions included.
constexpr std::size_t kMostBytes = std::size_t{64} << 20;

std::string NameOf(const std::string& file) {
  return file == kStandardInput ? "standard input" : file;
}

void AddFile(const std::string& file, metallb::DeclaredCluster& cluster,
             std::vector<Error>& errors) {
  const auto text = file == kStandardInput ? files::ReadStandardInput(kMostBytes)
                                           : files::ReadFile(file, kMostBytes);
  if (!text) {
    errors.push_back(text.error());
    return;
  }
  for (Error& error : AddManifest(*text, NameOf(file), cluster)) {
    errors.push_back(std::move(error));
  }
}

void AddCluster(const ClusterPaths& paths, LoadedManifests& loaded) {
  metallb::DeclaredCluster& cluster = loaded.clusters.emplace_back();
  cluster.name = paths.name;
  const std::size_t errors_before = loaded.errors.size();
  for (const std::string& file : paths.files) AddFile(file, cluster, loaded.errors);
  if (cluster.objects > 0 || loaded.errors.size() > errors_before || paths.files.empty()) return;
  std::string empty = NameOf(paths.files.front()) + ": holds no object";
  if (paths.files.size() == 1) {
    empty += "; did the command that should write it fail?";
  } else {
    empty += ", and none of the other files of cluster \"" + paths.name + "\" does";
  }
  loaded.errors.emplace_back(ErrorKind::kConfig, empty);
}

bool DeclaresAnything(const metallb::DeclaredCluster& cluster) {
  return !cluster.pools.empty() || !cluster.advertisements.empty() ||
         !cluster.communities.empty() || !cluster.peers.empty();
}

}  // namespace

LoadedManifests LoadManifests(const std::vector<std::string>& arguments) {
  FoundPaths found = FindManifests(arguments);
  LoadedManifests loaded;
  loaded.errors = std::move(found.errors);
  for (const ClusterPaths& paths : found.clusters) AddCluster(paths, loaded);
  for (const std::string& file : found.strays) {
    metallb::DeclaredCluster nobodys;
    AddFile(file, nobodys, loaded.errors);
    if (DeclaresAnything(nobodys)) {
      loaded.errors.emplace_back(
          ErrorKind::kConfig,
          file +
              ": stands beside the clusters' folders, so that its cluster is not known; move "
              "it into one");
    }
  }
  return loaded;
}

}  // namespace exporter::manifests
