// The addresses and the pool that a Service in a manifest requests from MetalLB.
//
// The Service of an API server, which has assigned addresses, is in service.h. Plain values, pure.
// Source: MetalLB's controller/service.go, getDesiredLbIPs and SharingKey. The annotations
// metallb.io/… are those of MetalLB 0.14.9 and later, metallb.universe.tf/… is the older form. If a
// Service has both, MetalLB reads only metallb.io/….

#ifndef EXPORTER_METALLB_SERVICE_REQUEST_H_
#define EXPORTER_METALLB_SERVICE_REQUEST_H_

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "exporter/addresses/ip_address.h"
#include "exporter/metallb/reference.h"
#include "exporter/objects/value.h"
#include "exporter/objects/wanted_field.h"
#include "exporter/result/result.h"

namespace exporter::metallb {

struct RequestedAddress {
  std::string text;
  std::optional<addresses::IpAddress> address;  // nullopt: MetalLB rejects the request
  int line = 0;
};

struct ServiceRequest {
  std::string name_space;
  std::string name;
  // From the annotation loadBalancerIPs, which is a list with commas, and spec.loadBalancerIP.
  std::vector<RequestedAddress> addresses;
  bool has_both = false;    // the annotation and spec.loadBalancerIP: MetalLB assigns no address
  Reference pool;           // from the annotation address-pool; the name is empty if there is none
  std::string sharing_key;  // from the annotation allow-shared-ip; empty: the address is not shared
  bool has_unknown_key = false;
};

// The fields of a Service that DecodeServiceRequest reads.
std::span<const objects::WantedField> ServiceRequestFields();

// Returns nullopt if the Service requests nothing from MetalLB: it has another type than
// LoadBalancer, requests neither an address nor a pool, or has a loadBalancerClass and no
// annotation of MetalLB. The class of a cluster's MetalLB (--lb-class) is not in its objects.
// Values that are not known (reference.h) are not part of the result. If the type or the class is
// not known, the result has neither addresses nor a pool.
// Errors: kProtocol if the Service has an annotation of MetalLB, and a field has a wrong type.
// A Service that has no such annotation is ignored.
Result<std::optional<ServiceRequest>> DecodeServiceRequest(const objects::Value& object);

}  // namespace exporter::metallb

#endif  // EXPORTER_METALLB_SERVICE_REQUEST_H_
