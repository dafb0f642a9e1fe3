// What a Service of type LoadBalancer holds.
//
// Only the Service's own word: which pool an address belongs to is decided by containment, in
// fleet/, never by an annotation. A value type, pure.
// Source: Kubernetes ServiceStatus; MetalLB's controller (annotations, load balancer classes).

#ifndef EXPORTER_METALLB_SERVICE_H_
#define EXPORTER_METALLB_SERVICE_H_

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/addresses/ip_address.h"
#include "exporter/objects/json_reader.h"
#include "exporter/objects/value.h"
#include "exporter/result/result.h"

namespace exporter::metallb {

struct Service {
  std::string name_space;
  std::string name;
  // Every `ip` of status.loadBalancer.ingress, sorted, each once. Host names are no addresses.
  std::vector<addresses::IpAddress> addresses;
  std::string load_balancer_class;  // empty where the Service names none
  bool has_ingress = false;         // any entry at all, a host name too
  bool from_metallb_pool = false;   // MetalLB's annotation says that it allocated the addresses

  // "namespace/name".
  std::string Holder() const { return name_space + '/' + name; }

  // Is it MetalLB's to serve? Without a class of its own (`--lb-class`) MetalLB takes the Services
  // that name none; with one, only those that name it.
  bool IsServedBy(std::string_view metallb_class) const {
    return load_balancer_class == metallb_class;
  }

  bool operator==(const Service&) const = default;
};

// The fields that DecodeService reads.
std::span<const objects::WantedField> ServiceFields();

// nullopt for a Service of another type. Errors: kProtocol, where a field is of another type than
// the API's, or the object has no name. An `ip` that is no address is passed over.
Result<std::optional<Service>> DecodeService(const objects::Value& object);

}  // namespace exporter::metallb

#endif  // EXPORTER_METALLB_SERVICE_H_
