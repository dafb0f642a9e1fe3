// The sources and variables that the objects of a cluster define.
//
// An object may be found after an object that needs it. Therefore a cluster is walked again with
// the knowledge of the earlier walk, until nothing new is found. Plain values, pure.

#ifndef EXPORTER_GITOPS_KNOWLEDGE_H_
#define EXPORTER_GITOPS_KNOWLEDGE_H_

#include <map>
#include <optional>
#include <set>
#include <string>

#include "exporter/gitops/flux_objects.h"
#include "exporter/manifests/input.h"

namespace exporter::gitops {

struct Knowledge {
  // The sources of Kustomizations whose path contains the cluster's own files: this repository.
  std::set<SourceName> roots;
  std::set<SourceName> used;                 // by any Kustomization
  std::map<SourceName, std::string> places;  // of the defined sources
  std::set<FluxConfigMap> config_maps;
  std::set<FluxArtifact> artifacts;

  bool operator==(const Knowledge&) const = default;
};

// Adds what the objects say, except `roots`.
void Learn(const FluxObjects& objects, Knowledge& knowledge);

// True if the source is this repository. A Kustomization without a source counts as such.
//
// If the root Kustomization is known, its source is this repository, and so is each source with the
// same URL and reference. Else the GitRepository "flux-system" is, because `flux bootstrap` creates
// it. Else the only GitRepository is.
bool IsThisRepository(const SourceName& source, const Knowledge& knowledge);

// The path in this repository that the Kustomization names; nullopt if its source is another
// repository. If the source is an ExternalArtifact, the path is the original of the copied folder.
std::optional<std::string> PathInRepository(const FluxKustomization& kustomization,
                                            const Knowledge& knowledge);

// The variables of the Kustomization whose values are known. A ConfigMap that is not known supplies
// none.
manifests::Variables VariablesOf(const FluxKustomization& kustomization,
                                 const Knowledge& knowledge);

}  // namespace exporter::gitops

#endif  // EXPORTER_GITOPS_KNOWLEDGE_H_
