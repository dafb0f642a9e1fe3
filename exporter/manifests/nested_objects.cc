#include "exporter/manifests/nested_objects.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <variant>

#include "exporter/manifests/kustomization_file.h"
#include "exporter/text/base64.h"
#include "exporter/text/visible_text.h"

namespace exporter::manifests {
namespace {

using objects::Value;
using What = FoundObject::What;

// Text in text in text: deeper text is reported.
constexpr int kMaxTextDepth = 4;

// Fields with copies or parts of objects.
constexpr std::string_view kIgnoredFields[] = {
    "annotations",   "status",     "patches",      "patchesStrategicMerge", "patchesJson6902",
    "managedFields", "generators", "transformers", "postRenderers"};

// Lists in which each element sets a single value of a chart, and the field with the name of the
// value: of an Argo CD application and of a HelmRelease of Flux.
constexpr std::pair<std::string_view, const char*> kParameters[] = {
    {"parameters", "name"}, {"fileParameters", "name"}, {"valuesFrom", "targetPath"}};

bool Contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// True for text in a string that may contain objects of MetalLB.
bool MentionsMetallb(std::string_view text) {
  return (Contains(text, "apiVersion") && Contains(text, "metallb.io/")) ||
         Contains(text, "address-pools");
}

// True if a value in `data` or `stringData` of a Secret mentions MetalLB, in base64 or as text.
bool SecretMentionsMetallb(const Value& data) {
  const auto* const fields = std::get_if<Value::Object>(&data.data);
  if (fields == nullptr) return false;
  return std::any_of(fields->begin(), fields->end(), [](const Value::Field& field) {
    const auto* const text = std::get_if<std::string>(&field.value.data);
    return text != nullptr &&
           (MentionsMetallb(*text) || MentionsMetallb(text::DecodeBase64(*text).value_or("")));
  });
}

// True for the value of address-pools: a list of objects.
bool IsPoolList(const Value& value) {
  const auto* const list = std::get_if<Value::List>(&value.data);
  return list != nullptr && std::ranges::all_of(*list, &Value::IsObject);
}

// True for a JSON patch, whose values are parts of objects.
bool IsJsonPatch(const Value::List& list) {
  return std::any_of(list.begin(), list.end(), [](const Value& element) {
    return element.Find("op") != nullptr && element.Find("path") != nullptr;
  });
}

}  // namespace

void NestedObjects::Visit(const std::string& name, const Value& value, const SourceText& source,
                          int depth) {
  if (std::holds_alternative<std::string>(value.data)) {
    VisitText(name, value, source, depth);
  } else if (const auto* const list = std::get_if<Value::List>(&value.data)) {
    if (IsJsonPatch(*list)) return;
    for (const Value& element : *list) Visit(name, element, source, depth);
  } else if (value.IsObject()) {
    VisitObject(value, source, depth);
  }
}

void NestedObjects::VisitObject(const Value& object, const SourceText& source, int depth) {
  const ObjectType type = TypeOf(object, {});
  if (type.kind == "CustomResourceDefinition") return;
  if (type.kind == "Secret" && type.IsCore()) return ReportSecret(object);
  const Value* const pools = object.Find("address-pools");
  const bool of_metallb = type.api_version.starts_with("metallb.io/");
  const bool is_config = pools != nullptr && IsPoolList(*pools);
  if (of_metallb || is_config) {
    if (IsAlias(object)) return;
    return of_metallb ? AddNested(object) : collector_.Add(What::kLegacyConfig, object, {});
  }
  for (const Value::Field& field : std::get<Value::Object>(object.data)) {
    const bool ignored = std::find(std::begin(kIgnoredFields), std::end(kIgnoredFields),
                                   field.name) != std::end(kIgnoredFields);
    if (field.name == "postRenderers" || field.name == "kustomize") ReportPatches(field.value);
    ReportParameters(field);
    // Argo CD ignores `values` if there is `valuesObject`.
    if (ignored || (field.name == "values" && object.Find("valuesObject") != nullptr)) continue;
    Visit(field.name, field.value, source, depth);
  }
}

void NestedObjects::ReportSecret(const Value& object) {
  for (const char* const key : {"data", "stringData"}) {
    const Value& data = FieldAt(object, key);
    if (!SecretMentionsMetallb(data)) continue;
    const std::string name(text::Excerpt(TextAt(FieldAt(object, "metadata"), "name")));
    return collector_.AddProblem(
        data.line, Problem::Kind::kNotChecked,
        "the data of Secret \"" + name +
            "\" mentions MetalLB, but is not checked; define address pools "
            "in another object");
  }
}

void NestedObjects::ReportPatches(const Value& value) {
  if (const auto* const renderers = std::get_if<Value::List>(&value.data)) {
    for (const Value& each : *renderers) {
      if (const Value* const kustomize = each.Find("kustomize")) ReportPatchesIn(*kustomize);
    }
  } else {
    ReportPatchesIn(value);
  }
}

void NestedObjects::ReportParameters(const Value::Field& field) {
  const auto parameters =
      std::find_if(std::begin(kParameters), std::end(kParameters),
                   [&field](const auto& each) { return each.first == field.name; });
  const auto* const list = std::get_if<Value::List>(&field.value.data);
  if (parameters == std::end(kParameters) || list == nullptr) return;
  for (const Value& element : *list) {
    const std::string_view name = TextAt(element, parameters->second);
    if (!name.starts_with("configInline") && !Contains(name, "address-pools")) continue;
    return collector_.AddProblem(element.line, Problem::Kind::kNotChecked,
                                 std::string(text::Excerpt(field.name)) + " of a chart sets " +
                                     std::string(text::Excerpt(name)) +
                                     ", which is not checked; write the pools in values");
  }
}

void NestedObjects::ReportPatchesIn(const Value& kustomize) {
  for (const std::string_view key : {"patches", "patchesStrategicMerge", "patchesJson6902"}) {
    for (const Value& patch : ListAt(kustomize, key)) {
      const bool is_object = TypeOf(patch, {}).IsMetallbKind();
      if (!is_object && ChangeOfPatch(patch) != Change::kCertain) continue;
      collector_.AddProblem(
          patch.line, Problem::Kind::kNotChecked,
          "a patch changes objects of MetalLB; render the objects to check the result");
    }
  }
}

void NestedObjects::AddNested(const Value& object) {
  if (object.Find("metadata") == nullptr && object.Find("spec") == nullptr) return;  // a reference
  const auto type_fields = collector_.TypeFieldsOf(object);
  if (!type_fields) return;
  const ObjectType type = TypeOf(*type_fields, {});
  if (const std::string typo = type.FindTypo(); !typo.empty()) {
    return collector_.AddErrorAt(object.line, typo);
  }
  if (!TextAt(FieldAt(object, "metadata"), "name").empty()) {
    return collector_.Add(What::kMetallb, object, type);
  }
  collector_.AddProblem(object.line, Problem::Kind::kNotChecked,
                        std::string(type.kind) +
                            " in another object has no metadata.name, so it is not "
                            "checked");
}

void NestedObjects::VisitText(const std::string& name, const Value& value, const SourceText& source,
                              int depth) {
  const auto& string = std::get<std::string>(value.data);
  if (!MentionsMetallb(string)) return;
  if (depth >= kMaxTextDepth) {
    return collector_.AddProblem(
        value.line, Problem::Kind::kNotChecked,
        "the text of " + std::string(text::Excerpt(name)) +
            " mentions MetalLB, but is not checked: it is nested too deeply");
  }
  const SourceText text = collector_.EmbeddedIn(value, source);
  const auto documents = text.ReadDocuments();
  if (!documents) {
    return collector_.AddProblem(
        documents.error().line, Problem::Kind::kNotChecked,
        "the text of " + std::string(text::Excerpt(name)) +
            " mentions MetalLB, but is not checked: " + NotYaml(documents.error(), string).message);
  }
  for (const Value& document : *documents) {
    if (!std::holds_alternative<std::string>(document.data)) {
      Visit(name, document, text, depth + 1);
    }
  }
}

bool NestedObjects::IsAlias(const Value& object) {
  constexpr std::size_t kMaxCompared = 100;  // bounds the time for objects in one line
  if (!collector_.has_lines()) return false;
  auto& same_line = by_line_[object.line];
  if (std::find(same_line.begin(), same_line.end(), object) != same_line.end()) return true;
  if (same_line.size() < kMaxCompared) same_line.push_back(object);
  return false;
}

}  // namespace exporter::manifests
