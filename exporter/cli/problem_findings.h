// The problems of reading manifests, as findings. Pure.

#ifndef EXPORTER_CLI_PROBLEM_FINDINGS_H_
#define EXPORTER_CLI_PROBLEM_FINDINGS_H_

#include <vector>

#include "exporter/manifests/input.h"
#include "exporter/manifests/problem.h"
#include "exporter/validation/finding.h"

namespace exporter::cli {

// Adds one finding for each problem. The same problem in several clusters is one finding. The
// finding names the clusters if several clusters read the file, because the problem may be due to
// the variables of one cluster.
void AddProblems(const std::vector<manifests::Problem>& problems,
                 const std::vector<manifests::ClusterInputs>& clusters,
                 std::vector<validation::Finding>& findings);

}  // namespace exporter::cli

#endif  // EXPORTER_CLI_PROBLEM_FINDINGS_H_
