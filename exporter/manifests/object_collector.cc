#include "exporter/manifests/object_collector.h"

#include <utility>
#include <variant>

#include "exporter/manifests/variables.h"
#include "exporter/metallb/service_request.h"
#include "exporter/objects/wanted_field.h"

namespace exporter::manifests {

using objects::Value;

void ObjectCollector::Begin(const Value& object) {
  ++found_.documents;
  substitution_ = {IsSubstitutionDisabled(object) ? nullptr : &variables_};
}

std::optional<Value> ObjectCollector::TypeFieldsOf(const Value& object) {
  static constexpr objects::WantedField kFields[] = {{"apiVersion"}, {"kind"}};
  Value fields = Select(object, kFields);
  const UnknownValues unknown = ResolveValues(substitution_, Unknown::kUnchanged, fields);
  if (unknown.problems.empty() || !TypeOf(fields, {}).MayBeRead()) return fields;
  const Problem& problem = unknown.problems.front();
  if (problem.kind == Problem::Kind::kEncrypted) {
    AddEncrypted(problem.line, "an object");
  } else {
    AddProblem(problem.line, problem.kind, problem.message);
  }
  found_.incomplete = true;
  return std::nullopt;
}

void ObjectCollector::Add(FoundObject::What what, const Value& value, const ObjectType& type) {
  FoundObject object{what, value, std::string(type.api_version), std::string(type.kind), {}};
  const bool is_service = what == FoundObject::What::kService;
  if (is_service) object.value = Select(value, metallb::ServiceRequestFields());
  object.unknown = ResolveValues(
      substitution_, is_service ? Unknown::kUnchanged : Unknown::kRemoved, object.value);
  for (Problem& problem : object.unknown.problems) {
    problem.line = has_lines() ? problem.line : 0;
  }
  found_.objects.push_back(std::move(object));
}

void ObjectCollector::AddProblem(int line, Problem::Kind kind, const std::string& message) {
  found_.problems.push_back({"", has_lines() ? line : 0, kind, message});
}

void ObjectCollector::AddEncrypted(int line, const std::string& what) {
  AddProblem(line, Problem::Kind::kEncrypted, what + " is encrypted (SOPS), so it is not checked");
  found_.incomplete = true;
}

void ObjectCollector::AddErrorAt(int line, const std::string& message) {
  AddProblem(line, Problem::Kind::kUnreadable, message);
}

SourceText ObjectCollector::EmbeddedIn(const Value& value, const SourceText& source) const {
  const auto& text = std::get<std::string>(value.data);
  return source.Embedded(value,
                         substitution_.variables == nullptr ? text : Expand(text, variables_).text);
}

Error NotYaml(Error error, std::string_view text) {
  constexpr std::string_view kHint = "; is this a template?";
  const bool braces = text.find("{{") != text.npos || text.find("{%") != text.npos;
  if (braces && !error.message.ends_with(kHint)) error.message += kHint;
  return error;
}

}  // namespace exporter::manifests
