#include "tests/standin/api_resource.h"

#include <nlohmann/json.hpp>
#include <vector>

namespace exporter::standin {
namespace {

using nlohmann::json;

json Column(const std::string& name, const std::string& type = "string") {
  return {{"name", name},
          {"type", type},
          {"format", name == "Name" ? "name" : ""},
          {"description", name},
          {"priority", 0}};
}

std::string Joined(const json& list, const std::string& field) {
  std::string text;
  for (const json& element : list) {
    const std::string part = field.empty() ? element.get<std::string>()
                                           : element.value(field, element.value("hostname", ""));
    text += (text.empty() ? "" : ",") + part;
  }
  return text;
}

json ServiceCells(const json& service) {
  const json ingress =
      service.value(json::json_pointer("/status/loadBalancer/ingress"), json::array());
  const std::string type = service.value(json::json_pointer("/spec/type"), "");
  const std::string pending = type == "LoadBalancer" ? "<pending>" : "<none>";
  return {service.at(json::json_pointer("/metadata/name")),
          type,
          service.value(json::json_pointer("/spec/clusterIP"), ""),
          ingress.empty() ? pending : Joined(ingress, "ip"),
          "80/TCP",
          "1d"};
}

json PoolCells(const json& pool) {
  const auto flag = [&pool](const char* path) {
    return pool.value(json::json_pointer(path), false);
  };
  return {pool.at(json::json_pointer("/metadata/name")), flag("/spec/autoAssign"),
          flag("/spec/avoidBuggyIPs"),
          pool.value(json::json_pointer("/spec/addresses"), json::array())};
}

}  // namespace

std::string ApiResource::Root() const {
  const bool core = group_version.find('/') == std::string_view::npos;
  return (core ? "/api/" : "/apis/") + std::string(group_version);
}

std::string MakeTable(const ApiResource& resource, const Listing& listing) {
  const bool services = resource.name == kServices;
  const bool pools = resource.name == kPools;
  json columns = json::array({Column("Name")});
  if (services) {
    for (const char* name : {"Type", "Cluster-IP", "External-IP", "Port(s)", "Age"}) {
      columns.push_back(Column(name));
    }
  } else if (pools) {
    columns.push_back(Column("Auto Assign", "boolean"));
    columns.push_back(Column("Avoid Buggy IPs", "boolean"));
    columns.push_back(Column("Addresses"));
  }
  json rows = json::array();
  for (const auto& stored : listing.objects) {
    const json object = json::parse(stored->json);
    json cells =
        services ? ServiceCells(object) : (pools ? PoolCells(object) : json::array({stored->name}));
    rows.push_back({{"cells", std::move(cells)},
                    {"object",
                     {{"kind", "PartialObjectMetadata"},
                      {"apiVersion", "meta.k8s.io/v1"},
                      {"metadata", object.at("metadata")}}}});
  }
  const json table = {{"kind", "Table"},
                      {"apiVersion", "meta.k8s.io/v1"},
                      {"metadata", {{"resourceVersion", std::to_string(listing.resource_version)}}},
                      {"columnDefinitions", std::move(columns)},
                      {"rows", std::move(rows)}};
  return table.dump();
}

std::string MakeResourceList(std::string_view group_version) {
  json resources = json::array();
  for (const ApiResource& resource : kApiResources) {
    if (resource.group_version != group_version || resource.legacy) continue;
    std::string singular(resource.name.substr(0, resource.name.size() - 1));
    json described = {{"name", resource.name},
                      {"singularName", std::move(singular)},
                      {"namespaced", resource.namespaced},
                      {"kind", resource.kind},
                      {"verbs", {"get", "list", "watch"}}};
    if (resource.name == kServices) described["shortNames"] = {"svc"};
    resources.push_back(std::move(described));
  }
  const json list = {{"kind", "APIResourceList"},
                     {"apiVersion", "v1"},
                     {"groupVersion", group_version},
                     {"resources", std::move(resources)}};
  return list.dump();
}

}  // namespace exporter::standin
