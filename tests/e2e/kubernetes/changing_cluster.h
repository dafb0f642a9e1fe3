// Changes the pools and Services of a real cluster, step by step or at random.
//
// Uses an administrator's client. Functions throw std::runtime_error if a request fails. Used by
// one thread.

#ifndef TESTS_E2E_KUBERNETES_CHANGING_CLUSTER_H_
#define TESTS_E2E_KUBERNETES_CHANGING_CLUSTER_H_

#include <memory>
#include <random>
#include <set>
#include <string>

#include "tests/e2e/kubernetes/admin_client.h"
#include "tests/e2e/kubernetes/real_cluster.h"

namespace exporter::tests {

class ChangingCluster {
 public:
  // Creates the pool "web", 10.0.0.0/16. `cluster` must outlive it.
  explicit ChangingCluster(const RealCluster& cluster);

  // After a restart of the API server, the next change needs a new client.
  void Reconnect() { admin_ = cluster_.Admin(); }

  void AddPool(const std::string& name, const std::string& addresses);
  void AddService(const std::string& name, const std::string& address);
  void SetAddress(const std::string& name, const std::string& address);
  void SetType(const std::string& name, const std::string& type);
  void RemoveService(const std::string& name);

  // Each is one change of a Service or a pool. Kubernetes 1.37 rejects each BGPPeer of MetalLB
  // 0.15.
  void ChangeAtRandom(std::mt19937& random, int count);

 private:
  void ChangeService(const std::string& name, int kind, const std::string& address);
  void ChangePool(const std::string& number);

  const RealCluster& cluster_;
  std::unique_ptr<AdminClient> admin_;
  std::set<std::string> services_;  // of random changes
  std::set<std::string> pools_;
};

}  // namespace exporter::tests

#endif  // TESTS_E2E_KUBERNETES_CHANGING_CLUSTER_H_
