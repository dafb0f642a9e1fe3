// Answers GET requests as a kube-apiserver does, over a ClusterState: discovery, lists, single
// objects.
//
// A stand-in: as much of the API as our exporter and kubectl's `get` ask for, in the shapes of
// Kubernetes 1.32, and compared with a real server (tests/e2e/kubernetes). No watches, no writes.
// Knows no sockets; thread-safe.

#ifndef TESTS_STANDIN_KUBERNETES_API_H_
#define TESTS_STANDIN_KUBERNETES_API_H_

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "tests/standin/cluster_state.h"
#include "tests/standin/exchange.h"

namespace exporter::standin {

struct ApiResource;

struct ApiOptions {
  std::string version = "v1.32.4";
  // Servers before 1.31 do not know spec.type.
  bool knows_service_type_selector = true;
  bool has_metallb = true;
  // MetalLB before 0.13.2 had BGPPeers as v1beta1 alone.
  bool has_v1beta2_peers = true;
  // Serves AddressPools, as MetalLB before 0.14 did.
  bool has_legacy_pools = false;
};

class KubernetesApi {
 public:
  KubernetesApi(const ClusterState& state, ApiOptions options);

  Reply Answer(const Request& request);

  void SetMetallb(bool installed) { has_metallb_ = installed; }
  void SetVersion(const std::string& version, bool knows_service_type_selector);

  // Every continue token handed out so far is too old from now on.
  void ExpireContinueTokens();

 private:
  Reply List(const ApiResource& resource, const std::string& name_space, const Request& request);
  Reply Object(const ApiResource& resource, const std::string& name_space,
               const std::string& name) const;
  std::optional<Listing> Begin(const std::string& token, std::size_t& offset, Reply& error);
  bool Serves(const ApiResource& resource) const;
  bool Knows(const std::string& field, const ApiResource& resource) const;
  Reply Discovery(const Request& request) const;

  const ClusterState& state_;
  const ApiOptions options_;
  std::atomic<bool> has_metallb_;

  mutable std::mutex mutex_;
  std::string version_;                          // guarded by mutex_
  bool knows_service_type_selector_;             // too
  std::uint64_t next_listing_ = 1;               // too
  std::map<std::uint64_t, Listing> continuing_;  // too; lists that are being read page by page
};

}  // namespace exporter::standin

#endif  // TESTS_STANDIN_KUBERNETES_API_H_
