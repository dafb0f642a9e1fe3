// Decodes a kustomization.yaml: which files and folders it includes, and which files are only parts
// of other objects. Does not read the listed files and does not apply patches. Pure, apart from
// KustomizationFileIn.
// Source: sigs.k8s.io/kustomize, api/types/kustomization.go.

#ifndef EXPORTER_MANIFESTS_KUSTOMIZATION_FILE_H_
#define EXPORTER_MANIFESTS_KUSTOMIZATION_FILE_H_

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/manifests/patch_target.h"
#include "exporter/objects/value.h"
#include "exporter/result/result.h"

namespace exporter::manifests {

// The names in the order in which kustomize looks for them.
inline constexpr std::string_view kKustomizationNames[] = {"kustomization.yaml",
                                                           "kustomization.yml", "Kustomization"};

// True for one of these names. `name` is without a folder.
bool IsKustomizationName(std::string_view name);

// The file kustomization.yaml of a folder, or one of its other names.
std::optional<std::filesystem::path> KustomizationFileIn(const std::filesystem::path& folder);

struct KustomizationFile {
  struct Entry {
    std::string path;  // as in the file: relative to the folder of the file; may be a URL
    int line = 0;
  };

  bool is_component = false;
  // Files and folders whose objects are included: resources and bases.
  std::vector<Entry> resources;
  std::vector<Entry> components;
  // Files that are not objects of their own: patches, generators, transformers, values and so on.
  std::vector<Entry> parts;
  // The files of configMapGenerator and secretGenerator.
  std::vector<Entry> generated;
  // The literals of these generators. The path is the text after "NAME=".
  std::vector<Entry> literals;
  // The parts that may change objects: replacements.
  std::vector<Entry> changes;
  // The files of patches without a target, which change the objects that they name.
  std::vector<Entry> patch_files;
  // The files of patches with a target that selects no object of MetalLB.
  std::vector<Entry> other_patch_files;
  // The elements of patches, patchesStrategicMerge and patchesJson6902.
  std::vector<objects::Value> patches;
  // The line of the first inline patch or replacement of a MetalLB object; 0: none.
  int metallb_patch_line = 0;
  // The line of the first field that changes objects of every kind, such as namePrefix or
  // transformers; 0: none.
  int any_patch_line = 0;
};

// True for a resource that kustomize downloads.
bool IsRemote(std::string_view path);

// True for a URL of a folder on this machine, which is outside the repository.
bool IsLocalUrl(std::string_view path);

// Whether a patch changes objects of MetalLB: its target may select them, or it has no target and
// its text is such an object. `patch` has the fields `patch` and `target`, or is the text itself.
Change ChangeOfPatch(const objects::Value& patch);

// True if the text of a patch may contain an object of MetalLB, not only an annotation such as
// metallb.io/address-pool.
bool IsMetallbPatch(std::string_view text);

// Unknown fields are ignored, and so are documents after the first, as in kustomize. Errors:
// kConfig, with a line: not YAML, or not an object.
Result<KustomizationFile> ReadKustomizationFile(std::string_view text);

}  // namespace exporter::manifests

#endif  // EXPORTER_MANIFESTS_KUSTOMIZATION_FILE_H_
