#include "tests/e2e/kubernetes/metallb_controller.h"

#include <stdexcept>

#include "tests/e2e/kubernetes/programs.h"
#include "tests/e2e/kubernetes/wait.h"

namespace exporter::tests {
namespace {

constexpr const char* kPod = "controller";

// Creates only the Pod object; no node runs the Pod.
void AddPod(const RealCluster& cluster) {
  cluster.Admin()->Create("/api/v1/namespaces/metallb-system/pods",
                          {{"metadata", {{"name", kPod}}},
                           {"spec", {{"containers", {{{"name", kPod}, {"image", "metallb"}}}}}}});
}

Arguments Start(const RealCluster& cluster, int port) {
  Arguments arguments = {FromRunScript("E2E_METALLB_CONTROLLER"), "--port=" + std::to_string(port),
                         "--namespace=metallb-system", "--webhook-mode=disabled"};
  if (MetallbServesHttps()) {
    AddPod(cluster);
    arguments.insert(arguments.end(), {std::string("--pod-name=") + kPod, "--health-probe-port=0"});
  }
  return Guarded(arguments);
}

}  // namespace

MetallbController::MetallbController(const RealCluster& cluster)
    : port_(FreePort()),
      token_(cluster.admin_token()),
      process_(Start(cluster, port_), {{"KUBECONFIG", cluster.kubeconfig()}}) {
  if (!WaitFor([this] { return !Metrics().empty(); })) {
    throw std::runtime_error("MetalLB's controller: " + log());
  }
}

std::string MetallbController::Metrics() const {
  const auto text = [](auto& client, const httplib::Headers& headers) -> std::string {
    const auto response = client.Get("/metrics", headers);
    return response && response->status == 200 ? response->body : "";
  };
  if (!MetallbServesHttps()) {
    httplib::Client client("127.0.0.1", port_);
    return text(client, {});
  }
  httplib::SSLClient client("127.0.0.1", port_);
  // The controller's certificate is self-signed.
  client.enable_server_certificate_verification(false);
  return text(client, {{"Authorization", "Bearer " + token_}});
}

}  // namespace exporter::tests
