#include "exporter/gitops/knowledge.h"

#include <algorithm>
#include <filesystem>
#include <string_view>

namespace exporter::gitops {
namespace {

constexpr std::string_view kGit = "GitRepository";

bool HasPlaceOfRoot(const SourceName& source, const Knowledge& knowledge) {
  const auto place = knowledge.places.find(source);
  return place != knowledge.places.end() &&
         std::any_of(knowledge.roots.begin(), knowledge.roots.end(), [&](const SourceName& root) {
           const auto found = knowledge.places.find(root);
           return found != knowledge.places.end() && found->second == place->second;
         });
}

// False for a value that contains another variable, which has no value, or that SOPS encrypted.
bool IsKnown(std::string_view value) {
  return value.find("${") == value.npos && !value.starts_with("ENC[");
}

// The ConfigMap that the Kustomization names. A namespace that only kustomize adds is unknown here,
// so an empty namespace matches every namespace. nullptr: not known.
const FluxConfigMap* FindConfigMap(const std::string& name, const std::string& name_space,
                                   const Knowledge& knowledge) {
  const FluxConfigMap* found = nullptr;
  for (const FluxConfigMap& each : knowledge.config_maps) {
    if (each.name != name) continue;
    if (each.name_space == name_space) return &each;
    if (found == nullptr && (each.name_space.empty() || name_space.empty())) found = &each;
  }
  return found;
}

}  // namespace

void Learn(const FluxObjects& objects, Knowledge& knowledge) {
  for (const FluxKustomization& each : objects.kustomizations) {
    if (!each.source.name.empty()) knowledge.used.insert(each.source);
  }
  for (const FluxSource& each : objects.sources) knowledge.places[each.name] = each.place;
  for (const FluxConfigMap& each : objects.config_maps) knowledge.config_maps.insert(each);
  knowledge.artifacts.insert(objects.artifacts.begin(), objects.artifacts.end());
}

bool IsThisRepository(const SourceName& source, const Knowledge& knowledge) {
  if (source.name.empty() || knowledge.roots.contains(source)) return true;
  if (!knowledge.roots.empty()) return HasPlaceOfRoot(source, knowledge);
  if (source.kind != kGit) return false;
  const SourceName bootstrap = {std::string(kGit), "flux-system"};
  if (knowledge.used.contains(bootstrap)) return source == bootstrap;
  return std::count_if(knowledge.used.begin(), knowledge.used.end(),
                       [](const SourceName& each) { return each.kind == kGit; }) <= 1;
}

std::optional<std::string> PathInRepository(const FluxKustomization& kustomization,
                                            const Knowledge& knowledge) {
  if (IsThisRepository(kustomization.source, knowledge)) return kustomization.path;
  const std::filesystem::path path =
      std::filesystem::path("/" + kustomization.path).lexically_normal();
  for (const FluxArtifact& artifact : knowledge.artifacts) {
    if (artifact.name != kustomization.source) continue;
    for (const FluxArtifact::Copy& copy : artifact.copies) {
      const std::filesystem::path rest = path.lexically_relative("/" + copy.to);
      const bool inside = !rest.empty() && *rest.begin() != "..";
      if (!inside || !IsThisRepository(copy.source, knowledge)) continue;
      return (std::filesystem::path(copy.from) / rest).lexically_normal().string();
    }
  }
  return std::nullopt;
}

manifests::Variables VariablesOf(const FluxKustomization& kustomization,
                                 const Knowledge& knowledge) {
  manifests::Variables variables;
  for (const std::string& name : kustomization.config_maps) {
    const FluxConfigMap* const map = FindConfigMap(name, kustomization.name_space, knowledge);
    if (map == nullptr) continue;
    for (const auto& [key, value] : map->data) variables[key] = value;
  }
  for (const auto& [key, value] : kustomization.substitute) variables[key] = value;
  std::erase_if(variables, [](const auto& each) { return !IsKnown(each.second); });
  return variables;
}

}  // namespace exporter::gitops
