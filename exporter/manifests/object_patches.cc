#include "exporter/manifests/object_patches.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <variant>

#include "exporter/manifests/kustomization_file.h"
#include "exporter/manifests/object_type.h"
#include "exporter/manifests/patch_target.h"
#include "exporter/manifests/relevance.h"
#include "exporter/yaml/yaml_reader.h"

namespace exporter::manifests {
namespace {

using objects::Value;

constexpr std::string_view kPools = "address-pools";

// True if the value contains an object of MetalLB, or text with one.
bool ContainsMetallb(const Value& value) {
  if (const auto* const text = std::get_if<std::string>(&value.data)) return IsMetallbPatch(*text);
  if (const auto* const list = std::get_if<Value::List>(&value.data)) {
    return std::any_of(list->begin(), list->end(), ContainsMetallb);
  }
  const auto* const fields = std::get_if<Value::Object>(&value.data);
  return fields != nullptr &&
         std::any_of(fields->begin(), fields->end(), [](const Value::Field& field) {
           return field.name == kPools || ContainsMetallb(field.value);
         });
}

std::string Replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string result(text);
  for (std::size_t at = 0; (at = result.find(from, at)) != std::string::npos; at += to.size()) {
    result.replace(at, from.size(), to);
  }
  return result;
}

// RFC 6901.
std::string Escaped(std::string_view key) { return Replaced(Replaced(key, "~", "~0"), "/", "~1"); }
std::string Unescaped(std::string_view token) {
  return Replaced(Replaced(token, "~1", "/"), "~0", "~");
}

const Value* ChildOf(const Value& value, const std::string& token) {
  const auto* const list = std::get_if<Value::List>(&value.data);
  if (list == nullptr) return value.Find(token);
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), index);
  const bool valid = error == std::errc() && end == token.data() + token.size();
  return valid && index < list->size() ? &(*list)[index] : nullptr;
}

// True if the field at the pointer contains an object of MetalLB, or is a part of one.
bool ChangesMetallb(const Value& object, std::string_view pointer) {
  const Value* value = &object;
  while (!pointer.empty()) {
    pointer.remove_prefix(1);  // "/"
    const std::size_t end = std::min(pointer.find('/'), pointer.size());
    const std::string token = Unescaped(pointer.substr(0, end));
    pointer.remove_prefix(end);
    const bool in_metallb = TextAt(*value, "apiVersion").starts_with("metallb.io/");
    value = ChildOf(*value, token);
    if (in_metallb || (value != nullptr && token == kPools)) return true;
    if (value == nullptr) return false;
  }
  return ContainsMetallb(*value);
}

// True if the field decides which address a Service requests.
bool ChangesRequest(std::string_view pointer) {
  constexpr std::string_view kFields[] = {"",
                                          "/metadata",
                                          "/metadata/annotations",
                                          "/spec",
                                          "/spec/type",
                                          "/spec/loadBalancerIP",
                                          "/spec/loadBalancerClass"};
  return std::find(std::begin(kFields), std::end(kFields), pointer) != std::end(kFields) ||
         pointer.starts_with("/metadata/annotations/metallb.");
}

// The fields of a strategic patch. A list counts as one field.
void AddPointers(const Value& patch, const std::string& pointer,
                 std::vector<std::string>& pointers) {
  const auto* const fields = std::get_if<Value::Object>(&patch.data);
  const bool replaces = patch.Find("$patch") != nullptr;
  if (fields == nullptr || fields->empty() || replaces) return pointers.push_back(pointer);
  for (const Value::Field& field : *fields) {
    AddPointers(field.value, pointer + '/' + Escaped(field.name), pointers);
  }
}

void AddOperations(const Value::List& operations, ObjectPatch& patch) {
  for (const Value& operation : operations) {
    const std::string_view path = TextAt(operation, "path");
    patch.pointers.emplace_back(path.starts_with('/') ? path : "");
    const std::string_view from = TextAt(operation, "from");
    if (from.starts_with('/')) patch.pointers.emplace_back(from);
    patch.adds_metallb |= ContainsMetallb(FieldAt(operation, "value"));
  }
}

// False if the text certainly has no object that the patch changes. A search for bytes, because
// parsing is slow.
bool MayConcern(const ObjectPatch& patch, std::string_view text) {
  constexpr std::string_view kService = "Service";
  const bool is_service = text.find(kService) != text.npos && MayMatch(patch.kind, kService);
  if (!is_service && !IsMetallbPatch(text)) return false;
  const bool plain = std::all_of(patch.name.begin(), patch.name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
  return !plain || text.find(patch.name) != text.npos;
}

std::string_view GroupOf(const Value& object) {
  const std::string_view version = TextAt(object, "apiVersion");
  const std::size_t slash = version.find('/');
  return slash == version.npos ? std::string_view() : version.substr(0, slash);
}

PatchEffect EffectOn(const Value& object, const ObjectPatch& patch) {
  const std::string_view kind = TextAt(object, "kind");
  const bool selected = MayMatch(patch.group, GroupOf(object)) && MayMatch(patch.kind, kind) &&
                        MayMatch(patch.name, TextAt(FieldAt(object, "metadata"), "name"));
  if (!selected) return PatchEffect::kNone;
  const auto& pointers = patch.pointers;
  if (kind == "Service") {
    return std::any_of(pointers.begin(), pointers.end(), ChangesRequest) ? PatchEffect::kRequest
                                                                         : PatchEffect::kNone;
  }
  const bool changes = std::any_of(
      pointers.begin(), pointers.end(),
      [&object](const std::string& pointer) { return ChangesMetallb(object, pointer); });
  return changes ? PatchEffect::kMetallb : PatchEffect::kNone;
}

}  // namespace

std::optional<std::vector<Value>> PatchDocuments(const Value& element, std::string_view content) {
  const Value* const patch = element.Find("patch");
  const Value& inner = patch == nullptr ? element : *patch;
  const auto* const text = std::get_if<std::string>(&inner.data);
  const bool is_object =
      std::holds_alternative<Value::List>(inner.data) || inner.Find("apiVersion") != nullptr;
  if (is_object) return std::vector<Value>{inner};
  auto documents = yaml::ReadDocuments(text != nullptr && content.empty() ? *text : content);
  if (!documents) return std::nullopt;
  return *std::move(documents);
}

std::vector<ObjectPatch> ReadObjectPatches(const Value& element, std::string_view content) {
  std::vector<ObjectPatch> patches;
  const Value* const target = element.Find("target");
  if (target != nullptr && ChangeOfTarget(*target) == Change::kCertain) return patches;
  const auto documents = PatchDocuments(element, content);
  if (!documents) return patches;
  for (const Value& document : *documents) {
    ObjectPatch patch = {.line = element.line};
    if (target != nullptr) {
      patch.group = TextAt(*target, "group");
      patch.kind = TextAt(*target, "kind");
      patch.name = TextAt(*target, "name");
    } else {
      patch.group = GroupOf(document);
      patch.kind = TextAt(document, "kind");
      patch.name = TextAt(FieldAt(document, "metadata"), "name");
      if (patch.kind.empty() || patch.group == "metallb.io") continue;
    }
    if (const auto* const operations = std::get_if<Value::List>(&document.data)) {
      AddOperations(*operations, patch);
    } else {
      AddPointers(document, "", patch.pointers);
      patch.adds_metallb = GroupOf(document) != "metallb.io" && ContainsMetallb(document);
    }
    patches.push_back(std::move(patch));
  }
  return patches;
}

PatchEffect EffectOf(const ObjectPatch& patch, std::string_view text) {
  PatchEffect effect = PatchEffect::kNone;
  if (!MayMatter(text) || !MayConcern(patch, text)) return effect;
  const auto documents = yaml::ReadDocuments(text);
  if (!documents) return effect;
  for (const Value& document : *documents) {
    effect = std::max(effect, EffectOn(document, patch));
    if (TextAt(document, "kind") != "List") continue;
    for (const Value& item : ListAt(document, "items")) {
      effect = std::max(effect, EffectOn(item, patch));
    }
  }
  return effect;
}

std::string MessageOf(PatchEffect effect, const std::string& file) {
  const std::string what = effect == PatchEffect::kRequest ? "the address that a Service requests"
                                                           : "objects of MetalLB";
  return "patches " + what + " in " + file +
         ", which is therefore not read; use --render kustomize";
}

}  // namespace exporter::manifests
