#include "tests/standin/cluster_state.h"

#include <nlohmann/json.hpp>

namespace exporter::standin {
namespace {

using nlohmann::json;

constexpr const char* kCreated = "2026-01-01T00:00:00Z";

std::string UidFor(std::uint64_t number) {
  std::string digits = std::to_string(number);
  digits.insert(0, 12 - std::min<std::size_t>(digits.size(), 12), '0');
  return "5f1a7c9e-0000-4000-8000-" + digits;
}

json Namespace(const std::string& name, const std::string& uid) {
  json metadata = {{"name", name}, {"labels", {{"kubernetes.io/metadata.name", name}}}};
  if (!uid.empty()) metadata["uid"] = uid;
  return {{"metadata", metadata},
          {"spec", {{"finalizers", {"kubernetes"}}}},
          {"status", {{"phase", "Active"}}}};
}

// The record of changes that a real server adds to every object.
json ManagedFields() {
  const json ports = {{R"(k:{"port":80,"protocol":"TCP"})",
                       {{".", json::object()},
                        {"f:name", json::object()},
                        {"f:port", json::object()},
                        {"f:protocol", json::object()},
                        {"f:targetPort", json::object()}}}};
  const json spec = {{"f:metadata",
                      {{"f:labels",
                        {{".", json::object()},
                         {"f:app.kubernetes.io/name", json::object()},
                         {"f:app.kubernetes.io/part-of", json::object()}}}}},
                     {"f:spec",
                      {{"f:allocateLoadBalancerNodePorts", json::object()},
                       {"f:externalTrafficPolicy", json::object()},
                       {"f:internalTrafficPolicy", json::object()},
                       {"f:ports", ports},
                       {"f:selector", json::object()},
                       {"f:sessionAffinity", json::object()},
                       {"f:type", json::object()}}}};
  const json status = {{"f:metadata", {{"f:annotations", {{".", json::object()}}}}},
                       {"f:status", {{"f:loadBalancer", {{"f:ingress", json::object()}}}}}};
  return json::array({{{"manager", "kubectl-client-side-apply"},
                       {"operation", "Update"},
                       {"apiVersion", "v1"},
                       {"time", kCreated},
                       {"fieldsType", "FieldsV1"},
                       {"fieldsV1", spec}},
                      {{"manager", "controller"},
                       {"operation", "Update"},
                       {"apiVersion", "v1"},
                       {"time", kCreated},
                       {"fieldsType", "FieldsV1"},
                       {"fieldsV1", status},
                       {"subresource", "status"}}});
}

}  // namespace

ClusterState::ClusterState(const std::string& uid) {
  Put(kNamespaces, Namespace("kube-system", uid).dump());
  Put(kNamespaces, Namespace("metallb-system", "").dump());
}

void ClusterState::Put(const std::string& resource, const std::string& object) {
  json stored = json::parse(object);
  json& metadata = stored["metadata"];
  const Key key = {metadata.value("namespace", ""), metadata.value("name", "")};

  {
    const std::scoped_lock lock(mutex_);
    ++version_;
    metadata["resourceVersion"] = std::to_string(version_);
    if (!metadata.contains("uid")) metadata["uid"] = UidFor(version_);
    if (!metadata.contains("creationTimestamp")) metadata["creationTimestamp"] = kCreated;
    std::string type;
    const json::json_pointer type_field("/spec/type");
    if (stored.contains(type_field) && stored[type_field].is_string()) type = stored[type_field];
    auto& slot = objects_[resource][key];
    auto after = std::make_shared<const StoredObject>(
        StoredObject{key.first, key.second, type, stored.dump()});
    log_.Add(resource, {version_, std::exchange(slot, after), after});
  }
  Notify();
}

void ClusterState::Remove(const std::string& resource, const std::string& name_space,
                          const std::string& name) {
  {
    const std::scoped_lock lock(mutex_);
    ++version_;
    Objects& objects = objects_[resource];
    const auto found = objects.find({name_space, name});
    if (found == objects.end()) return;
    log_.Add(resource, {version_, found->second, nullptr});
    objects.erase(found);
  }
  Notify();
}

void ClusterState::Clear(const std::string& resource) {
  {
    const std::scoped_lock lock(mutex_);
    for (auto& [key, object] : objects_[resource])
      log_.Add(resource, {++version_, object, nullptr});
    objects_[resource].clear();
  }
  Notify();
}

Changes ClusterState::ChangesAfter(const std::string& resource, std::uint64_t version,
                                   std::size_t max) const {
  const std::scoped_lock lock(mutex_);
  return {version_, log_.IsIncomplete(resource, version), log_.After(resource, version, max)};
}

std::optional<std::uint64_t> ClusterState::ExpiredBy(const std::string& resource,
                                                     std::uint64_t version) const {
  const std::scoped_lock lock(mutex_);
  if (version >= expired_ && !log_.IsIncomplete(resource, version)) return std::nullopt;
  return version_;
}

void ClusterState::ExpireHistory() {
  const std::scoped_lock lock(mutex_);
  expired_ = version_;
}

void ClusterState::OmitNextChange(const std::string& resource) {
  const std::scoped_lock lock(mutex_);
  log_.OmitNext(resource);
}

void ClusterState::OnChange(std::function<void()> callback) {
  const std::scoped_lock lock(mutex_);
  on_change_ = std::move(callback);
}

void ClusterState::Notify() const {
  std::function<void()> callback;
  {
    const std::scoped_lock lock(mutex_);
    callback = on_change_;
  }
  if (callback) callback();
}

Listing ClusterState::List(const std::string& resource) const {
  const std::scoped_lock lock(mutex_);
  Listing listing;
  listing.resource_version = version_;
  const auto found = objects_.find(resource);
  if (found == objects_.end()) return listing;
  for (const auto& [key, object] : found->second) listing.objects.push_back(object);
  return listing;
}

std::string MakePool(const std::string& name, const std::vector<std::string>& addresses,
                     const PoolOptions& options) {
  const json pool = {
      {"apiVersion", "metallb.io/v1beta1"},
      {"kind", "IPAddressPool"},
      {"metadata", {{"name", name}, {"namespace", options.name_space}, {"generation", 1}}},
      {"spec",
       {{"addresses", addresses},
        {"autoAssign", options.auto_assign},
        {"avoidBuggyIPs", options.avoid_buggy_ips}}}};
  return pool.dump();
}

std::string MakePeer(const std::string& name, std::uint32_t asn) {
  const json peer = {
      {"apiVersion", "metallb.io/v1beta2"},
      {"kind", "BGPPeer"},
      {"metadata", {{"name", name}, {"namespace", "metallb-system"}, {"generation", 1}}},
      {"spec", {{"myASN", asn}, {"peerASN", 64500}, {"peerAddress", "10.0.0.1"}}}};
  return peer.dump();
}

std::string MakeNode(const std::string& name, const std::vector<std::string>& addresses) {
  json listed = json::array({{{"type", "Hostname"}, {"address", name}}});
  for (const std::string& address : addresses) {
    listed.push_back({{"type", "InternalIP"}, {"address", address}});
  }
  const json node = {
      {"metadata", {{"name", name}}},
      {"spec", {{"podCIDRs", {"10.244.0.0/24"}}}},
      {"status",
       {{"addresses", std::move(listed)},
        {"images", {{{"names", {"registry.k8s.io/pause:3.10"}}, {"sizeBytes", 320368}}}}}}};
  return node.dump();
}

std::string MakeL2Status(const std::string& name, const std::string& service_namespace,
                         const std::string& service, const std::string& node) {
  const json status = {
      {"apiVersion", "metallb.io/v1beta1"},
      {"kind", "ServiceL2Status"},
      {"metadata",
       {{"name", name},
        {"namespace", "metallb-system"},
        {"labels",
         {{"metallb.io/node", node},
          {"metallb.io/service-name", service},
          {"metallb.io/service-namespace", service_namespace}}}}},
      {"status",
       {{"node", node}, {"serviceName", service}, {"serviceNamespace", service_namespace}}}};
  return status.dump();
}

std::string MakeService(const std::string& name_space, const std::string& name,
                        const ServiceOptions& options) {
  json metadata = {
      {"name", name},
      {"namespace", name_space},
      {"labels", {{"app.kubernetes.io/name", name}, {"app.kubernetes.io/part-of", name_space}}},
      {"managedFields", ManagedFields()}};
  if (!options.pool.empty()) {
    metadata["annotations"] = {{"metallb.io/ip-allocated-from-pool", options.pool}};
  }
  json spec = {
      {"type", options.type},
      {"clusterIP", "10.96.12.34"},
      {"clusterIPs", {"10.96.12.34"}},
      {"ipFamilies", {"IPv4"}},
      {"ipFamilyPolicy", "SingleStack"},
      {"internalTrafficPolicy", "Cluster"},
      {"sessionAffinity", "None"},
      {"selector", {{"app.kubernetes.io/name", name}}},
      {"ports", {{{"name", "http"}, {"protocol", "TCP"}, {"port", 80}, {"targetPort", 8080}}}}};
  if (!options.load_balancer_class.empty()) {
    spec["loadBalancerClass"] = options.load_balancer_class;
  }
  if (options.applied) {
    const json applied = {{"apiVersion", "v1"},
                          {"kind", "Service"},
                          {"spec", spec},
                          {"metadata", {{"labels", metadata["labels"]}}}};
    metadata["annotations"]["kubectl.kubernetes.io/last-applied-configuration"] =
        applied.dump() + "\n";
  }
  json ingress = json::array();
  for (const std::string& address : options.addresses) {
    ingress.push_back({{"ip", address}, {"ipMode", "VIP"}});
  }
  if (!options.host_name.empty()) ingress.push_back({{"hostname", options.host_name}});
  json load_balancer = json::object();
  if (!ingress.empty()) load_balancer["ingress"] = ingress;
  const json service = {
      {"metadata", metadata}, {"spec", spec}, {"status", {{"loadBalancer", load_balancer}}}};
  return service.dump();
}

}  // namespace exporter::standin
