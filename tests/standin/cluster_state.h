// The objects of a stand-in cluster, in the form of the real API.
//
// Stores objects and their changes, and does not validate them. A listing is one consistent view
// and does not copy objects. Objects are passed as JSON text. Thread-safe: a test may change
// objects while the server lists them.

#ifndef TESTS_STANDIN_CLUSTER_STATE_H_
#define TESTS_STANDIN_CLUSTER_STATE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/standin/change_log.h"

namespace exporter::standin {

// Resources by the names of their API paths.
inline constexpr const char* kServices = "services";
inline constexpr const char* kPools = "ipaddresspools";
inline constexpr const char* kPeers = "bgppeers";
inline constexpr const char* kNamespaces = "namespaces";
inline constexpr const char* kNodes = "nodes";
inline constexpr const char* kL2Statuses = "servicel2statuses";

struct StoredObject {
  std::string name_space;  // empty for cluster-wide objects
  std::string name;
  std::string type;  // spec.type of a Service
  std::string json;
};

struct Listing {
  std::uint64_t resource_version = 0;
  std::vector<std::shared_ptr<const StoredObject>> objects;  // sorted by namespace and name
};

// Changes of one resource.
struct Changes {
  std::uint64_t version = 0;  // the current resource version
  bool incomplete = false;    // older changes were dropped
  std::vector<Change> changes;
};

class ClusterState {
 public:
  // Creates the namespaces kube-system, whose UID is `uid`, and metallb-system.
  explicit ClusterState(const std::string& uid);

  // Adds the object, or replaces the object with the same namespace and name. Sets the fields that
  // a server sets (uid, resourceVersion, creationTimestamp). REQUIRES: `object` is valid JSON.
  void Put(const std::string& resource, const std::string& object);
  void Remove(const std::string& resource, const std::string& name_space, const std::string& name);
  void Clear(const std::string& resource);

  Listing List(const std::string& resource) const;

  // The first changes after the version, `max` at most.
  Changes ChangesAfter(const std::string& resource, std::uint64_t version, std::size_t max) const;
  // The current version if a watch cannot start from `version`, because changes after it expired.
  std::optional<std::uint64_t> ExpiredBy(const std::string& resource, std::uint64_t version) const;
  // Versions before the current one expire.
  void ExpireHistory();
  // The next change of the resource is not among its changes.
  void OmitNextChange(const std::string& resource);
  // `callback` is called after each change. It replaces the previous one.
  void OnChange(std::function<void()> callback);

 private:
  using Key = std::pair<std::string, std::string>;  // namespace, name
  using Objects = std::map<Key, std::shared_ptr<const StoredObject>>;

  void Notify() const;

  mutable std::mutex mutex_;
  // Guarded by mutex_.
  std::uint64_t version_ = 1;
  std::uint64_t expired_ = 0;               // versions before it are expired
  std::map<std::string, Objects> objects_;  // of each resource
  ChangeLog log_;
  std::function<void()> on_change_;
};

struct PoolOptions {
  std::string name_space = "metallb-system";
  bool auto_assign = true;
  bool avoid_buggy_ips = false;
};

// Objects for Put, as JSON text.
std::string MakePool(const std::string& name, const std::vector<std::string>& addresses,
                     const PoolOptions& options = {});

std::string MakePeer(const std::string& name, std::uint32_t asn);

// The addresses are of type InternalIP. The object also has a host name and images.
std::string MakeNode(const std::string& name, const std::vector<std::string>& addresses);

// A ServiceL2Status of MetalLB, without an interface.
std::string MakeL2Status(const std::string& name, const std::string& service_namespace,
                         const std::string& service, const std::string& node);

struct ServiceOptions {
  std::string type = "LoadBalancer";
  std::vector<std::string> addresses = {};  // of status.loadBalancer.ingress
  std::string host_name = {};               // of an additional ingress, if not empty
  std::string load_balancer_class = {};
  std::string pool = {};  // in MetalLB's annotation
  bool applied = false;   // with the annotation that `kubectl apply` adds, about 1 KB
};

// The object has managedFields, as every real object has, and about 2 KB.
std::string MakeService(const std::string& name_space, const std::string& name,
                        const ServiceOptions& options = {});

}  // namespace exporter::standin

#endif  // TESTS_STANDIN_CLUSTER_STATE_H_
