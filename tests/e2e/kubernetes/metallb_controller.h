// MetalLB's own controller on a real cluster: it gives addresses to Services, and its metrics and
// the status of its pools say what it thinks of them.

#ifndef TESTS_E2E_KUBERNETES_METALLB_CONTROLLER_H_
#define TESTS_E2E_KUBERNETES_METALLB_CONTROLLER_H_

#include <string>

#include "tests/e2e/kubernetes/real_cluster.h"
#include "tests/support/process.h"

namespace exporter::tests {

class MetallbController {
 public:
  // Returns when its metrics can be had. Throws std::runtime_error where that does not happen.
  // REQUIRES: the cluster outlives it.
  explicit MetallbController(const RealCluster& cluster);

  // The text of its metrics; empty where it cannot be had.
  std::string Metrics() const;
  // All that it logged.
  std::string log() const { return process_.output() + process_.errors(); }

 private:
  const int port_;
  const std::string token_;
  Process process_;
};

}  // namespace exporter::tests

#endif  // TESTS_E2E_KUBERNETES_METALLB_CONTROLLER_H_
