// The fields that MetalLB's custom resource definitions have, and the search for other fields.
//
// An API server drops a field that the CRD does not have, or rejects the object (kubectl apply
// --validate=strict). Types of values are checked by the decoders. Pure.
// Source: config/crd/bases of MetalLB v0.13.0 to v0.16.1 and of main in July 2026. The fields of
// all versions are accepted.

#ifndef EXPORTER_METALLB_SCHEMA_H_
#define EXPORTER_METALLB_SCHEMA_H_

#include <string>
#include <string_view>
#include <vector>

#include "exporter/objects/value.h"

namespace exporter::metallb {

// A field, or an apiVersion, that the CRD does not have.
struct SchemaProblem {
  std::string object;   // `IPAddressPool "web"`
  std::string problem;  // `has no field "spec.autoasign"; did you mean "autoAssign"?`
  int line = 0;
};

// The problems of one object, in the order of the object. Empty for a kind that MetalLB does not
// have. If the kind does not have the apiVersion, the fields are those of its newest apiVersion. An
// object without apiVersion is checked as one of the newest.
//
// Checked are the fields at the top and all fields in `spec`. The field `sops` at the top, which
// SOPS removes when it decrypts the object, is ignored.
std::vector<SchemaProblem> FindSchemaProblems(const objects::Value& object,
                                              std::string_view api_version, std::string_view kind);

}  // namespace exporter::metallb

#endif  // EXPORTER_METALLB_SCHEMA_H_
