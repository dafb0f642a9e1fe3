#include "exporter/report/full_json.h"

#include <span>
#include <vector>

#include "exporter/addresses/address_range.h"
#include "exporter/addresses/ip_address.h"

namespace exporter::report {
namespace {

using text::JsonWriter;

void WriteAddresses(const std::vector<addresses::IpAddress>& addresses, JsonWriter& json) {
  json.Key("addresses").BeginList();
  for (const addresses::IpAddress& address : addresses) json.String(address.ToString());
  json.EndList();
}

void WriteRanges(std::string_view name, std::span<const addresses::AddressRange> ranges,
                 JsonWriter& json) {
  json.Key(name).BeginList();
  for (const addresses::AddressRange& range : ranges) json.String(range.ToString());
  json.EndList();
}

void WriteService(const metallb::Service& service, JsonWriter& json) {
  json.BeginObject().Key("namespace").String(service.name_space);
  json.Key("service").String(service.name);
  if (!service.load_balancer_class.empty()) {
    json.Key("load_balancer_class").String(service.load_balancer_class);
  }
  json.Key("has_ingress").Bool(service.has_ingress);
  json.Key("from_metallb_pool").Bool(service.from_metallb_pool);
  WriteAddresses(service.addresses, json);
  json.EndObject();
}

void WriteNode(const metallb::Node& node, JsonWriter& json) {
  json.BeginObject().Key("node").String(node.name);
  WriteAddresses(node.addresses, json);
  json.EndObject();
}

void WriteAnnouncement(const metallb::L2Announcement& announcement, JsonWriter& json) {
  json.BeginObject().Key("namespace").String(announcement.name_space);
  json.Key("service").String(announcement.service);
  json.Key("node").String(announcement.node);
  if (announcement.on_chosen_interfaces) json.Key("on_chosen_interfaces").Bool(true);
  json.EndObject();
}

}  // namespace

void WriteFullHead(const fleet::FleetView& fleet, JsonWriter& json) {
  json.Key("full").Bool(true);
  if (fleet.identity.id.empty()) return;
  json.Key("exporter").BeginObject().Key("id").String(fleet.identity.id);
  json.Key("reads").BeginList();
  for (const std::string& id : fleet.identity.reads) json.String(id);
  json.EndList().EndObject();
}

void WriteFullCluster(const fleet::ClusterView& cluster, JsonWriter& json) {
  if (!cluster.read_through.empty()) json.Key("read_through").String(cluster.read_through);
  if (cluster.snapshot == nullptr) return;
  const fleet::ClusterSnapshot& snapshot = *cluster.snapshot;
  const fleet::ClusterObjects& objects = snapshot.objects();
  json.Key("from_another_server").Bool(cluster.from_another_server);
  if (!snapshot.metallb_class().empty()) json.Key("lb_class").String(snapshot.metallb_class());
  json.Key("service_list").BeginList();
  for (const metallb::Service& service : objects.services) WriteService(service, json);
  json.EndList();
  if (objects.nodes) {
    json.Key("node_list").BeginList();
    for (const metallb::Node& node : *objects.nodes) WriteNode(node, json);
    json.EndList();
  }
  if (!objects.l2_announcements) return;
  json.Key("announcement_list").BeginList();
  for (const metallb::L2Announcement& announcement : *objects.l2_announcements) {
    WriteAnnouncement(announcement, json);
  }
  json.EndList();
}

void WriteFullNetwork(std::string_view network, const fleet::FleetPolicy& policy,
                      JsonWriter& json) {
  const auto found = policy.networks.find(network);
  if (found == policy.networks.end()) return;
  WriteRanges("shared_addresses", found->second.shared_addresses.ranges(), json);
  WriteRanges("prefixes", found->second.prefixes, json);
  if (found->second.shared_by_source.empty()) return;
  json.Key("shared_by_source").BeginList();
  for (const auto& [source, shared] : found->second.shared_by_source) {
    json.BeginObject().Key("source").String(source);
    WriteRanges("addresses", shared.ranges(), json);
    json.EndObject();
  }
  json.EndList();
}

void WriteFullPolicy(const fleet::FleetPolicy& policy, JsonWriter& json) {
  json.Key("known_macs").BeginList();
  for (const fleet::KnownMac& known : policy.known_macs) {
    json.BeginObject().Key("mac").String(known.mac);
    json.Key("name").String(known.name).EndObject();
  }
  json.EndList();
  if (!policy.plan) return;
  json.Key("plan").BeginObject().Key("clusters").BeginList();
  for (const auto& [cluster, planned] : *policy.plan) {
    json.BeginObject().Key("cluster").String(cluster);
    if (!planned.location.empty()) json.Key("location").String(planned.location);
    WriteRanges("addresses", planned.addresses.ranges(), json);
    json.EndObject();
  }
  json.EndList().Key("reserved").BeginList();
  for (const fleet::ReservedRange& reserved : policy.reserved) {
    json.BeginObject().Key("entry").String(reserved.name);
    if (!reserved.purpose.empty()) json.Key("purpose").String(reserved.purpose);
    WriteRanges("addresses", reserved.addresses.ranges(), json);
    json.EndObject();
  }
  json.EndList().EndObject();
}

}  // namespace exporter::report
