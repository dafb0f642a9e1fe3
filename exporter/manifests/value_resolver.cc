#include "exporter/manifests/value_resolver.h"

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
  explicit Resolver(const Substitution& substitution) : substitution_(substitution) {}

  void ResolveObject(Value& object) {
    auto* const fields = std::get_if<Value::Object>(&object.data);
    if (fields == nullptr) return;
    std::erase_if(*fields, [this](Value::Field& field) {
      if (field.name == "sops") return true;  // about the file, not part of the object
      if (field.name == "metadata") ResolveMetadata(field.value);
      return field.name != "metadata" && !Resolve(field.name, field.value);
    });
  }

  std::vector<Problem> problems() && { return std::move(problems_); }

 private:
  // An unknown name is not removed, because every object has a name.
  void ResolveMetadata(Value& metadata) {
    auto* const fields = std::get_if<Value::Object>(&metadata.data);
    if (fields == nullptr) return;
    std::erase_if(*fields, [this](Value::Field& field) {
      const bool is_text = std::holds_alternative<std::string>(field.value.data);
      const std::size_t problems_before = problems_.size();
      const bool known = Resolve(field.name, field.value);
      if (!is_text) problems_.resize(problems_before);  // labels and annotations
      return !known && field.name != "name";
    });
  }

  // Returns false if the value is not known.
  bool Resolve(std::string_view name, Value& value) {
    if (auto* const list = std::get_if<Value::List>(&value.data)) {
      std::erase_if(*list, [&](Value& element) { return !Resolve(name, element); });
    } else if (auto* const object = std::get_if<Value::Object>(&value.data)) {
      std::erase_if(*object, [&](Value::Field& field) {
        // A Service whose sharing key is not known still has one.
        return !Resolve(field.name, field.value) && !field.name.ends_with("/allow-shared-ip");
      });
    } else if (const auto* const text = std::get_if<std::string>(&value.data)) {
      return ResolveText(name, *text, value);
    }
    return true;
  }

  bool ResolveText(std::string_view name, const std::string& text, Value& value) {
    if (text.starts_with("ENC[")) {
      problems_.push_back({"", value.line, Problem::Kind::kEncrypted,
                           "a value of " + std::string(text::Excerpt(name)) +
                               " is encrypted (SOPS), so it is not checked"});
      return false;
    }
    if (substitution_.in_template && text.find("{{") != text.npos) {
      problems_.push_back({"", value.line, Problem::Kind::kUnresolved,
                           "a value of " + std::string(text::Excerpt(name)) +
                               " is not checked, because a template supplies it: " +
                               std::string(text::Excerpt(text))});
      return false;
    }
    if (substitution_.variables == nullptr || text.find('$') == text.npos) return true;
    const Variables& variables = *substitution_.variables;
    Expansion expansion = Expand(text, variables);
    if (!expansion.missing.empty()) {
      const bool has_value = variables.contains(expansion.missing);
      problems_.push_back({"", value.line, Problem::Kind::kUnresolved,
                           has_value ? "a value of " + std::string(text::Excerpt(name)) +
                                           " is not checked, because it uses a function of ${" +
                                           expansion.missing + "} that is not supported"
                                     : "${" + expansion.missing + "} has no value, so a value of " +
                                           std::string(text::Excerpt(name)) +
                                           " is not checked; write --set " + expansion.missing +
                                           "=VALUE"});
      return false;
    }
    if (expansion.text == text) return true;
    value.data = AsYaml(std::move(expansion.text));
    SetLines(value.line, value);
    return true;
  }

  const Substitution& substitution_;
  std::vector<Problem> problems_;
};

}  // namespace

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

std::vector<Problem> ResolveValues(const Substitution& substitution, Value& object) {
  Resolver resolver(substitution);
  resolver.ResolveObject(object);
  return std::move(resolver).problems();
}

}  // namespace exporter::manifests
