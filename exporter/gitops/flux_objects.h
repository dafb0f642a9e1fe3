// Decodes the objects of Flux that say which folders of a repository a cluster applies.
//
// The objects are Kustomizations, sources such as GitRepository, ArtifactGenerators, and
// ConfigMaps, which may supply variables. Does not read the folders (cluster_walk.h). Pure. Source:
// fluxcd/kustomize-controller, api/v1, v1beta2 and v1beta1.

#ifndef EXPORTER_GITOPS_FLUX_OBJECTS_H_
#define EXPORTER_GITOPS_FLUX_OBJECTS_H_

#include <compare>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/gitops/flux_patches.h"
#include "exporter/manifests/input.h"
#include "exporter/manifests/patch_target.h"
#include "exporter/result/result.h"

namespace exporter::gitops {

// A source of manifests, by kind and name. Empty if a Kustomization has none.
struct SourceName {
  std::string kind;  // "GitRepository", "OCIRepository", "Bucket", …
  std::string name;

  auto operator<=>(const SourceName&) const = default;
};

struct FluxSource {
  SourceName name;
  std::string place;  // the repository and the reference, to compare sources
};

// Folders that Flux copies from sources into an ExternalArtifact, which is a source of its own.
struct FluxArtifact {
  struct Copy {
    SourceName source;
    std::string from;  // a folder of the source, without "/**"
    std::string to;    // a folder of the artifact

    auto operator<=>(const Copy&) const = default;
  };

  SourceName name;
  std::vector<Copy> copies;

  auto operator<=>(const FluxArtifact&) const = default;
};

// A list of kustomizations and patches that Flux adds to the folder, each as JSON text.
struct FluxOverlay {
  std::vector<std::string> patches;
  std::vector<std::string> components;  // folders, relative to the path
  std::string name_space;
  std::string name_prefix;
  std::string name_suffix;

  bool IsEmpty() const { return *this == FluxOverlay(); }
  auto operator<=>(const FluxOverlay&) const = default;
};

struct FluxKustomization {
  std::string name;
  std::string name_space;
  int line = 0;  // of the path, or of the object
  std::string path;
  std::string path_error;  // if it is not empty: why the path is not valid
  SourceName source;
  bool other_cluster = false;  // spec.kubeConfig: the objects are applied to another cluster
  bool is_literal = false;     // Flux does not replace ${NAME} in the object
  manifests::Variables substitute;
  std::vector<std::string> config_maps;  // of substituteFrom; later ones replace values
  FluxOverlay overlay;
  manifests::Change metallb_change = manifests::Change::kNone;  // of objects in the folder
  std::vector<FluxPatch> flux_patches;  // patches of Flux's Kustomizations in the folder
  std::vector<manifests::ObjectPatch> object_patches;  // patches of other objects
};

struct FluxConfigMap {
  std::string name;
  std::string name_space;
  manifests::Variables data;
  bool is_literal = false;  // Flux does not replace ${NAME} in the object

  auto operator<=>(const FluxConfigMap&) const = default;
};

struct FluxObjects {
  std::vector<FluxKustomization> kustomizations;
  std::vector<FluxSource> sources;
  std::vector<FluxConfigMap> config_maps;
  std::vector<FluxArtifact> artifacts;
};

// Replaces variables in the fields that decide what is applied, as Flux does in the objects that it
// applies.
FluxObjects Resolved(FluxObjects objects, const manifests::Variables& variables);

// False if the text contains no Kustomization or source of Flux. A search for bytes, without
// parsing.
bool MayContainFlux(std::string_view text);

// Objects of other kinds are ignored. Suspended Kustomizations are included, because their objects
// remain in the cluster. Errors: kConfig, with a line, if the text is not YAML.
Result<FluxObjects> ReadFluxObjects(std::string_view text);

}  // namespace exporter::gitops

#endif  // EXPORTER_GITOPS_FLUX_OBJECTS_H_
