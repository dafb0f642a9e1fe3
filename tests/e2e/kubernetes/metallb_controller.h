// MetalLB's own controller on a real cluster. It assigns addresses to Services and reports its
// figures in its metrics and in the status of pools.

#ifndef TESTS_E2E_KUBERNETES_METALLB_CONTROLLER_H_
#define TESTS_E2E_KUBERNETES_METALLB_CONTROLLER_H_

#include <string>

#include "tests/e2e/kubernetes/real_cluster.h"
#include "tests/support/process.h"

namespace exporter::tests {

class MetallbController {
 public:
  // Returns when its metrics are served. Throws std::runtime_error if that takes too long.
  // REQUIRES: the cluster outlives it.
  explicit MetallbController(const RealCluster& cluster);

  // The text of its metrics; empty if there is no response.
  std::string Metrics() const;
  // Its whole log.
  std::string log() const { return process_.output() + process_.errors(); }

 private:
  const int port_;
  const std::string token_;
  Process process_;
};

}  // namespace exporter::tests

#endif  // TESTS_E2E_KUBERNETES_METALLB_CONTROLLER_H_
