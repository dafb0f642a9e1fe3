#include "exporter/manifests/object_finder.h"

#include <algorithm>
#include <map>
#include <utility>
#include <variant>

#include "exporter/manifests/kustomization_file.h"
#include "exporter/manifests/object_type.h"
#include "exporter/manifests/source_text.h"
#include "exporter/manifests/value_resolver.h"
#include "exporter/manifests/variables.h"
#include "exporter/result/result.h"
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

bool Contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

bool IsObject(const Value& value) { return std::holds_alternative<Value::Object>(value.data); }

// Adds a hint to a YAML error if the text looks like a template, for example of a Helm chart.
Error NotYaml(Error error, std::string_view text) {
  constexpr std::string_view kHint = "; is this a template?";
  const bool braces = Contains(text, "{{") || Contains(text, "{%");
  if (braces && !error.message.ends_with(kHint)) error.message += kHint;
  return error;
}

bool IsEncrypted(const Value& value) {
  const auto* const text = std::get_if<std::string>(&value.data);
  return text != nullptr && text->starts_with("ENC[");
}

// True if Flux does not replace ${NAME} in the object.
bool IsSubstitutionDisabled(const Value& object) {
  const Value* const metadata = object.Find("metadata");
  if (metadata == nullptr) return false;
  const auto disables = [metadata](const char* field) {
    const Value* const entries = metadata->Find(field);
    return entries != nullptr &&
           TextAt(*entries, "kustomize.toolkit.fluxcd.io/substitute") == "disabled";
  };
  return disables("annotations") || disables("labels");
}

// True for the value of address-pools: a list of objects.
bool IsPoolList(const Value& value) {
  const auto* const list = std::get_if<Value::List>(&value.data);
  return list != nullptr && std::all_of(list->begin(), list->end(), IsObject);
}

// True for a JSON patch, whose values are parts of objects.
bool IsJsonPatch(const Value::List& list) {
  return std::any_of(list.begin(), list.end(), [](const Value& element) {
    return element.Find("op") != nullptr && element.Find("path") != nullptr;
  });
}

class ObjectFinder {
 public:
  ObjectFinder(const Variables& variables, Lines lines)
      : variables_(variables), lines_(lines), substitution_{&variables} {}

  void AddDocuments(const SourceText& source) {
    const auto documents = source.ReadDocuments();
    if (!documents) return AddError(NotYaml(documents.error(), source.text()));
    for (const Value& document : *documents) {
      if (IsObject(document)) {
        AddObject(document, {}, source);
      } else if (const auto* const list = std::get_if<Value::List>(&document.data)) {
        CheckBareList(document.line, *list);
      } else if (!document.IsNull()) {
        AddErrorAt(document.line, "must be an object, found " + std::string(document.TypeName()) +
                                      "; is this a template?");
      }
    }
  }

  FoundObjects found() && { return std::move(found_); }

 private:
  void AddProblem(int line, Problem::Kind kind, const std::string& message) {
    found_.problems.push_back(
        {"", lines_ == Lines::kNone ? 0 : line, kind, text::Visible(message)});
  }

  void AddError(const Error& error) {
    AddProblem(error.line, Problem::Kind::kUnreadable, error.message);
  }

  void AddErrorAt(int line, const std::string& what) {
    AddError(Fail(ErrorKind::kConfig, what, line).value());
  }

  // Reports a top-level list of objects, because kubectl cannot apply it. Other lists are ignored,
  // because kustomize patches may be lists.
  void CheckBareList(int line, const Value::List& list) {
    const bool objects = std::any_of(list.begin(), list.end(), [](const Value& element) {
      return !TextAt(element, "apiVersion").empty() && !TextAt(element, "kind").empty();
    });
    if (!objects) return;
    AddErrorAt(
        line,
        "must be an object, found a list; separate objects with ---, or write kind: List with "
        "items");
  }

  void AddObject(const Value& object, const ObjectType& default_type, const SourceText& source) {
    ++found_.documents;
    substitution_.variables = IsSubstitutionDisabled(object) ? nullptr : &variables_;
    const ObjectType type = TypeOf(object, default_type);
    if (const std::string typo = type.FindTypo(); !typo.empty()) {
      return AddErrorAt(object.line, typo);
    }
    if (type.kind.ends_with("List") && (type.IsCore() || type.IsMetallb())) {
      AddItems(object, {type.api_version, type.kind.substr(0, type.kind.size() - 4)}, source);
    } else if (type.kind == "ConfigMap" && type.IsCore()) {
      AddConfigMap(object, source);
    } else if (type.kind == "Service" && type.IsCore()) {
      Add(What::kService, object, type);
    } else if (type.IsMetallbKind()) {
      Add(What::kMetallb, object, type);
    } else if (type.kind.starts_with("ENC[")) {
      AddProblem(object.line, Problem::Kind::kEncryptedText,
                 "an object is encrypted (SOPS), so it is not checked");
    } else if (type.kind != "CustomResourceDefinition") {
      substitution_.in_template = true;
      VisitObject(object, source, 0);
      substitution_.in_template = false;
    }
  }

  void AddItems(const Value& list, const ObjectType& type, const SourceText& source) {
    const Value* const items = list.Find("items");
    if (items == nullptr || items->IsNull()) return;
    const auto* const elements = std::get_if<Value::List>(&items->data);
    if (elements == nullptr) {
      return AddErrorAt(items->line,
                        "items must be a list, found " + std::string(items->TypeName()));
    }
    for (const Value& element : *elements) {
      if (IsObject(element)) {
        AddObject(element, type, source);
      } else {
        AddErrorAt(element.line, "an element of items must be an object, found " +
                                     std::string(element.TypeName()));
      }
    }
  }

  void AddConfigMap(const Value& object, const SourceText& source) {
    const Value* const metadata = object.Find("metadata");
    const Value* const data = object.Find("data");
    if (data == nullptr || !IsObject(*data)) return;
    const std::string_view name = metadata == nullptr ? "" : TextAt(*metadata, "name");
    const bool of_metallb = name == "config" && TextAt(*metadata, "namespace") == "metallb-system";
    bool reported = false;
    for (const Value::Field& field : std::get<Value::Object>(data->data)) {
      const std::string place = "ConfigMap \"" + std::string(text::Excerpt(name)) + "\": data." +
                                std::string(text::Excerpt(field.name));
      const bool is_config = of_metallb && field.name == "config";
      if (!IsEncrypted(field.value)) {
        AddConfigMapField(place, field, is_config, source);
      } else if (!std::exchange(reported, true)) {  // SOPS encrypts each field
        AddProblem(field.value.line, Problem::Kind::kEncryptedText,
                   place + " is encrypted (SOPS), so it is not checked");
      }
    }
  }

  void AddConfigMapField(const std::string& place, const Value::Field& field, bool is_config,
                         const SourceText& source) {
    if (std::holds_alternative<std::string>(field.value.data)) {
      if (is_config) {
        AddConfig(place, field.value, source);
      } else {
        VisitText(field.name, field.value, source, 0);
      }
    } else if (is_config || field.value.Find("address-pools") != nullptr) {
      AddErrorAt(field.value.line, place + " must be a string, found " +
                                       std::string(field.value.TypeName()) + "; write \"" +
                                       field.name + ": |\"");
    }
  }

  // The text that MetalLB reads before 0.13.
  void AddConfig(const std::string& place, const Value& value, const SourceText& source) {
    const auto documents = EmbeddedIn(value, source).ReadDocuments();
    if (!documents) {
      const Error& error = documents.error();
      return AddErrorAt(error.line, place + ": " + error.message);
    }
    for (const Value& document : *documents) {
      if (IsObject(document)) {
        Add(What::kLegacyConfig, document, {});
      } else if (!document.IsNull()) {
        AddErrorAt(document.line,
                   place + " must be an object, found " + std::string(document.TypeName()));
      }
    }
  }

  SourceText EmbeddedIn(const Value& value, const SourceText& source) const {
    const auto& text = std::get<std::string>(value.data);
    return source.Embedded(
        value, substitution_.variables == nullptr ? text : Expand(text, variables_).text);
  }

  // Finds objects in a value that is part of another object. `name`: of the field. `depth`: of text
  // in text.
  void Visit(const std::string& name, const Value& value, const SourceText& source, int depth) {
    if (std::holds_alternative<std::string>(value.data)) {
      VisitText(name, value, source, depth);
    } else if (const auto* const list = std::get_if<Value::List>(&value.data)) {
      if (IsJsonPatch(*list)) return;
      for (const Value& element : *list) Visit(name, element, source, depth);
    } else if (IsObject(value)) {
      VisitObject(value, source, depth);
    }
  }

  void VisitObject(const Value& object, const SourceText& source, int depth) {
    const ObjectType type = TypeOf(object, {});
    if (type.kind == "CustomResourceDefinition") return;
    const Value* const pools = object.Find("address-pools");
    const bool of_metallb = type.api_version.starts_with("metallb.io/");
    const bool is_config = pools != nullptr && IsPoolList(*pools);
    if (of_metallb || is_config) {
      if (IsAlias(object)) return;
      return of_metallb ? AddNested(object, type) : Add(What::kLegacyConfig, object, {});
    }
    for (const Value::Field& field : std::get<Value::Object>(object.data)) {
      const bool ignored = std::find(std::begin(kIgnoredFields), std::end(kIgnoredFields),
                                     field.name) != std::end(kIgnoredFields);
      if (field.name == "postRenderers" || field.name == "kustomize") ReportPatches(field.value);
      // Argo CD ignores `values` if there is `valuesObject`.
      if (ignored || (field.name == "values" && object.Find("valuesObject") != nullptr)) continue;
      Visit(field.name, field.value, source, depth);
    }
  }

  // Reports patches of MetalLB's objects. `value`: `kustomize` of an Argo CD application, or
  // `postRenderers` of a Helm release.
  void ReportPatches(const Value& value) {
    if (const auto* const renderers = std::get_if<Value::List>(&value.data)) {
      for (const Value& each : *renderers) {
        if (const Value* const kustomize = each.Find("kustomize")) ReportPatchesIn(*kustomize);
      }
    } else {
      ReportPatchesIn(value);
    }
  }

  void ReportPatchesIn(const Value& kustomize) {
    for (const std::string_view key : {"patches", "patchesStrategicMerge", "patchesJson6902"}) {
      const Value* const patches = kustomize.Find(key);
      const auto* const list =
          patches == nullptr ? nullptr : std::get_if<Value::List>(&patches->data);
      if (list == nullptr) continue;
      for (const Value& patch : *list) {
        const bool is_object = TypeOf(patch, {}).IsMetallbKind();
        if (!is_object && ChangeOfPatch(patch) != Change::kCertain) continue;
        AddProblem(patch.line, Problem::Kind::kNotChecked,
                   "a patch changes objects of MetalLB; render the objects to check the result");
      }
    }
  }

  void AddNested(const Value& object, const ObjectType& type) {
    const Value* const metadata = object.Find("metadata");
    if (metadata == nullptr && object.Find("spec") == nullptr) return;  // a reference
    if (const std::string typo = type.FindTypo(); !typo.empty()) {
      return AddErrorAt(object.line, typo);
    }
    if (metadata != nullptr && !TextAt(*metadata, "name").empty()) {
      return Add(What::kMetallb, object, type);
    }
    AddProblem(object.line, Problem::Kind::kNotChecked,
               std::string(type.kind) +
                   " in another object has no metadata.name, so it is not "
                   "checked");
  }

  // Finds objects in a string that is YAML. `name`: of the field.
  void VisitText(const std::string& name, const Value& value, const SourceText& source, int depth) {
    const auto& string = std::get<std::string>(value.data);
    const bool has_object = Contains(string, "apiVersion") && Contains(string, "metallb.io/");
    if (!has_object && !Contains(string, "address-pools")) return;
    if (depth >= kMaxTextDepth) {
      return AddProblem(value.line, Problem::Kind::kNotChecked,
                        "the text of " + std::string(text::Excerpt(name)) +
                            " mentions MetalLB, but is not checked: it is nested too deeply");
    }
    const SourceText text = EmbeddedIn(value, source);
    const auto documents = text.ReadDocuments();
    if (!documents) {
      return AddProblem(documents.error().line, Problem::Kind::kNotChecked,
                        "the text of " + std::string(text::Excerpt(name)) +
                            " mentions MetalLB, but is not checked: " +
                            NotYaml(documents.error(), string).message);
    }
    for (const Value& document : *documents) {
      if (!std::holds_alternative<std::string>(document.data)) {
        Visit(name, document, text, depth + 1);
      }
    }
  }

  void Add(What what, const Value& value, const ObjectType& type) {
    FoundObject object{what, value, std::string(type.api_version), std::string(type.kind), false};
    for (Problem& problem : ResolveValues(substitution_, object.value)) {
      object.values_removed = true;
      if (what == What::kService) continue;
      AddProblem(problem.line, problem.kind, problem.message);
    }
    found_.objects.push_back(std::move(object));
  }

  // True if a nested object was found before, because an alias (*name) refers to it.
  bool IsAlias(const Value& object) {
    constexpr std::size_t kMaxCompared = 100;  // bounds the time for objects in one line
    if (lines_ == Lines::kNone) return false;
    auto& same_line = by_line_[object.line];
    if (std::find(same_line.begin(), same_line.end(), object) != same_line.end()) return true;
    if (same_line.size() < kMaxCompared) same_line.push_back(object);
    return false;
  }

  const Variables& variables_;
  const Lines lines_;
  Substitution substitution_;  // of the object that is visited
  FoundObjects found_;
  std::map<int, std::vector<Value>> by_line_;
};

}  // namespace

FoundObjects FindObjects(std::string_view text, const Variables& variables, Lines lines) {
  ObjectFinder finder(variables, lines);
  finder.AddDocuments(SourceText(text, lines == Lines::kOfFile));
  return std::move(finder).found();
}

}  // namespace exporter::manifests
