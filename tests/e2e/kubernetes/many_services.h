// Thousands of Services on a real server, made by several clients at a time.

#ifndef TESTS_E2E_KUBERNETES_MANY_SERVICES_H_
#define TESTS_E2E_KUBERNETES_MANY_SERVICES_H_

#include "tests/e2e/kubernetes/real_cluster.h"

namespace exporter::tests {

// Of the type LoadBalancer, in the namespace "shop". Rounded down to a multiple of four.
void AddMany(const RealCluster& cluster, int count);

// So many more are created and deleted, again and again. Rounded down as well.
void ComeAndGo(const RealCluster& cluster, int count, int rounds);

}  // namespace exporter::tests

#endif  // TESTS_E2E_KUBERNETES_MANY_SERVICES_H_
