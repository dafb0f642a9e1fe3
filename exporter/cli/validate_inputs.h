// The inputs of `validate`: what kustomizations, Flux and renderings make of the arguments.

#ifndef EXPORTER_CLI_VALIDATE_INPUTS_H_
#define EXPORTER_CLI_VALIDATE_INPUTS_H_

#include <set>
#include <string>
#include <vector>

#include "exporter/cli/validate_command.h"
#include "exporter/manifests/excludes.h"
#include "exporter/manifests/manifest_paths.h"
#include "exporter/result/result.h"

namespace exporter::cli {

// Follows kustomizations and Flux, and renders, as the options say. Sets the variables of --set,
// which win over those of Flux. Adds problems and notes. Errors: as gitops::Expand.
Result<void> ExpandInputs(const ValidateOptions& options, const manifests::Excludes& excludes,
                          manifests::FoundPaths& found);

// A note for each folder that is perhaps a single cluster, with applications in its sub-folders:
// only one sub-folder has pools, and another requests an address. `with_pools`, `with_requests`:
// names of clusters.
std::vector<std::string> HintsAtOneCluster(const std::vector<manifests::ClusterInputs>& inputs,
                                           const std::set<std::string>& with_pools,
                                           const std::set<std::string>& with_requests);

}  // namespace exporter::cli

#endif  // EXPORTER_CLI_VALIDATE_INPUTS_H_
