// Patches of objects of other kinds that may change what is checked: a HelmRelease with objects of
// MetalLB in its values, or a Service that requests an address. Patches of MetalLB's own objects
// are in kustomization_file.h. Patches are not applied. Pure.

#ifndef EXPORTER_MANIFESTS_OBJECT_PATCHES_H_
#define EXPORTER_MANIFESTS_OBJECT_PATCHES_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/objects/value.h"

namespace exporter::manifests {

struct ObjectPatch {
  int line = 0;  // of the element of `patches`
  // Expressions (patch_target.h) that select objects. An empty one selects every object.
  std::string group;
  std::string kind;
  std::string name;
  std::vector<std::string> pointers;  // JSON pointers to the fields that the patch changes
  bool adds_metallb = false;          // the patch contains objects of MetalLB
};

// The documents of a patch; nullopt: not YAML. `element`: of `patches`, `patchesStrategicMerge` or
// `patchesJson6902`. `content`: the text of the file that the element names.
std::optional<std::vector<objects::Value>> PatchDocuments(const objects::Value& element,
                                                          std::string_view content);

// The patches of an element that cannot change objects of MetalLB themselves.
std::vector<ObjectPatch> ReadObjectPatches(const objects::Value& element, std::string_view content);

enum class PatchEffect {
  kNone,
  kRequest,  // of a Service
  kMetallb,  // objects of MetalLB in another object
};

// What the patch may change in the objects of a manifest.
PatchEffect EffectOf(const ObjectPatch& patch, std::string_view text);

// The message for a file that is not read because of a patch. REQUIRES: not kNone.
std::string MessageOf(PatchEffect effect, const std::string& file);

}  // namespace exporter::manifests

#endif  // EXPORTER_MANIFESTS_OBJECT_PATCHES_H_
