// A Service of type LoadBalancer and its assigned addresses.
//
// It does not know the pool of an address. fleet/ finds the pools that contain the address. A value
// type, pure.
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
  // The distinct `ip` values of status.loadBalancer.ingress, sorted.
  std::vector<addresses::IpAddress> addresses;
  std::string load_balancer_class;  // empty: none
  bool has_ingress = false;         // at least one entry, which may be a host name
  bool from_metallb_pool = false;   // has the annotation in which MetalLB stores the pool

  // "namespace/name".
  std::string Holder() const { return name_space + '/' + name; }

  // True if a MetalLB with this `--lb-class` serves the Service. A MetalLB without a class serves
  // only Services without a class.
  bool IsServedBy(std::string_view metallb_class) const {
    return load_balancer_class == metallb_class;
  }

  bool operator==(const Service&) const = default;
};

// The fields that DecodeService reads.
std::span<const objects::WantedField> ServiceFields();

// Returns nullopt if the Service is not of type LoadBalancer. An `ip` that is not an address is
// ignored.
// Errors: kProtocol if a field has a wrong type or the object has no name.
Result<std::optional<Service>> DecodeService(const objects::Value& object);

}  // namespace exporter::metallb

#endif  // EXPORTER_METALLB_SERVICE_H_
