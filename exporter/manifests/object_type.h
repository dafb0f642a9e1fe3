// The apiVersion and kind of an object in a manifest, and typos in them. Pure.

#ifndef EXPORTER_MANIFESTS_OBJECT_TYPE_H_
#define EXPORTER_MANIFESTS_OBJECT_TYPE_H_

#include <string>
#include <string_view>

#include "exporter/objects/value.h"

namespace exporter::manifests {

// The string of a field; empty if it is missing or not a string. Refers to the object.
std::string_view TextAt(const objects::Value& object, std::string_view key);

// Refers to the object. The elements of a typed list have the type of the list.
struct ObjectType {
  std::string_view api_version;
  std::string_view kind;

  // The object is of the group metallb.io, or has no apiVersion.
  bool IsMetallb() const { return api_version.empty() || api_version.starts_with("metallb.io/v"); }
  bool IsCore() const { return api_version.empty() || api_version == "v1"; }

  // An error message if this is almost a type of MetalLB: wrong letter case, no version, another
  // domain. Empty if it is not.
  std::string FindTypo() const;
};

ObjectType TypeOf(const objects::Value& object, const ObjectType& default_type);

}  // namespace exporter::manifests

#endif  // EXPORTER_MANIFESTS_OBJECT_TYPE_H_
