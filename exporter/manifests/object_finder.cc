#include "exporter/manifests/object_finder.h"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>

#include "exporter/manifests/nested_objects.h"
#include "exporter/manifests/object_collector.h"
#include "exporter/manifests/object_type.h"
#include "exporter/manifests/source_text.h"
#include "exporter/result/result.h"
#include "exporter/text/visible_text.h"

namespace exporter::manifests {
namespace {

using objects::Value;
using What = FoundObject::What;

bool IsEncrypted(const Value& value) {
  const auto* const text = std::get_if<std::string>(&value.data);
  return text != nullptr && text->starts_with("ENC[");
}

class ObjectFinder {
 public:
  explicit ObjectFinder(ObjectCollector& collector) : collector_(collector), nested_(collector) {}

  void AddDocuments(const SourceText& source) {
    const auto documents = source.ReadDocuments();
    if (!documents) {
      const Error error = NotYaml(documents.error(), source.text());
      return collector_.AddErrorAt(error.line, error.message);
    }
    for (const Value& document : *documents) {
      if (document.IsObject()) {
        AddObject(document, {}, source);
      } else if (const auto* const list = std::get_if<Value::List>(&document.data)) {
        CheckBareList(document.line, *list);
      } else if (!document.IsNull()) {
        collector_.AddErrorAt(document.line, "must be an object, found " +
                                                 std::string(document.TypeName()) +
                                                 "; is this a template?");
      }
    }
  }

 private:
  // Reports a top-level list of objects, because kubectl cannot apply it. Other lists are ignored,
  // because kustomize patches may be lists.
  void CheckBareList(int line, const Value::List& list) {
    const bool objects = std::any_of(list.begin(), list.end(), [](const Value& element) {
      return !TextAt(element, "apiVersion").empty() && !TextAt(element, "kind").empty();
    });
    if (!objects) return;
    collector_.AddErrorAt(
        line,
        "must be an object, found a list; separate objects with ---, or write kind: List with "
        "items");
  }

  void AddObject(const Value& object, const ObjectType& default_type, const SourceText& source) {
    collector_.Begin(object);
    const auto type_fields = collector_.TypeFieldsOf(object);
    if (!type_fields) return;
    const ObjectType type = TypeOf(*type_fields, default_type);
    if (const std::string typo = type.FindTypo(); !typo.empty()) {
      return collector_.AddErrorAt(object.line, typo);
    }
    if (type.kind.ends_with("List") && (type.IsCore() || type.IsMetallb())) {
      AddItems(object, {type.api_version, type.kind.substr(0, type.kind.size() - 4)}, source);
    } else if (type.kind == "ConfigMap" && type.IsCore()) {
      AddConfigMap(object, source);
    } else if (type.kind == "Secret" && type.IsCore()) {
      nested_.ReportSecret(object);
    } else if (type.kind == "Service" && type.IsCore()) {
      collector_.Add(What::kService, object, type);
    } else if (type.IsMetallbKind()) {
      collector_.Add(What::kMetallb, object, type);
    } else if (type.kind != "CustomResourceDefinition") {
      collector_.ExpectTemplate();
      nested_.FindIn(object, source);
    }
  }

  void AddItems(const Value& list, const ObjectType& type, const SourceText& source) {
    const Value* const items = list.Find("items");
    if (items == nullptr || items->IsNull()) return;
    const auto* const elements = std::get_if<Value::List>(&items->data);
    if (elements == nullptr) {
      return collector_.AddErrorAt(items->line,
                                   "items must be a list, found " + std::string(items->TypeName()));
    }
    for (const Value& element : *elements) {
      if (element.IsObject()) {
        AddObject(element, type, source);
      } else {
        collector_.AddErrorAt(element.line, "an element of items must be an object, found " +
                                                std::string(element.TypeName()));
      }
    }
  }

  void AddConfigMap(const Value& object, const SourceText& source) {
    const Value& metadata = FieldAt(object, "metadata");
    const Value* const data = object.Find("data");
    if (data == nullptr || !data->IsObject()) return;
    const std::string_view name = TextAt(metadata, "name");
    const bool of_metallb = name == "config" && TextAt(metadata, "namespace") == "metallb-system";
    bool reported = false;
    for (const Value::Field& field : std::get<Value::Object>(data->data)) {
      const std::string place = "ConfigMap \"" + std::string(text::Excerpt(name)) + "\": data." +
                                std::string(text::Excerpt(field.name));
      const bool is_config = of_metallb && field.name == "config";
      if (!IsEncrypted(field.value)) {
        AddConfigMapField(place, field, is_config, source);
      } else if (!std::exchange(reported, true)) {  // SOPS encrypts each field
        collector_.AddEncrypted(field.value.line, place);
      }
    }
  }

  void AddConfigMapField(const std::string& place, const Value::Field& field, bool is_config,
                         const SourceText& source) {
    if (std::holds_alternative<std::string>(field.value.data)) {
      if (is_config) {
        AddConfig(place, field.value, source);
      } else {
        nested_.FindInText(field.name, field.value, source);
      }
    } else if (is_config || field.value.Find("address-pools") != nullptr) {
      collector_.AddErrorAt(field.value.line, place + " must be a string, found " +
                                                  std::string(field.value.TypeName()) +
                                                  "; write \"" + field.name + ": |\"");
    }
  }

  // The text that MetalLB reads before 0.13.
  void AddConfig(const std::string& place, const Value& value, const SourceText& source) {
    const auto documents = collector_.EmbeddedIn(value, source).ReadDocuments();
    if (!documents) {
      const Error& error = documents.error();
      return collector_.AddErrorAt(error.line, place + ": " + error.message);
    }
    for (const Value& document : *documents) {
      if (document.IsObject()) {
        collector_.Add(What::kLegacyConfig, document, {});
      } else if (!document.IsNull()) {
        collector_.AddErrorAt(
            document.line, place + " must be an object, found " + std::string(document.TypeName()));
      }
    }
  }

  ObjectCollector& collector_;
  NestedObjects nested_;
};

}  // namespace

FoundObjects FindObjects(std::string_view text, const Variables& variables, Lines lines) {
  ObjectCollector collector(variables, lines);
  ObjectFinder(collector).AddDocuments(SourceText(text, collector.has_lines()));
  return std::move(collector).found();
}

}  // namespace exporter::manifests
