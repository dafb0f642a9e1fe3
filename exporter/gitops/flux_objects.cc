#include "exporter/gitops/flux_objects.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <utility>
#include <variant>

#include "exporter/gitops/json_text.h"
#include "exporter/manifests/kustomization_file.h"
#include "exporter/manifests/object_type.h"
#include "exporter/manifests/value_resolver.h"
#include "exporter/manifests/variables.h"
#include "exporter/objects/value.h"
#include "exporter/yaml/yaml_reader.h"

namespace exporter::gitops {
namespace {

using manifests::Change;
using manifests::FieldAt;
using manifests::ListAt;
using manifests::TextAt;
using objects::Value;

// The text of a scalar; nullopt for other values.
std::optional<std::string> ScalarText(const Value& value) {
  if (const auto* const text = std::get_if<std::string>(&value.data)) return *text;
  if (const auto* const number = std::get_if<std::int64_t>(&value.data)) {
    return std::to_string(*number);
  }
  if (const auto* const number = std::get_if<Value::Number>(&value.data)) return number->text;
  if (const auto* const flag = std::get_if<bool>(&value.data)) return *flag ? "true" : "false";
  return std::nullopt;
}

// Flux removes line breaks from values.
manifests::Variables VariablesIn(const Value& map) {
  manifests::Variables variables;
  const auto* const fields = std::get_if<Value::Object>(&map.data);
  if (fields == nullptr) return variables;
  for (const Value::Field& field : *fields) {
    auto text = ScalarText(field.value);
    if (!text) continue;
    std::erase(*text, '\n');
    variables[field.name] = *std::move(text);
  }
  return variables;
}

// A patch with the fields `patch` and `target`, as JSON text.
std::string PatchText(const std::string& patch, const Value& target) {
  Value::Object fields;
  fields.push_back({"patch", {patch}});
  if (!target.IsNull()) fields.push_back({"target", target});
  return JsonText({std::move(fields)});
}

void AddChange(Change change, FluxKustomization& kustomization) {
  kustomization.metallb_change = std::max(kustomization.metallb_change, change);
}

void AddFluxPatches(const Value& patch, FluxKustomization& kustomization) {
  for (FluxPatch& each : ReadFluxPatches(patch, "")) {
    kustomization.flux_patches.push_back(std::move(each));
  }
  for (manifests::ObjectPatch& each : manifests::ReadObjectPatches(patch, "")) {
    kustomization.object_patches.push_back(std::move(each));
  }
}

void AddPatches(const Value& spec, FluxKustomization& kustomization) {
  const FluxOverlay& overlay = kustomization.overlay;
  if (!overlay.name_prefix.empty() || !overlay.name_suffix.empty()) {
    AddChange(Change::kPossible, kustomization);
  }
  std::vector<std::string>& patches = kustomization.overlay.patches;
  for (const Value& patch : ListAt(spec, "patches")) {
    patches.push_back(PatchText(std::string(TextAt(patch, "patch")), FieldAt(patch, "target")));
    AddChange(manifests::ChangeOfPatch(patch), kustomization);
    AddFluxPatches(patch, kustomization);
  }
  // The next two fields exist up to v1beta2. Their patches are objects and not texts.
  for (const Value& patch : ListAt(spec, "patchesStrategicMerge")) {
    patches.push_back(PatchText(JsonText(patch), {}));
    if (manifests::IsMetallbPatch(JsonText(patch))) AddChange(Change::kCertain, kustomization);
    AddFluxPatches(patch, kustomization);
  }
  for (const Value& patch : ListAt(spec, "patchesJson6902")) {
    patches.push_back(PatchText(JsonText(FieldAt(patch, "patch")), FieldAt(patch, "target")));
    AddChange(manifests::ChangeOfPatch(patch), kustomization);
    AddFluxPatches(patch, kustomization);
  }
}

void AddPostBuild(const Value& post_build, FluxKustomization& kustomization) {
  kustomization.substitute = VariablesIn(FieldAt(post_build, "substitute"));
  for (const Value& reference : ListAt(post_build, "substituteFrom")) {
    if (TextAt(reference, "kind") != "ConfigMap") continue;  // a Secret's values are not shown
    kustomization.config_maps.emplace_back(TextAt(reference, "name"));
  }
}

FluxKustomization DecodeKustomization(const Value& object) {
  const Value& metadata = FieldAt(object, "metadata");
  const Value& spec = FieldAt(object, "spec");
  const Value& source = FieldAt(spec, "sourceRef");
  const Value& path = FieldAt(spec, "path");
  FluxKustomization kustomization = {
      .name = std::string(TextAt(metadata, "name")),
      .name_space = std::string(TextAt(metadata, "namespace")),
      .line = path.line != 0 ? path.line : object.line,
      .path = ScalarText(path).value_or(""),
      .path_error = path.IsNull() || ScalarText(path)
                        ? ""
                        : "path must be a string, found " + std::string(path.TypeName()),
      .source = {std::string(TextAt(source, "kind")), std::string(TextAt(source, "name"))},
      .other_cluster = !FieldAt(spec, "kubeConfig").IsNull(),
      .is_literal = manifests::IsSubstitutionDisabled(object),
      .substitute = {},
      .config_maps = {},
      .overlay = {.patches = {},
                  .components = {},
                  .name_space = std::string(TextAt(spec, "targetNamespace")),
                  .name_prefix = std::string(TextAt(spec, "namePrefix")),
                  .name_suffix = std::string(TextAt(spec, "nameSuffix"))},
      .flux_patches = {},
      .object_patches = {},
  };
  for (const Value& component : ListAt(spec, "components")) {
    if (auto text = ScalarText(component)) {
      kustomization.overlay.components.push_back(*std::move(text));
    }
  }
  AddPatches(spec, kustomization);
  AddPostBuild(FieldAt(spec, "postBuild"), kustomization);
  return kustomization;
}

// The part of a URL that names the repository: "git.example.com/fleet" of
// "https://user@git.example.com/fleet.git".
std::string RepositoryIn(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme != url.npos) url.remove_prefix(scheme + 3);
  const std::size_t user = url.substr(0, url.find('/')).rfind('@');
  if (user != url.npos) url.remove_prefix(user + 1);
  while (url.ends_with('/')) url.remove_suffix(1);
  if (url.ends_with(".git")) url.remove_suffix(4);
  return std::string(url);
}

FluxSource DecodeSource(const Value& object, std::string_view kind) {
  const Value& spec = FieldAt(object, "spec");
  return {{std::string(kind), std::string(TextAt(FieldAt(object, "metadata"), "name"))},
          RepositoryIn(TextAt(spec, "url")) + ' ' + JsonText(FieldAt(spec, "ref"))};
}

// The path in "@repo/apps/base/**": "apps/base".
std::string PathInCopy(std::string_view text) {
  text.remove_prefix(std::min(text.find('/'), text.size()));
  if (text.ends_with("**")) text.remove_suffix(2);
  while (text.starts_with('/')) text.remove_prefix(1);
  while (text.ends_with('/')) text.remove_suffix(1);
  return std::string(text);
}

// An ArtifactGenerator defines ExternalArtifacts. Copies of other patterns than whole folders are
// ignored.
void AddArtifacts(const Value& spec, std::vector<FluxArtifact>& artifacts) {
  std::map<std::string, SourceName, std::less<>> sources;
  for (const Value& source : ListAt(spec, "sources")) {
    sources["@" + std::string(TextAt(source, "alias"))] = {std::string(TextAt(source, "kind")),
                                                           std::string(TextAt(source, "name"))};
  }
  for (const Value& artifact : ListAt(spec, "artifacts")) {
    FluxArtifact added = {{"ExternalArtifact", std::string(TextAt(artifact, "name"))}, {}};
    for (const Value& copy : ListAt(artifact, "copy")) {
      const std::string_view from = TextAt(copy, "from");
      const auto source = sources.find(from.substr(0, from.find('/')));
      if (source == sources.end()) continue;
      std::string folder = PathInCopy(from);
      if (folder.find('*') != folder.npos) continue;
      added.copies.push_back({source->second, std::move(folder), PathInCopy(TextAt(copy, "to"))});
    }
    artifacts.push_back(std::move(added));
  }
}

void AddObject(const Value& object, FluxObjects& objects) {
  const std::string_view version = TextAt(object, "apiVersion");
  const std::string_view kind = TextAt(object, "kind");
  if (version == "v1" && kind == "List") {
    for (const Value& item : ListAt(object, "items")) {
      if (TextAt(item, "kind") != "List") AddObject(item, objects);
    }
  } else if (kind == "Kustomization" && version.starts_with("kustomize.toolkit.fluxcd.io/")) {
    objects.kustomizations.push_back(DecodeKustomization(object));
  } else if (version.starts_with("source.toolkit.fluxcd.io/")) {
    objects.sources.push_back(DecodeSource(object, kind));
  } else if (kind == "ArtifactGenerator" && version.starts_with("source.extensions.fluxcd.io/")) {
    AddArtifacts(FieldAt(object, "spec"), objects.artifacts);
  } else if (version == "v1" && kind == "ConfigMap") {
    const Value& metadata = FieldAt(object, "metadata");
    objects.config_maps.push_back(
        {std::string(TextAt(metadata, "name")), std::string(TextAt(metadata, "namespace")),
         VariablesIn(FieldAt(object, "data")), manifests::IsSubstitutionDisabled(object)});
  }
}

}  // namespace

FluxObjects Resolved(FluxObjects objects, const manifests::Variables& variables) {
  if (variables.empty()) return objects;
  const auto replace = [&variables](std::string& text) {
    text = manifests::Expand(text, variables).text;
  };
  for (FluxKustomization& each : objects.kustomizations) {
    if (each.is_literal) continue;
    replace(each.path);
    replace(each.source.name);
    for (auto& [name, value] : each.substitute) replace(value);
    for (std::string& name : each.config_maps) replace(name);
    for (std::string& patch : each.overlay.patches) replace(patch);
    for (std::string& component : each.overlay.components) replace(component);
  }
  for (FluxConfigMap& each : objects.config_maps) {
    if (each.is_literal) continue;
    for (auto& [name, value] : each.data) replace(value);
  }
  return objects;
}

bool MayContainFlux(std::string_view text) {
  return text.find("toolkit.fluxcd.io/v") != text.npos ||
         text.find("source.extensions.fluxcd.io/v") != text.npos;
}

Result<FluxObjects> ReadFluxObjects(std::string_view text) {
  const auto documents = yaml::ReadDocuments(text);
  if (!documents) return tl::unexpected(documents.error());
  FluxObjects objects;
  for (const Value& document : *documents) AddObject(document, objects);
  return objects;
}

}  // namespace exporter::gitops
