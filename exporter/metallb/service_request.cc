#include "exporter/metallb/service_request.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "exporter/objects/field_reader.h"
#include "exporter/text/ascii.h"

namespace exporter::metallb {
namespace {

constexpr std::string_view kPrefix = "metallb.io/";
constexpr std::string_view kOldPrefix = "metallb.universe.tf/";

// The value of an annotation of MetalLB in its current or its older form.
Reference ReadAnnotation(objects::FieldReader& annotations, std::string_view name) {
  std::string key = std::string(kPrefix).append(name);
  if (!annotations.Has(key)) key = std::string(kOldPrefix).append(name);
  return {annotations.String(key), annotations.LineOf(key)};
}

bool IsOfMetallb(const std::string& annotation) {
  return annotation.starts_with(kPrefix) || annotation.starts_with(kOldPrefix);
}

RequestedAddress Request(std::string_view text, int line) {
  return {std::string(text), addresses::IpAddress::Parse(text), line};
}

void ReadAddresses(const Reference& annotation, const Reference& field, ServiceRequest& request) {
  if (!field.name.empty()) request.addresses.push_back(Request(field.name, field.line));
  if (annotation.name.empty()) return;
  request.has_both = !field.name.empty();
  std::string_view rest = annotation.name;
  while (true) {
    const std::size_t comma = rest.find(',');
    request.addresses.push_back(Request(text::Trim(rest.substr(0, comma)), annotation.line));
    if (comma == std::string_view::npos) return;
    rest.remove_prefix(comma + 1);
  }
}

}  // namespace

Result<std::optional<ServiceRequest>> DecodeServiceRequest(const objects::Value& object) {
  objects::FieldReader reader(object);
  objects::FieldReader metadata = reader.Object("metadata");
  objects::FieldReader annotations = metadata.Object("annotations");
  objects::FieldReader spec = reader.Object("spec");
  const auto keys = annotations.Keys();
  const bool annotated = std::any_of(keys.begin(), keys.end(), IsOfMetallb);

  ServiceRequest request;
  request.name = metadata.String("name");
  request.name_space = metadata.String("namespace");
  const std::string type = spec.String("type");
  const std::string load_balancer_class = spec.String("loadBalancerClass");
  const Reference field = {spec.String("loadBalancerIP"), spec.LineOf("loadBalancerIP")};
  ReadAddresses(ReadAnnotation(annotations, "loadBalancerIPs"), field, request);
  request.pool = ReadAnnotation(annotations, "address-pool");
  request.sharing_key = ReadAnnotation(annotations, "allow-shared-ip").name;
  if (request.sharing_key.starts_with("ENC[") ||
      request.sharing_key.find("${") != std::string::npos) {
    request.sharing_key.clear();
    request.is_partial = true;
  }

  const bool served = annotated || load_balancer_class.empty();
  if (reader.error()) {
    if (!annotated) return std::nullopt;
    return tl::unexpected(reader.error()->Within("Service \"" + request.name + '"'));
  }
  const bool empty = request.addresses.empty() && request.pool.name.empty();
  if (type != "LoadBalancer" || !served || empty) return std::nullopt;
  return request;
}

}  // namespace exporter::metallb
