#include "tests/e2e/kubernetes/metallb_cluster.h"

#include <algorithm>

#include "tests/e2e/kubernetes/programs.h"
#include "tests/e2e/kubernetes/wait.h"

namespace exporter::tests {

using nlohmann::json;

json MakeServiceObject(const std::string& name, const ServiceFields& wish) {
  json spec = {{"type", "LoadBalancer"}, {"ports", {{{"port", 80}}}}};
  spec.update(wish.spec);
  return {{"apiVersion", "v1"},
          {"kind", "Service"},
          {"metadata", {{"name", name}, {"annotations", wish.annotations}}},
          {"spec", spec}};
}

void MetallbCluster::AddPool(const std::string& name, const std::vector<std::string>& addresses,
                             json spec) {
  spec["addresses"] = addresses;
  Admin()->Create(kPoolsPath, {{"apiVersion", "metallb.io/v1beta1"},
                               {"kind", "IPAddressPool"},
                               {"metadata", {{"name", name}}},
                               {"spec", spec}});
}

void MetallbCluster::ChangePool(const std::string& name, const json& spec) {
  Admin()->Patch(kPoolsPath + '/' + name, {{"spec", spec}});
}

void MetallbCluster::RemovePool(const std::string& name) {
  Admin()->Delete(kPoolsPath + '/' + name);
}

PoolUses MetallbCluster::UsesByPoolStatus() { return UsesByStatus(Admin()->Get(kPoolsPath)); }

PoolUses MetallbCluster::UsesByMetrics() {
  PoolUses uses = UsesByMetallb(metallb_.Metrics());
  if (!MetallbForgetsPools()) {
    const PoolUses present = UsesByPoolStatus();
    std::erase_if(uses, [&](const auto& use) { return !present.contains(use.first); });
  }
  return uses;
}

void MetallbCluster::AddService(const std::string& name, const ServiceFields& wish) {
  Admin()->Create(kServicesPath, MakeServiceObject(name, wish));
}

void MetallbCluster::ChangeService(const std::string& name, const json& change) {
  Admin()->Patch(kServicesPath + '/' + name, change);
}

void MetallbCluster::ChangeServiceStatus(const std::string& name, const json& status) {
  Admin()->Patch(kServicesPath + '/' + name + "/status", {{"status", status}});
}

void MetallbCluster::RemoveService(const std::string& name) {
  Admin()->Delete(kServicesPath + '/' + name);
}

std::vector<std::string> MetallbCluster::AddressesOf(const std::string& service) {
  std::vector<std::string> addresses;
  const json object = Admin()->Get(kServicesPath + '/' + service);
  const json& balancer = object.at("status").at("loadBalancer");
  for (const json& ingress : balancer.value("ingress", json::array())) {
    addresses.push_back(ingress.at("ip"));
  }
  return addresses;
}

void MetallbCluster::Clear() {
  const json services = Admin()->Get(kServicesPath);
  for (const json& service : services.at("items")) {
    RemoveService(service.at("metadata").at("name"));
  }
  WaitFor([this] {
    return std::ranges::all_of(UsesByMetrics(), [](const auto& pool) {
      return pool.second.ipv4.assigned + pool.second.ipv6.assigned == 0;
    });
  });
  const json pools = Admin()->Get(kPoolsPath);
  for (const json& pool : pools.at("items")) RemovePool(pool.at("metadata").at("name"));
}

}  // namespace exporter::tests
