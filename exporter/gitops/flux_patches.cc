#include "exporter/gitops/flux_patches.h"

#include <algorithm>
#include <optional>
#include <variant>

#include "exporter/manifests/kustomization_file.h"
#include "exporter/manifests/object_patches.h"
#include "exporter/manifests/object_type.h"
#include "exporter/manifests/patch_target.h"

namespace exporter::gitops {
namespace {

using manifests::TextAt;
using objects::Value;
using FieldChange = FluxPatch::Change;

constexpr std::string_view kGroup = "kustomize.toolkit.fluxcd.io";
constexpr std::string_view kKind = "Kustomization";

// Fields of spec that decide which objects are applied. The other fields say when and how.
constexpr std::string_view kFields[] = {"path",
                                        "sourceRef",
                                        "kubeConfig",
                                        "patchesStrategicMerge",
                                        "patchesJson6902",
                                        "components",
                                        "namePrefix",
                                        "nameSuffix",
                                        "patches"};

// nullopt: the field does not matter.
std::optional<FieldChange> ChangeOf(std::string_view field) {
  if (field == "postBuild") return FieldChange::kVariables;
  if (std::find(std::begin(kFields), std::end(kFields), field) == std::end(kFields)) {
    return std::nullopt;
  }
  return FieldChange::kObject;
}

// True for a patch of objects that are neither MetalLB's nor Flux's.
bool IsHarmlessPatch(const Value& patch) {
  if (manifests::ChangeOfPatch(patch) != manifests::Change::kNone) return false;
  const Value* const target = patch.Find("target");
  if (target != nullptr) return !manifests::MaySelect(*target, kGroup, kKind);
  const std::string_view text = TextAt(patch, "patch");
  return !text.empty() && text.find(kGroup) == text.npos;
}

// `patches`: an element of spec.patches, or a list of these.
bool AreHarmlessPatches(const Value& patches) {
  const auto* const list = std::get_if<Value::List>(&patches.data);
  if (list == nullptr) return IsHarmlessPatch(patches);
  return std::all_of(list->begin(), list->end(), IsHarmlessPatch);
}

std::optional<FieldChange> ChangeOfSpec(const Value& spec) {
  const auto* const fields = std::get_if<Value::Object>(&spec.data);
  if (fields == nullptr) return FieldChange::kObject;
  std::optional<FieldChange> change;
  for (const Value::Field& field : *fields) {
    if (field.name == "patches" && AreHarmlessPatches(field.value)) continue;
    change = std::max(change, ChangeOf(field.name));
  }
  return change;
}

std::optional<FieldChange> ChangeOfOperation(const Value& operation) {
  constexpr std::string_view kSpec = "/spec";
  std::string_view path = TextAt(operation, "path");
  if (path.starts_with("/metadata/")) return std::nullopt;
  if (!path.starts_with("/spec/")) return FieldChange::kObject;
  path.remove_prefix(kSpec.size() + 1);
  const Value* const value = operation.Find("value");
  const bool adds_patches = path == "patches" || path == "patches/-";
  if (adds_patches && value != nullptr && AreHarmlessPatches(*value)) return std::nullopt;
  return ChangeOf(path.substr(0, path.find('/')));
}

std::optional<FieldChange> ChangeOfPatch(const Value& patch) {
  if (const auto* const operations = std::get_if<Value::List>(&patch.data)) {
    std::optional<FieldChange> change;
    for (const Value& each : *operations) change = std::max(change, ChangeOfOperation(each));
    return change;
  }
  if (patch.Find("$patch") != nullptr) return FieldChange::kObject;
  const Value* const spec = patch.Find("spec");
  return spec == nullptr ? std::nullopt : ChangeOfSpec(*spec);
}

}  // namespace

bool FluxPatch::MaySelect(std::string_view kustomization) const {
  return has_target ? manifests::MayMatch(name, kustomization) : name == kustomization;
}

PatchedFields FieldsThatChange(std::string_view kustomization, const FluxPatchScope& patches) {
  PatchedFields fields;
  for (const auto& placed : patches) {
    for (const FluxPatch& patch : placed->patches) {
      if (!patch.MaySelect(kustomization)) continue;
      auto& field = patch.change == FieldChange::kObject ? fields.object : fields.variables;
      if (!field) field = {placed->file, patch.line};
    }
  }
  return fields;
}

std::vector<FluxPatch> ReadFluxPatches(const Value& element, std::string_view content) {
  std::vector<FluxPatch> patches;
  const Value* const target = element.Find("target");
  if (target != nullptr && !manifests::MaySelect(*target, kGroup, kKind)) return patches;
  const auto values = manifests::PatchDocuments(element, content);
  const std::string target_name(target == nullptr ? "" : TextAt(*target, "name"));
  if (!values) {
    if (target != nullptr) {
      patches.push_back({element.line, FieldChange::kObject, target_name, true});
    }
    return patches;
  }
  for (const Value& value : *values) {
    const bool of_flux =
        TextAt(value, "kind") == kKind && TextAt(value, "apiVersion").starts_with(kGroup);
    if (target == nullptr && !of_flux) continue;
    const auto change = ChangeOfPatch(value);
    if (!change) continue;
    const std::string_view name = TextAt(manifests::FieldAt(value, "metadata"), "name");
    patches.push_back({element.line, *change, target == nullptr ? std::string(name) : target_name,
                       target != nullptr});
  }
  return patches;
}

}  // namespace exporter::gitops
