// Rebuilds Services from the bounded JSON of another exporter, which lists the assigned addresses
// instead of the Services.
//
// Services without an address in a pool are missing, and so are truncated elements. Pure.

#ifndef EXPORTER_REMOTE_BOUNDED_SERVICES_H_
#define EXPORTER_REMOTE_BOUNDED_SERVICES_H_

#include <span>
#include <vector>

#include "exporter/metallb/service.h"
#include "exporter/objects/field_reader.h"
#include "exporter/objects/wanted_field.h"
#include "exporter/result/result.h"

namespace exporter::remote {

// The fields of a pool and of a cluster that ReadBoundedServices reads.
std::span<const objects::WantedField> BoundedPoolFields();
std::span<const objects::WantedField> BoundedClusterFields();

// `cluster` reads an element of `clusters`. Errors: kProtocol.
Result<std::vector<metallb::Service>> ReadBoundedServices(objects::FieldReader& cluster);

}  // namespace exporter::remote

#endif  // EXPORTER_REMOTE_BOUNDED_SERVICES_H_
