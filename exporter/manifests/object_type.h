// What an object in a manifest says it is, and whether that is nearly, and so not, MetalLB's. Pure.

#ifndef EXPORTER_MANIFESTS_OBJECT_TYPE_H_
#define EXPORTER_MANIFESTS_OBJECT_TYPE_H_

#include <string>
#include <string_view>

#include "exporter/objects/value.h"

namespace exporter::manifests {

// The string of a field; empty where there is none. Refers to the object.
std::string_view TextAt(const objects::Value& object, std::string_view key);

// Refers to the object. The elements of a typed list do not say what they are: their list does.
struct ObjectType {
  std::string_view api_version;
  std::string_view kind;

  // Of the group metallb.io, or of none that is told.
  bool IsMetallbs() const { return api_version.empty() || api_version.starts_with("metallb.io/v"); }
  bool IsCore() const { return api_version.empty() || api_version == "v1"; }

  // What is wrong where it was meant to be MetalLB's and no cluster would take it for that: a group
  // or kind in other letters, without a version, of another domain. Empty where nothing is.
  std::string FindSlip() const;
};

ObjectType TypeOf(const objects::Value& object, const ObjectType& otherwise);

}  // namespace exporter::manifests

#endif  // EXPORTER_MANIFESTS_OBJECT_TYPE_H_
