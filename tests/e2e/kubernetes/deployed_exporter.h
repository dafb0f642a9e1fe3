// Runs the real exporter as the Pod of the overlay single-cluster would: with the arguments of the
// Deployment, and with the token of its service account in the place where a Pod finds it.

#ifndef TESTS_E2E_KUBERNETES_DEPLOYED_EXPORTER_H_
#define TESTS_E2E_KUBERNETES_DEPLOYED_EXPORTER_H_

#include <memory>

#include "tests/e2e/kubernetes/real_cluster.h"
#include "tests/support/process.h"
#include "tests/support/temporary_folder.h"

namespace exporter::tests {

// Whether this machine allows a private /run, which the exporter then sees as a Pod's.
bool CanRunAsAPod();

// Starts the exporter. REQUIRES: the overlay is applied; `folder` is a new folder, which outlives
// the process.
std::unique_ptr<Process> RunAsAPod(const RealCluster& cluster, const TemporaryFolder& folder);

}  // namespace exporter::tests

#endif  // TESTS_E2E_KUBERNETES_DEPLOYED_EXPORTER_H_
