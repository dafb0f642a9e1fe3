#include "exporter/manifests/object_type.h"

#include <algorithm>
#include <variant>

#include "exporter/metallb/reference.h"
#include "exporter/text/ascii.h"
#include "exporter/text/suggestion.h"

namespace exporter::manifests {
namespace {

bool IsMetallbName(std::string_view kind) {
  return std::find(std::begin(kMetallbKinds), std::end(kMetallbKinds), kind) !=
         std::end(kMetallbKinds);
}

}  // namespace

const objects::Value& FieldAt(const objects::Value& object, std::string_view key) {
  static const objects::Value kNull;
  const objects::Value* const value = object.Find(key);
  return value == nullptr ? kNull : *value;
}

std::string_view TextAt(const objects::Value& object, std::string_view key) {
  const auto* const text = std::get_if<std::string>(&FieldAt(object, key).data);
  if (text == nullptr) return {};
  return *text;
}

const objects::Value::List& ListAt(const objects::Value& object, std::string_view key) {
  static const objects::Value::List kEmpty;
  const auto* const list = std::get_if<objects::Value::List>(&FieldAt(object, key).data);
  return list == nullptr ? kEmpty : *list;
}

bool ObjectType::IsMetallbKind() const {
  return IsMetallb() && (IsMetallbName(kind) || !api_version.empty());
}

bool ObjectType::MayBeRead() const {
  const std::string_view group = api_version.substr(0, api_version.find('/'));
  const bool group_fits = IsCore() || group == "metallb.io" || !metallb::IsKnown(group);
  const bool kind_fits = IsMetallbName(kind) || kind == "Service" || kind == "ConfigMap" ||
                         kind.ends_with("List") || !metallb::IsKnown(kind);
  return group_fits && kind_fits;
}

std::string ObjectType::FindTypo() const {
  const std::string lower_kind = text::ToLower(kind);
  const auto* const meant = std::find_if(
      std::begin(kMetallbKinds), std::end(kMetallbKinds),
      [&lower_kind](std::string_view each) { return text::ToLower(each) == lower_kind; });
  if (meant == std::end(kMetallbKinds)) return FindMisspelledKind();
  if (api_version.empty()) return {};
  if (IsMetallb()) {
    if (kind == *meant) return {};
    return "unknown kind \"" + std::string(kind) + "\"; did you mean " + std::string(*meant) + "?";
  }
  const bool has_group = api_version.find('/') != std::string_view::npos;
  if (has_group && !text::ToLower(api_version).starts_with("metal")) return {};
  return "unknown apiVersion \"" + std::string(api_version) + "\" of kind " + std::string(*meant) +
         "; did you mean metallb.io/" + (*meant == "BGPPeer" ? "v1beta2" : "v1beta1") + "?";
}

std::string ObjectType::FindMisspelledKind() const {
  // The kinds of lists are similar to those of their elements.
  if (api_version.empty() || !IsMetallb() || kind.ends_with("List")) return {};
  const auto similar =
      text::FindSimilar(kind, {std::begin(kMetallbKinds), std::end(kMetallbKinds)});
  if (!similar) return {};
  return "unknown kind \"" + std::string(kind) + "\"; did you mean " + std::string(*similar) + "?";
}

ObjectType TypeOf(const objects::Value& object, const ObjectType& default_type) {
  const std::string_view kind = TextAt(object, "kind");
  return kind.empty() ? default_type : ObjectType{TextAt(object, "apiVersion"), kind};
}

}  // namespace exporter::manifests
