#include "tests/e2e/kubernetes/changing_cluster.h"

namespace exporter::tests {
namespace {

constexpr const char* kServices = "/api/v1/namespaces/shop/services";
constexpr const char* kPools = "/apis/metallb.io/v1beta1/namespaces/metallb-system/ipaddresspools";

}  // namespace

ChangingCluster::ChangingCluster(const RealCluster& cluster)
    : cluster_(cluster), admin_(cluster.Admin()) {
  AddPool("web", "10.0.0.0/16");
}

void ChangingCluster::AddPool(const std::string& name, const std::string& addresses) {
  admin_->Create(kPools, {{"apiVersion", "metallb.io/v1beta1"},
                          {"kind", "IPAddressPool"},
                          {"metadata", {{"name", name}}},
                          {"spec", {{"addresses", {addresses}}}}});
}

void ChangingCluster::AddService(const std::string& name, const std::string& address) {
  admin_->Create(kServices, {{"apiVersion", "v1"},
                             {"kind", "Service"},
                             {"metadata", {{"name", name}}},
                             {"spec", {{"type", "LoadBalancer"}, {"ports", {{{"port", 80}}}}}}});
  SetAddress(name, address);
}

void ChangingCluster::SetAddress(const std::string& name, const std::string& address) {
  admin_->Patch(std::string(kServices) + '/' + name + "/status",
                {{"status", {{"loadBalancer", {{"ingress", {{{"ip", address}}}}}}}}});
}

void ChangingCluster::SetType(const std::string& name, const std::string& type) {
  admin_->Patch(std::string(kServices) + '/' + name, {{"spec", {{"type", type}}}});
}

void ChangingCluster::RemoveService(const std::string& name) {
  admin_->Delete(std::string(kServices) + '/' + name);
}

void ChangingCluster::ChangeAtRandom(std::mt19937& random, int count) {
  const auto number = [&](int below) {
    return static_cast<int>(random() % static_cast<unsigned>(below));
  };
  for (int i = 0; i < count; ++i) {
    const std::string address =
        "10." + std::to_string(number(2)) + ".0." + std::to_string(number(200));
    const std::string name = "s" + std::to_string(number(200));
    const std::string pool = std::to_string(number(5));
    const int kind = number(10);
    if (kind < 8) {
      ChangeService(name, kind, address);
    } else {
      ChangePool(pool);
    }
  }
}

// Does nothing if the Service does not exist, or exists already.
void ChangingCluster::ChangeService(const std::string& name, int kind, const std::string& address) {
  if (kind < 3) {
    if (services_.insert(name).second) AddService(name, address);
  } else if (kind < 5) {
    if (services_.erase(name) > 0) RemoveService(name);
  } else if (services_.contains(name)) {
    SetType(name, kind < 7 ? "LoadBalancer" : "ClusterIP");
    if (kind < 7) SetAddress(name, address);
  }
}

void ChangingCluster::ChangePool(const std::string& number) {
  const std::string pool = "p" + number;
  if (pools_.erase(pool) > 0) {
    admin_->Delete(std::string(kPools) + '/' + pool);
  } else {
    AddPool(pool, "10.1." + number + ".0/24");
    pools_.insert(pool);
  }
}

}  // namespace exporter::tests
