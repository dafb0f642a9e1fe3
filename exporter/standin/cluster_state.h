// What a stand-in cluster holds: objects in the shape that the real API gives them.
//
// Thread-safe: a demo or a test changes it while the server lists it. A listing is one consistent
// view, and costs no copy of an object.

#ifndef EXPORTER_STANDIN_CLUSTER_STATE_H_
#define EXPORTER_STANDIN_CLUSTER_STATE_H_

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <utility>
#include <vector>

namespace exporter::standin {

// Resources by the names of their API paths.
inline constexpr const char* kServices = "services";
inline constexpr const char* kPools = "ipaddresspools";
inline constexpr const char* kPeers = "bgppeers";
inline constexpr const char* kNamespaces = "namespaces";

struct StoredObject {
  std::string name_space;  // empty for what stands outside of namespaces
  std::string name;
  std::string type;  // spec.type of a Service
  std::string json;
};

struct Listing {
  std::uint64_t resource_version = 0;
  std::vector<std::shared_ptr<const StoredObject>> objects;  // by namespace and name
};

class ClusterState {
 public:
  // Has the namespaces kube-system, of that UID, and metallb-system.
  explicit ClusterState(const std::string& uid);

  // Adds the object, or puts it in the place of the one of its name. The server's own fields (uid,
  // resourceVersion, creationTimestamp) are set.
  void Put(const std::string& resource, const nlohmann::json& object);
  void Remove(const std::string& resource, const std::string& name_space, const std::string& name);
  void Clear(const std::string& resource);

  Listing List(const std::string& resource) const;

 private:
  using Key = std::pair<std::string, std::string>;  // namespace, name

  mutable std::mutex mutex_;
  std::uint64_t version_ = 1;  // guarded by mutex_
  std::map<std::string, std::map<Key, std::shared_ptr<const StoredObject>>> objects_;  // too
};

struct PoolOptions {
  std::string name_space = "metallb-system";
  bool auto_assign = true;
  bool avoid_buggy_ips = false;
};

nlohmann::json MakePool(const std::string& name, const std::vector<std::string>& addresses,
                        const PoolOptions& options = {});

nlohmann::json MakePeer(const std::string& name, std::uint32_t own_asn);

struct ServiceOptions {
  std::string type = "LoadBalancer";
  std::vector<std::string> addresses = {};  // of status.loadBalancer.ingress
  std::string host_name = {};               // of one more ingress
  std::string load_balancer_class = {};
  std::string pool = {};  // for MetalLB's annotation
};

// With managedFields, as every real object has: about 2 KB.
nlohmann::json MakeService(const std::string& name_space, const std::string& name,
                           const ServiceOptions& options = {});

}  // namespace exporter::standin

#endif  // EXPORTER_STANDIN_CLUSTER_STATE_H_
