// Runs MetalLB's own controller on a real cluster. The controller assigns addresses to Services. It
// reports the use of pools in its metrics and in the pools' status. There is no speaker.

#ifndef TESTS_E2E_KUBERNETES_METALLB_CONTROLLER_H_
#define TESTS_E2E_KUBERNETES_METALLB_CONTROLLER_H_

#include <string>

#include "tests/e2e/kubernetes/real_cluster.h"
#include "tests/support/process.h"

namespace exporter::tests {

class MetallbController {
 public:
  // Returns when the controller serves its metrics. Throws std::runtime_error after a timeout.
  // `cluster` must outlive it.
  explicit MetallbController(const RealCluster& cluster);

  // The text of the metrics; empty if there is no response.
  std::string Metrics() const;
  // The whole log.
  std::string log() const { return process_.output() + process_.errors(); }

 private:
  const int port_;
  const std::string token_;
  Process process_;
};

}  // namespace exporter::tests

#endif  // TESTS_E2E_KUBERNETES_METALLB_CONTROLLER_H_
