// Which objects the target of a patch, or of a replacement, in a kustomization may select. Pure.
// Source: sigs.k8s.io/kustomize, api/types/selector.go.

#ifndef EXPORTER_MANIFESTS_PATCH_TARGET_H_
#define EXPORTER_MANIFESTS_PATCH_TARGET_H_

#include <string_view>

#include "exporter/objects/value.h"

namespace exporter::manifests {

// True if the field of a target, which is a regular expression for the whole text, matches `text`.
// An empty field matches every text. A long or unusual expression may match.
bool MayMatch(std::string_view pattern, std::string_view text);

// True if the target may select objects of the kind. Selectors of labels and annotations are not
// evaluated.
bool MaySelect(const objects::Value& target, std::string_view group, std::string_view kind);

// Whether objects of MetalLB are changed.
enum class Change {
  kNone,
  kPossible,  // objects of every kind, and therefore objects of MetalLB if there are any
  kCertain,   // MetalLB's group or one of its kinds
};

Change ChangeOfTarget(const objects::Value& target);

}  // namespace exporter::manifests

#endif  // EXPORTER_MANIFESTS_PATCH_TARGET_H_
