// Replaces the inputs of clusters by what Flux and kustomize make of them, for `validate --flux`
// and `validate --render kustomize`.

#ifndef EXPORTER_GITOPS_EXPAND_H_
#define EXPORTER_GITOPS_EXPAND_H_

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "exporter/gitops/repository.h"
#include "exporter/manifests/input.h"
#include "exporter/manifests/problem.h"
#include "exporter/result/result.h"

namespace exporter::gitops {

struct ExpandOptions {
  bool flux = false;
  std::optional<std::string> root;      // nullopt: the nearest parent folder with .git
  manifests::Variables variables = {};  // of --set; they win over the variables of Flux
  bool render = false;
  std::chrono::seconds render_limit{60};  // for each folder
  ExcludedPath excluded = [](const std::string& /*path*/) { return false; };
};

// Adds the folders that Flux's Kustomizations name, and renders folders with a kustomization.yaml.
// Returns problems in files. Errors, kConfig: the root is not a folder; no program can render.
Result<std::vector<manifests::Problem>> Expand(const ExpandOptions& options,
                                               std::vector<manifests::ClusterInputs>& clusters);

}  // namespace exporter::gitops

#endif  // EXPORTER_GITOPS_EXPAND_H_
