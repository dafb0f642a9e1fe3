// Patches of Flux's Kustomizations. They are not applied; these functions say which Kustomizations
// a patch may change, so that these are not read as they were before the patch. Pure.

#ifndef EXPORTER_GITOPS_FLUX_PATCHES_H_
#define EXPORTER_GITOPS_FLUX_PATCHES_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/gitops/place.h"
#include "exporter/manifests/object_patches.h"
#include "exporter/objects/value.h"

namespace exporter::gitops {

struct FluxPatch {
  // The fields of a Kustomization that the patch changes.
  enum class Change {
    kVariables,  // only spec.postBuild
    kObject,     // the path, the source, patches of MetalLB and so on
  };

  int line = 0;
  Change change = Change::kObject;
  // An expression (manifests/patch_target.h) of the target, or the name in the patch.
  std::string name;
  bool has_target = false;

  bool MaySelect(std::string_view kustomization) const;
};

// The patches in one file.
struct PlacedPatches {
  std::string file;  // as findings show it
  std::vector<FluxPatch> patches;
  std::vector<manifests::ObjectPatch> objects;  // patches of other objects
};

// The patches that apply to a file, the outermost first. Each element is of one kustomization.yaml,
// or of one Kustomization of Flux.
using FluxPatchScope = std::vector<std::shared_ptr<const PlacedPatches>>;

// The places of patches that may change a Kustomization; nullopt: no such patch.
struct PatchedFields {
  std::optional<Place> object;
  std::optional<Place> variables;
};

PatchedFields FieldsThatChange(std::string_view kustomization, const FluxPatchScope& patches);

// The patches in one element of `patches`, `patchesStrategicMerge` or `patchesJson6902`, that
// change Flux's Kustomizations. `content` is the text of the file that the element names.
std::vector<FluxPatch> ReadFluxPatches(const objects::Value& element, std::string_view content);

}  // namespace exporter::gitops

#endif  // EXPORTER_GITOPS_FLUX_PATCHES_H_
