#include "exporter/cli/validate_inputs.h"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "exporter/gitops/expand.h"
#include "exporter/gitops/shared_folders.h"
#include "exporter/manifests/kustomization_resources.h"

namespace exporter::cli {
namespace {

using manifests::Problem;

void SetVariables(const manifests::Variables& variables,
                  std::vector<manifests::ClusterInputs>& clusters) {
  for (manifests::ClusterInputs& cluster : clusters) {
    for (manifests::Input& input : cluster.inputs) {
      for (const auto& [name, value] : variables) input.variables.insert_or_assign(name, value);
    }
  }
}

// Adds `more` to `problems`. If two problems differ only in their kind, the first is removed: a
// missing resource is an error only if Flux applies the kustomization.
void KeepMostSevere(const std::vector<Problem>& more, std::vector<Problem>& problems) {
  const auto key = [](const Problem& each) {
    return std::tie(each.file, each.line, each.message, each.cluster);
  };
  std::set<std::tuple<std::string, int, std::string, std::string>> known;
  for (const Problem& each : more) known.insert(key(each));
  std::erase_if(problems, [&](const Problem& each) { return known.contains(key(each)); });
  problems.insert(problems.end(), more.begin(), more.end());
}

// Replaces the inputs by what kustomizations and Flux make of them.
Result<std::vector<Problem>> Follow(const ValidateOptions& options,
                                    const manifests::Excludes& excludes, bool render,
                                    std::vector<manifests::ClusterInputs>& clusters) {
  std::vector<Problem> problems;
  if (!render) {  // which reads the resources
    problems = manifests::AddKustomizationResources(excludes, clusters);
  }
  if (!options.flux && !render) return problems;
  const auto expanded = gitops::Expand(
      {.flux = options.flux,
       .root = options.flux_root,
       .variables = options.variables,
       .render = render,
       .excluded = [&excludes](const std::string& path) { return excludes.Match(path); }},
      clusters);
  if (!expanded) return tl::unexpected(expanded.error());
  KeepMostSevere(*expanded, problems);
  return problems;
}

// Removes the clusters that are not in `remaining`.
void KeepOnly(const std::vector<manifests::ClusterInputs>& remaining,
              std::vector<manifests::ClusterInputs>& clusters) {
  std::set<std::string> names;
  for (const manifests::ClusterInputs& each : remaining) names.insert(each.name);
  std::erase_if(clusters, [&names](const manifests::ClusterInputs& each) {
    return !names.contains(each.name);
  });
}

}  // namespace

Result<void> ExpandInputs(const ValidateOptions& options, const manifests::Excludes& excludes,
                          manifests::FoundPaths& found) {
  const gitops::OwnFiles own = gitops::OwnFilesOf(found.clusters);
  std::vector<manifests::ClusterInputs> clusters = found.clusters;
  auto problems = Follow(options, excludes, false, clusters);
  if (!problems) return tl::unexpected(problems.error());
  for (std::string& note : gitops::RemoveSharedFolders(own, clusters, *problems)) {
    found.notes.push_back(std::move(note));
  }
  if (options.render) {  // a rendered text does not say which files are shared
    KeepOnly(clusters, found.clusters);
    problems = Follow(options, excludes, true, found.clusters);
    if (!problems) return tl::unexpected(problems.error());
  } else {
    found.clusters = std::move(clusters);
  }
  found.problems.insert(found.problems.end(), problems->begin(), problems->end());
  SetVariables(options.variables, found.clusters);
  return {};
}

std::vector<std::string> HintsAtOneCluster(const std::vector<manifests::ClusterInputs>& inputs,
                                           const std::set<std::string>& with_pools,
                                           const std::set<std::string>& with_requests) {
  struct SubFolders {
    std::size_t with_pools = 0;
    std::size_t only_with_requests = 0;
  };
  std::map<std::string, SubFolders> folders;
  for (const manifests::ClusterInputs& cluster : inputs) {
    for (const std::string& folder : cluster.folders) {
      SubFolders& counted = folders[std::filesystem::path(folder).parent_path().string()];
      if (with_pools.contains(cluster.name)) {
        ++counted.with_pools;
      } else if (with_requests.contains(cluster.name)) {
        ++counted.only_with_requests;
      }
    }
  }
  std::vector<std::string> hints;
  for (const auto& [folder, counted] : folders) {
    if (folder.empty() || counted.with_pools != 1 || counted.only_with_requests == 0) continue;
    std::string hint = "only one sub-folder of ";
    hint.append(folder).append(" has pools; if ").append(folder);
    hints.push_back(hint.append(" is a single cluster, write NAME=").append(folder));
  }
  return hints;
}

}  // namespace exporter::cli
