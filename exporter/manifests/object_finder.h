// Finds the objects in a manifest that `validate` checks, at any depth: in lists, in the values of
// a Helm release or an Argo CD application, and in YAML text in strings. Does not decode them.
// Pure.

#ifndef EXPORTER_MANIFESTS_OBJECT_FINDER_H_
#define EXPORTER_MANIFESTS_OBJECT_FINDER_H_

#include <string_view>

#include "exporter/manifests/found_objects.h"
#include "exporter/manifests/input.h"

namespace exporter::manifests {

// Finds
// - objects of the group metallb.io, at any depth; at the top also objects without an apiVersion;
// - Services, at the top only;
// - the elements of a List, and of typed lists such as an IPAddressPoolList;
// - address-pools in any ConfigMap and in any mapping, such as Helm's configInline;
// - all of these in YAML text in strings. If the text is a literal block (|), lines are those
//   of the file. Otherwise, each line is the line where the text begins.
//
// Ignored are annotations, patches, references to objects, and custom resource definitions. The
// data of a Secret is never read into an object or a message.
//
// Problems: kUnreadable: not YAML, a document that is plain text or a list of objects, an object
// with a typo in its type (object_type.h), a ConfigMap of MetalLB that is not YAML. kNotChecked: an
// object in another object that has no name; text that mentions MetalLB but is not YAML, or
// is nested too deeply; a Secret whose data mentions MetalLB.
// kEncrypted, kUnresolved: an object whose type is not known, an encrypted ConfigMap. The problems
// of other values are in the objects.
//
// REQUIRES: `text` is UTF-8, or not valid.
FoundObjects FindObjects(std::string_view text, const Variables& variables, Lines lines);

}  // namespace exporter::manifests

#endif  // EXPORTER_MANIFESTS_OBJECT_FINDER_H_
