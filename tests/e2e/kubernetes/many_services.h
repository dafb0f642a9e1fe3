// Creates thousands of Services on a real kube-apiserver, with four clients at the same time.

#ifndef TESTS_E2E_KUBERNETES_MANY_SERVICES_H_
#define TESTS_E2E_KUBERNETES_MANY_SERVICES_H_

#include <string>

#include "tests/e2e/kubernetes/real_cluster.h"

namespace exporter::tests {

// Creates LoadBalancer Services in the namespace "shop". `count` is rounded down to a multiple of
// four.
void AddMany(const RealCluster& cluster, int count);

// Creates and deletes `count` other Services, `rounds` times. `count` is rounded down to a multiple
// of four.
void CreateAndDelete(const RealCluster& cluster, int count, int rounds);

// Creates and deletes Services until a request fails. At most 200 of them exist at a time. Use a
// different `start` of their names for each call.
void CreateAndDeleteUntilFailure(const RealCluster& cluster, const std::string& start);

}  // namespace exporter::tests

#endif  // TESTS_E2E_KUBERNETES_MANY_SERVICES_H_
