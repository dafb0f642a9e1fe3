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
  const bool known = IsKnown(field.name) && IsKnown(annotation.name);
  request.has_both = known && !field.name.empty() && !annotation.name.empty();
  if (!field.name.empty() && IsKnown(field.name)) {
    request.addresses.push_back(Request(field.name, field.line));
  }
  if (annotation.name.empty() || !IsKnown(annotation.name)) return;
  std::string_view rest = annotation.name;
  while (true) {
    const std::size_t comma = rest.find(',');
    request.addresses.push_back(Request(text::Trim(rest.substr(0, comma)), annotation.line));
    if (comma == std::string_view::npos) return;
    rest.remove_prefix(comma + 1);
  }
}

}  // namespace

std::span<const objects::WantedField> ServiceRequestFields() {
  static constexpr objects::WantedField kAnnotations[] = {
      {"metallb.io/loadBalancerIPs"}, {"metallb.universe.tf/loadBalancerIPs"},
      {"metallb.io/address-pool"},    {"metallb.universe.tf/address-pool"},
      {"metallb.io/allow-shared-ip"}, {"metallb.universe.tf/allow-shared-ip"}};
  static constexpr objects::WantedField kMetadata[] = {
      {"name"}, {"namespace"}, {"annotations", kAnnotations}};
  static constexpr objects::WantedField kSpec[] = {
      {"type"}, {"loadBalancerClass"}, {"loadBalancerIP"}};
  static constexpr objects::WantedField kService[] = {{"metadata", kMetadata}, {"spec", kSpec}};
  return kService;
}

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
  const Reference annotation = ReadAnnotation(annotations, "loadBalancerIPs");
  const Reference pool = ReadAnnotation(annotations, "address-pool");
  request.sharing_key = ReadAnnotation(annotations, "allow-shared-ip").name;
  if (reader.error()) {
    if (!annotated) return std::nullopt;
    return tl::unexpected(reader.error()->Within("Service \"" + request.name + '"'));
  }

  const bool other_type = type != "LoadBalancer" && IsKnown(type);
  const bool other_class =
      !annotated && !load_balancer_class.empty() && IsKnown(load_balancer_class);
  const bool empty = field.name.empty() && annotation.name.empty() && pool.name.empty();
  if (other_type || other_class || empty) return std::nullopt;
  if (!IsKnown(request.name_space)) request.name_space.clear();
  request.has_unknown_key = !IsKnown(request.sharing_key);
  if (IsKnown(type) && (annotated || IsKnown(load_balancer_class))) {
    ReadAddresses(annotation, field, request);
    if (IsKnown(pool.name)) request.pool = pool;
  }
  return request;
}

}  // namespace exporter::metallb
