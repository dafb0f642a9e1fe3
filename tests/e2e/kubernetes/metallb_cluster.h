// A real cluster with MetalLB's controller, and functions that change pools and Services as a user
// does. Throws std::runtime_error if a request fails.

#ifndef TESTS_E2E_KUBERNETES_METALLB_CLUSTER_H_
#define TESTS_E2E_KUBERNETES_METALLB_CLUSTER_H_

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/e2e/kubernetes/admin_client.h"
#include "tests/e2e/kubernetes/metallb_controller.h"
#include "tests/e2e/kubernetes/pool_use.h"
#include "tests/e2e/kubernetes/real_cluster.h"

namespace exporter::tests {

// Fields of a Service in addition to the type, by their API names.
struct ServiceFields {
  nlohmann::json spec = nlohmann::json::object();
  nlohmann::json annotations = nlohmann::json::object();
};

nlohmann::json MakeServiceObject(const std::string& name, const ServiceFields& wish = {});

class MetallbCluster {
 public:
  inline static const std::string kServicesPath = "/api/v1/namespaces/shop/services";
  inline static const std::string kPoolsPath =
      "/apis/metallb.io/v1beta1/namespaces/metallb-system/ipaddresspools";

  RealCluster& control_plane() { return control_plane_; }
  const MetallbController& metallb() const { return metallb_; }

  // The pools are in metallb-system. `spec`: fields in addition to the addresses.
  void AddPool(const std::string& name, const std::vector<std::string>& addresses,
               nlohmann::json spec = nlohmann::json::object());
  void ChangePool(const std::string& name, const nlohmann::json& spec);
  void RemovePool(const std::string& name);
  // The use in the pools' status; all zeros if this version of MetalLB writes no status.
  PoolUses UsesByPoolStatus();
  // The use in MetalLB's metrics, without deleted pools, whose series some versions never remove.
  PoolUses UsesByMetrics();

  // The Services are in the namespace "shop".
  void AddService(const std::string& name, const ServiceFields& wish = {});
  // Sends a merge patch of the whole object.
  void ChangeService(const std::string& name, const nlohmann::json& change);
  void ChangeServiceStatus(const std::string& name, const nlohmann::json& status);
  void RemoveService(const std::string& name);
  // The addresses assigned to the Service.
  std::vector<std::string> AddressesOf(const std::string& service);

  // Removes all Services, then, after MetalLB has released their addresses, all pools.
  void Clear();

 private:
  // A new client each time, because the server closes idle connections.
  std::unique_ptr<AdminClient> Admin() const { return control_plane_.Admin(); }

  RealCluster control_plane_;
  MetallbController metallb_{control_plane_};
};

}  // namespace exporter::tests

#endif  // TESTS_E2E_KUBERNETES_METALLB_CLUSTER_H_
