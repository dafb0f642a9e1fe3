// A Service of type LoadBalancer and its assigned addresses.
//
// The pool of an address is not decided here: fleet/ finds the pool that contains the address. A
// value type, pure. Source: Kubernetes ServiceStatus; MetalLB's controller (annotations, load
// balancer classes).

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
  // The distinct `ip` values of status.loadBalancer.ingress, sorted.
  std::vector<addresses::IpAddress> addresses;
  std::string load_balancer_class;  // empty: none
  bool has_ingress = false;         // at least one entry, which may be a host name
  bool from_metallb_pool = false;   // has MetalLB's annotation of the pool

  // "namespace/name".
  std::string Holder() const { return name_space + '/' + name; }

  // Does a MetalLB with this `--lb-class` serve the Service? If it has no class, MetalLB serves
  // only Services without a class.
  bool IsServedBy(std::string_view metallb_class) const {
    return load_balancer_class == metallb_class;
  }

  bool operator==(const Service&) const = default;
};

// The fields that DecodeService reads.
std::span<const objects::WantedField> ServiceFields();

// nullopt if the Service has another type. An `ip` that is not an address is ignored. Errors:
// kProtocol if a field has a wrong type or the object has no name.
Result<std::optional<Service>> DecodeService(const objects::Value& object);

}  // namespace exporter::metallb

#endif  // EXPORTER_METALLB_SERVICE_H_
