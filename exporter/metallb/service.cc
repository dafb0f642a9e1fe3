#include "exporter/metallb/service.h"

#include <algorithm>
#include <string_view>

#include "exporter/objects/field_reader.h"

namespace exporter::metallb {
namespace {

// MetalLB 0.14.9 and later use the first annotation. MetalLB 0.13.8 to 0.14.8 use the second.
constexpr std::string_view kPoolAnnotation = "metallb.io/ip-allocated-from-pool";
constexpr std::string_view kOldPoolAnnotation = "metallb.universe.tf/ip-allocated-from-pool";

Result<void> ReadIngress(const std::vector<const objects::Value*>& ingress, Service& service) {
  service.has_ingress = !ingress.empty();
  for (const objects::Value* const entry : ingress) {
    objects::FieldReader reader(*entry);
    const std::string ip = reader.String("ip");
    if (reader.error()) {
      return tl::unexpected(reader.error()->Within("status.loadBalancer.ingress"));
    }
    if (const auto address = addresses::IpAddress::Parse(ip)) service.addresses.push_back(*address);
  }
  std::sort(service.addresses.begin(), service.addresses.end());
  service.addresses.erase(std::unique(service.addresses.begin(), service.addresses.end()),
                          service.addresses.end());
  return {};
}

Error InService(const Service& service, const Error& error) {
  const std::string which =
      service.name.empty() ? "a Service" : "Service \"" + service.Holder() + '"';
  return error.Within(which);
}

}  // namespace

std::span<const objects::WantedField> ServiceFields() {
  static constexpr objects::WantedField kAnnotations[] = {{kPoolAnnotation}, {kOldPoolAnnotation}};
  static constexpr objects::WantedField kMetadata[] = {
      {"name"}, {"namespace"}, {"annotations", kAnnotations}};
  static constexpr objects::WantedField kSpec[] = {{"type"}, {"loadBalancerClass"}};
  static constexpr objects::WantedField kIngress[] = {{"ip"}};
  static constexpr objects::WantedField kLoadBalancer[] = {{"ingress", kIngress}};
  static constexpr objects::WantedField kStatus[] = {{"loadBalancer", kLoadBalancer}};
  static constexpr objects::WantedField kService[] = {
      {"metadata", kMetadata}, {"spec", kSpec}, {"status", kStatus}};
  return kService;
}

Result<std::optional<Service>> DecodeService(const objects::Value& object) {
  objects::FieldReader reader(object);
  objects::FieldReader metadata = reader.Object("metadata");
  objects::FieldReader spec = reader.Object("spec");
  objects::FieldReader status = reader.Object("status");
  objects::FieldReader load_balancer = status.Object("loadBalancer");
  objects::FieldReader annotations = metadata.Object("annotations");

  Service service;
  service.name = metadata.String("name");
  service.name_space = metadata.String("namespace");
  const std::string type = spec.String("type");
  if (!reader.error() && type != "LoadBalancer") return std::nullopt;

  service.load_balancer_class = spec.String("loadBalancerClass");
  service.from_metallb_pool = !annotations.String(kPoolAnnotation).empty() ||
                              !annotations.String(kOldPoolAnnotation).empty();
  const auto ingress = ReadIngress(load_balancer.Objects("ingress"), service);
  if (reader.error()) return tl::unexpected(InService(service, *reader.error()));
  if (!ingress) return tl::unexpected(InService(service, ingress.error()));
  if (service.name.empty()) return Fail(ErrorKind::kProtocol, "a Service has no metadata.name");
  return service;
}

}  // namespace exporter::metallb
