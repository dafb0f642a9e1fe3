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

void AddText(std::string_view text, const std::string& name, Lines lines,
             metallb::DeclaredCluster& cluster, std::vector<Problem>& problems) {
  for (Problem& problem : AddManifest(text, name, cluster, lines)) {
    problems.push_back(std::move(problem));
  }
}

void AddFile(const std::string& file, metallb::DeclaredCluster& cluster,
             std::vector<Problem>& problems) {
  const auto text = file == kStandardInput ? files::ReadStandardInput(kMaxBytes)
                                           : files::ReadContent(file, kMaxBytes);
  if (text) return AddText(*text, NameOf(file), Lines::kOfFile, cluster, problems);
  problems.push_back({NameOf(file), 0, Problem::Kind::kUnreadable, text.error().message});
}

void AddInput(const Input& input, metallb::DeclaredCluster& cluster,
              std::vector<Problem>& problems) {
  if (!input.rendered) return AddFile(input.file, cluster, problems);
  AddText(*input.rendered, input.file, Lines::kNone, cluster, problems);
}

void AddCluster(const ClusterInputs& inputs, LoadedManifests& loaded) {
  metallb::DeclaredCluster& cluster = loaded.clusters.emplace_back();
  cluster.name = inputs.name;
  const std::size_t problems_before = loaded.problems.size();
  for (const Input& input : inputs.inputs) AddInput(input, cluster, loaded.problems);
  if (cluster.objects > 0 || loaded.problems.size() > problems_before || inputs.inputs.empty()) {
    return;
  }
  loaded.problems.push_back(
      {NameOf(inputs.inputs.front().file), 0, Problem::Kind::kUnreadable,
       inputs.inputs.size() == 1
           ? "contains no object; did the command that writes it fail?"
           : "no file of cluster \"" + inputs.name + "\" contains an object"});
}

bool DeclaresAnything(const metallb::DeclaredCluster& cluster) {
  return !cluster.pools.empty() || !cluster.advertisements.empty() ||
         !cluster.communities.empty() || !cluster.peers.empty();
}

}  // namespace

LoadedManifests LoadManifests(const std::vector<ClusterInputs>& clusters,
                              const std::vector<std::string>& outside) {
  LoadedManifests loaded;
  for (const ClusterInputs& inputs : clusters) AddCluster(inputs, loaded);
  for (const std::string& file : outside) {
    metallb::DeclaredCluster unknown_cluster;
    AddFile(file, unknown_cluster, loaded.problems);
    if (DeclaresAnything(unknown_cluster)) {
      loaded.problems.push_back(
          {file, 0, Problem::Kind::kUnreadable,
           "is outside the cluster folders; move it into the folder of its cluster"});
    }
  }
  return loaded;
}

}  // namespace exporter::manifests
