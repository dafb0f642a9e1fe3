#include "exporter/manifests/load.h"

#include <cstddef>
#include <utility>

#include "exporter/files/file_reader.h"
#include "exporter/manifests/manifest_paths.h"
#include "exporter/manifests/manifest_text.h"

namespace exporter::manifests {
namespace {

// Enough for a whole cluster in one stream, with its custom resource definitions.
constexpr std::size_t kMaxBytes = std::size_t{64} << 20;

std::string NameOf(const std::string& file) {
  return file == kStandardInput ? "standard input" : file;
}

void AddFile(const std::string& file, metallb::DeclaredCluster& cluster,
             std::vector<Error>& errors) {
  const auto text = file == kStandardInput ? files::ReadStandardInput(kMaxBytes)
                                           : files::ReadFile(file, kMaxBytes);
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
  const std::string fault = paths.files.size() == 1
                                ? "contains no object; did the command that writes it fail?"
                                : "no file of cluster \"" + paths.name + "\" contains an object";
  loaded.errors.emplace_back(ErrorKind::kConfig, NameOf(paths.files.front()) + ": " + fault);
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
  for (const std::string& file : found.outside) {
    metallb::DeclaredCluster unknown_cluster;
    AddFile(file, unknown_cluster, loaded.errors);
    if (DeclaresAnything(unknown_cluster)) {
      loaded.errors.emplace_back(
          ErrorKind::kConfig,
          file + ": is outside the cluster folders; move it into the folder of its cluster");
    }
  }
  return loaded;
}

}  // namespace exporter::manifests
