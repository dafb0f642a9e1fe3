// Rebuilds the policy from the full JSON of another exporter: networks, known MACs and plan. Pure.

#ifndef EXPORTER_REMOTE_POLICY_READER_H_
#define EXPORTER_REMOTE_POLICY_READER_H_

#include <span>

#include "exporter/fleet/fleet_policy.h"
#include "exporter/objects/field_reader.h"
#include "exporter/objects/wanted_field.h"
#include "exporter/result/result.h"

namespace exporter::remote {

// The fields of the document that ReadPolicy reads.
std::span<const objects::WantedField> PolicyFields();

// Errors: kProtocol.
Result<fleet::FleetPolicy> ReadPolicy(objects::FieldReader& document);

}  // namespace exporter::remote

#endif  // EXPORTER_REMOTE_POLICY_READER_H_
