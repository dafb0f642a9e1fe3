#include "exporter/manifests/value_resolver.h"

#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>

#include "exporter/manifests/object_type.h"
#include "exporter/manifests/source_text.h"
#include "exporter/manifests/variables.h"
#include "exporter/text/visible_text.h"
#include "exporter/yaml/yaml_reader.h"

namespace exporter::manifests {
namespace {

using objects::Value;

// The value of `text` if it is YAML for a number, a boolean or a list; otherwise the text.
decltype(Value::data) AsYaml(std::string text) {
  auto documents = yaml::ReadDocuments(text);
  if (!documents || documents->size() != 1) return text;
  auto& data = documents->front().data;
  const bool is_object = std::holds_alternative<Value::Object>(data) && !text.starts_with('{');
  if (is_object || std::holds_alternative<Value::Null>(data)) return text;
  return std::move(data);
}

class Resolver {
 public:
  Resolver(const Substitution& substitution, Unknown unknown)
      : substitution_(substitution), keep_(unknown == Unknown::kUnchanged) {}

  void ResolveObject(Value& object) {
    if (keep_) {
      Resolve("", object);
      return;
    }
    auto* const fields = std::get_if<Value::Object>(&object.data);
    if (fields == nullptr) return;
    std::erase_if(*fields, [this](Value::Field& field) {
      if (field.name == "sops") return true;  // about the file, not part of the object
      if (field.name == "metadata") {
        ResolveMetadata(field.value);
        return false;
      }
      return !ResolveCounted(field, unknown_.other);
    });
  }

  UnknownValues unknown() && { return std::move(unknown_); }

 private:
  void ResolveMetadata(Value& metadata) {
    if (!metadata.IsObject() && !Resolve("metadata", metadata)) {
      unknown_.identity = true;
      Value name = metadata;
      metadata.data = Value::Object{{"name", std::move(name), metadata.line}};
      return;
    }
    auto* const fields = std::get_if<Value::Object>(&metadata.data);
    if (fields == nullptr) return;
    std::erase_if(*fields, [this](Value::Field& field) {
      if (field.name == "annotations") return false;
      // An object without a namespace may be of any namespace.
      if (field.name == "namespace") return !ResolveField(field);
      const bool identifies = field.name == "name" || field.name == "labels";
      const bool known = ResolveCounted(field, identifies ? unknown_.identity : unknown_.other);
      return !known && field.name != "name";
    });
  }

  // As ResolveField. Sets `unknown` if a value in the field is not known.
  bool ResolveCounted(Value::Field& field, bool& unknown) {
    const std::size_t problems_before = unknown_.problems.size();
    const bool known = ResolveField(field);
    unknown |= unknown_.problems.size() > problems_before;
    return known;
  }

  // Returns false if the name or the value is not known.
  bool ResolveField(Value::Field& field) {
    if (auto name = Replaced(field.name, field.line, field.name)) {
      field.name = *std::move(name);
      return Resolve(field.name, field.value);
    }
    return false;
  }

  // Returns false if the value is not known. `name`: of its field.
  bool Resolve(std::string_view name, Value& value) {
    if (auto* const list = std::get_if<Value::List>(&value.data)) {
      std::erase_if(*list, [&](Value& element) { return !ResolveElement(name, element); });
    } else if (auto* const object = std::get_if<Value::Object>(&value.data)) {
      std::erase_if(*object, [&](Value::Field& field) {
        return !ResolveField(field) && !keep_ && field.name != "name";
      });
    } else if (const auto* const text = std::get_if<std::string>(&value.data)) {
      auto replaced = Replaced(name, value.line, *text);
      if (!replaced) return false;
      if (*replaced == *text) return true;
      value.data = AsYaml(*std::move(replaced));
      SetLines(value.line, value);
    }
    return true;
  }

  // Returns false if the element of the list `name` must be removed.
  bool ResolveElement(std::string_view name, Value& element) {
    const std::size_t problems_before = unknown_.problems.size();
    if (!Resolve(name, element)) return keep_;
    // An expression without one of its parts is not valid.
    return name != "matchExpressions" || unknown_.problems.size() == problems_before;
  }

  // The text with values in place of variables; nullopt: not known. `name`: of the field.
  std::optional<std::string> Replaced(std::string_view name, int line, const std::string& text) {
    const auto report = [&](Problem::Kind kind, const std::string& before,
                            const std::string& after) {
      unknown_.problems.push_back(
          {"", line, kind, before + "a value of " + std::string(text::Excerpt(name)) + after});
      return std::nullopt;
    };
    if (text.starts_with("ENC[")) {
      return report(Problem::Kind::kEncrypted, "", " is encrypted (SOPS), so it is not checked");
    }
    if (substitution_.in_template && text.find("{{") != text.npos) {
      return report(
          Problem::Kind::kUnresolved, "",
          " is not checked, because a template supplies it: " + std::string(text::Excerpt(text)));
    }
    if (substitution_.variables == nullptr || text.find('$') == text.npos) return text;
    Expansion expansion = Expand(text, *substitution_.variables);
    const std::string& missing = expansion.missing;
    if (missing.empty()) return std::move(expansion.text);
    if (substitution_.variables->contains(missing)) {
      return report(Problem::Kind::kUnresolved, "",
                    " is not checked, because it uses a function of ${" + missing +
                        "} that is not supported");
    }
    return report(Problem::Kind::kUnresolved, "${" + missing + "} has no value, so ",
                  " is not checked; write --set " + missing + "=VALUE");
  }

  const Substitution& substitution_;
  const bool keep_;
  UnknownValues unknown_;
};

}  // namespace

bool IsSubstitutionDisabled(const Value& object) {
  const Value& metadata = FieldAt(object, "metadata");
  const auto disables = [&metadata](const char* field) {
    return TextAt(FieldAt(metadata, field), "kustomize.toolkit.fluxcd.io/substitute") == "disabled";
  };
  return disables("annotations") || disables("labels");
}

UnknownValues ResolveValues(const Substitution& substitution, Unknown unknown, Value& object) {
  Resolver resolver(substitution, unknown);
  resolver.ResolveObject(object);
  return std::move(resolver).unknown();
}

}  // namespace exporter::manifests
