// A stand-in for the Kubernetes API: returns the replies of a kube-apiserver to GET requests for
// discovery, lists, watches and single objects of a ClusterState.
//
// It supports only the requests of the exporter and of `kubectl get`. There are no writes. The
// reply to a watch is only its description; watch_hub.h has the events. Replies have the form of
// Kubernetes 1.32; a test compares them with a real server (tests/e2e/kubernetes/standin_test.cc).
// It uses no sockets (api_server.h does). Thread-safe.

#ifndef TESTS_STANDIN_KUBERNETES_API_H_
#define TESTS_STANDIN_KUBERNETES_API_H_

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "tests/standin/cluster_state.h"
#include "tests/standin/exchange.h"

namespace exporter::standin {

struct ApiResource;
struct FieldSelector;

struct ApiOptions {
  std::string version = "v1.32.4";
  // Whether Services can be selected by spec.type, as in Kubernetes 1.31 and newer.
  bool knows_service_type_selector = true;
  bool has_metallb = true;
  // Before 0.13.2, MetalLB had only v1beta1 BGPPeers.
  bool has_v1beta2_peers = true;
  // Serves AddressPools, as MetalLB before 0.14 did.
  bool has_legacy_pools = false;
};

class KubernetesApi {
 public:
  // `state` must outlive it.
  KubernetesApi(const ClusterState& state, ApiOptions options);

  Reply Answer(const Request& request);

  void SetMetallb(bool installed) { has_metallb_ = installed; }
  void SetVersion(const std::string& version, bool knows_service_type_selector);

  // From now on, requests with a continue token that was returned before fail with 410.
  void ExpireContinueTokens();

 private:
  Reply Collection(const ApiResource& resource, const std::string& name_space,
                   const Request& request);
  Reply List(const ApiResource& resource, const std::vector<FieldSelector>& selectors,
             const Request& request);
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
  bool knows_service_type_selector_;             // guarded by mutex_
  std::uint64_t next_listing_ = 1;               // guarded by mutex_; the key in continuing_
  std::map<std::uint64_t, Listing> continuing_;  // guarded by mutex_; lists with further pages
};

}  // namespace exporter::standin

#endif  // TESTS_STANDIN_KUBERNETES_API_H_
