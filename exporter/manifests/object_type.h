// The apiVersion and kind of an object in a manifest, the detection of typos in them, and access to
// single fields. Does not decode the object (manifest_text.h). Pure.

#ifndef EXPORTER_MANIFESTS_OBJECT_TYPE_H_
#define EXPORTER_MANIFESTS_OBJECT_TYPE_H_

#include <string>
#include <string_view>

#include "exporter/objects/value.h"

namespace exporter::manifests {

inline constexpr std::string_view kMetallbKinds[] = {
    "IPAddressPool", "AddressPool", "L2Advertisement", "BGPAdvertisement",
    "BGPPeer",       "BFDProfile",  "Community"};

// The value of the field `key`; null if the field is missing. The result refers to the object.
const objects::Value& FieldAt(const objects::Value& object, std::string_view key);

// The string in the field `key`; empty if the field is missing or not a string. The result refers
// to the object.
std::string_view TextAt(const objects::Value& object, std::string_view key);

// The list in the field `key`; empty if the field is missing or not a list.
const objects::Value::List& ListAt(const objects::Value& object, std::string_view key);

// Refers to the object, which must outlive it.
struct ObjectType {
  std::string_view api_version;
  std::string_view kind;

  // True if the object is of the group metallb.io, or has no apiVersion.
  bool IsMetallb() const { return api_version.empty() || api_version.starts_with("metallb.io/v"); }
  // As IsMetallb, but an object without apiVersion must have a kind of MetalLB.
  bool IsMetallbKind() const;
  // True if the object may be read, because its apiVersion or kind is not known.
  bool MayBeRead() const;
  // True if the object is of the core group, or has no apiVersion.
  bool IsCore() const { return api_version.empty() || api_version == "v1"; }

  // An error message if the type is similar to a type of MetalLB: a misspelled kind, wrong letter
  // case, no version, another domain. Otherwise empty.
  std::string FindTypo() const;

 private:
  std::string FindMisspelledKind() const;
};

// The type of `object`, or `default_type` if the object has no kind. The elements of a typed list
// have no kind, so their default type is derived from the list.
ObjectType TypeOf(const objects::Value& object, const ObjectType& default_type);

}  // namespace exporter::manifests

#endif  // EXPORTER_MANIFESTS_OBJECT_TYPE_H_
