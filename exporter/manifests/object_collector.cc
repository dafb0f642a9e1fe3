#include "exporter/manifests/object_collector.h"

#include <utility>
#include <variant>

#include "exporter/manifests/variables.h"
#include "exporter/text/visible_text.h"

namespace exporter::manifests {

using objects::Value;

void ObjectCollector::Begin(const Value& object) {
  ++found_.documents;
  substitution_ = {IsSubstitutionDisabled(object) ? nullptr : &variables_};
}

void ObjectCollector::Add(FoundObject::What what, const Value& value, const ObjectType& type) {
  FoundObject object{what, value, std::string(type.api_version), std::string(type.kind)};
  const UnknownValues unknown = ResolveValues(substitution_, object.value);
  object.identity_unknown = unknown.identity;
  object.values_removed = unknown.other;
  for (const Problem& problem : unknown.problems) {
    if (what == FoundObject::What::kService) break;
    AddProblem(problem.line, problem.kind, problem.message);
  }
  found_.objects.push_back(std::move(object));
}

void ObjectCollector::AddProblem(int line, Problem::Kind kind, const std::string& message) {
  found_.problems.push_back({"", has_lines() ? line : 0, kind, text::Visible(message)});
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
