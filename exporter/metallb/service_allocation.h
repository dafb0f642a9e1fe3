// Which Services get addresses of an IPAddressPool: its field serviceAllocation. Pure.
//
// MetalLB assigns a requested address only to a Service that the pool allows. Pools with disjoint
// allocations still may not overlap. Selectors of namespaces and Services are not evaluated.
// Source: MetalLB's internal/config, addressPoolServiceAllocationsFromCR, and internal/allocator,
// isPoolCompatibleWithService.

#ifndef EXPORTER_METALLB_SERVICE_ALLOCATION_H_
#define EXPORTER_METALLB_SERVICE_ALLOCATION_H_

#include <string>
#include <vector>

#include "exporter/objects/value.h"

namespace exporter::metallb {

// The namespaces whose Services get addresses of the pool. Empty: all namespaces, or labels select
// the namespaces. Values of a wrong type are ignored.
std::vector<std::string> ServiceNamespaces(const objects::Value& pool);

}  // namespace exporter::metallb

#endif  // EXPORTER_METALLB_SERVICE_ALLOCATION_H_
