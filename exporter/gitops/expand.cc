#include "exporter/gitops/expand.h"

#include <filesystem>
#include <map>
#include <set>
#include <system_error>
#include <utility>

#include "exporter/gitops/cluster_walk.h"

namespace exporter::gitops {
namespace {

namespace fs = std::filesystem;

// A cluster and what is known about it.
struct Progress {
  manifests::ClusterInputs* cluster;
  Repository repository;
  Knowledge known = {};
  WalkResult result = {};
};

Repository RepositoryOf(const manifests::ClusterInputs& cluster, const ExpandOptions& options) {
  if (options.root) return {*options.root, options.excluded};
  const fs::path file = cluster.inputs.empty() ? "" : cluster.inputs.front().file;
  const fs::path folder = file.has_parent_path() ? file.parent_path() : ".";
  return {Repository::FindRoot(folder), options.excluded};
}

// Walks until nothing new is known. The knowledge grows only, so this ends.
void WalkRepeatedly(Progress& progress, FileCache& files,
                    const std::map<RenderJob, Rendering>& renderings,
                    const ExpandOptions& options) {
  const WalkContext context = {.repository = progress.repository,
                               .files = files,
                               .renderings = renderings,
                               .flux = options.flux,
                               .render = options.render,
                               .variables = options.variables};
  while (true) {
    progress.result = WalkCluster(*progress.cluster, context, progress.known);
    if (progress.result.knowledge == progress.known) return;
    progress.known = progress.result.knowledge;
  }
}

Result<void> CheckRoot(const ExpandOptions& options) {
  std::error_code error;
  if (!options.root || fs::is_directory(*options.root, error)) return {};
  return Fail(ErrorKind::kConfig, "--flux=" + *options.root + ": is not a folder");
}

}  // namespace

Result<std::vector<manifests::Problem>> Expand(const ExpandOptions& options,
                                               std::vector<manifests::ClusterInputs>& clusters) {
  if (const auto checked = CheckRoot(options); !checked) return tl::unexpected(checked.error());
  FileCache files;
  std::map<RenderJob, Rendering> renderings;
  std::vector<Progress> all;
  all.reserve(clusters.size());
  for (manifests::ClusterInputs& cluster : clusters) {
    all.push_back({&cluster, RepositoryOf(cluster, options)});
  }
  while (true) {
    std::set<RenderJob> missing;
    for (Progress& progress : all) {
      WalkRepeatedly(progress, files, renderings, options);
      missing.merge(progress.result.missing);
    }
    if (missing.empty()) break;
    auto rendered = RenderAll(missing, options.render_limit);
    if (!rendered) return tl::unexpected(rendered.error());
    renderings.merge(*rendered);
  }
  std::vector<manifests::Problem> problems;
  for (Progress& progress : all) {
    progress.cluster->inputs = std::move(progress.result.inputs);
    progress.cluster->followed = std::move(progress.result.followed);
    for (manifests::Problem& problem : progress.result.problems) {
      progress.cluster->incomplete |= problem.kind != manifests::Problem::Kind::kOtherCluster;
      problem.cluster = progress.cluster->name;
      problems.push_back(std::move(problem));
    }
    for (manifests::Problem& problem : progress.result.requests) {
      problem.cluster = progress.cluster->name;
      problems.push_back(std::move(problem));
    }
  }
  return problems;
}

}  // namespace exporter::gitops
