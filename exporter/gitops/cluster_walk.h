// Finds the files of one cluster: the files of the arguments, and the folders that Flux's
// Kustomizations name, and renders folders with a kustomization.yaml.
//
// A walk starts no program. It lists the renderings that it needs, and is repeated with them
// (expand.h). It ends in every repository: a folder is not followed from itself, and the number of
// followed folders is limited.

#ifndef EXPORTER_GITOPS_CLUSTER_WALK_H_
#define EXPORTER_GITOPS_CLUSTER_WALK_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "exporter/gitops/file_cache.h"
#include "exporter/gitops/knowledge.h"
#include "exporter/gitops/rendering.h"
#include "exporter/gitops/repository.h"
#include "exporter/manifests/input.h"
#include "exporter/manifests/problem.h"

namespace exporter::gitops {

struct WalkContext {
  const Repository& repository;
  FileCache& files;
  const std::map<RenderJob, Rendering>& renderings;
  bool flux = false;
  bool render = false;
  manifests::Variables variables = {};  // win over the variables of Flux
};

struct WalkResult {
  std::vector<manifests::Input> inputs;
  std::vector<manifests::Problem> problems;
  // Services that are not read, because a patch changes their requests. The cluster is complete.
  std::vector<manifests::Problem> requests;
  std::set<std::string> followed;  // manifests::ClusterInputs
  Knowledge knowledge;
  std::set<RenderJob> missing;  // if it is not empty, the inputs are not complete
};

WalkResult WalkCluster(const manifests::ClusterInputs& cluster, const WalkContext& context,
                       const Knowledge& known);

}  // namespace exporter::gitops

#endif  // EXPORTER_GITOPS_CLUSTER_WALK_H_
