// Collects the objects and problems of one manifest while object_finder.h finds them. Removes
// values that are not known from the objects, and replaces variables. One thread.

#ifndef EXPORTER_MANIFESTS_OBJECT_COLLECTOR_H_
#define EXPORTER_MANIFESTS_OBJECT_COLLECTOR_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "exporter/manifests/found_objects.h"
#include "exporter/manifests/input.h"
#include "exporter/manifests/object_type.h"
#include "exporter/manifests/source_text.h"
#include "exporter/manifests/value_resolver.h"
#include "exporter/objects/value.h"
#include "exporter/result/result.h"

namespace exporter::manifests {

class ObjectCollector {
 public:
  // `variables` must outlive the collector.
  ObjectCollector(const Variables& variables, Lines lines)
      : variables_(variables), lines_(lines), substitution_{&variables} {}

  // Begins an object that is not part of another object. Its labels and annotations decide whether
  // variables are replaced in it.
  void Begin(const objects::Value& object);

  // Another program may replace {{NAME}} in the current object.
  void ExpectTemplate() { substitution_.in_template = true; }

  // The fields apiVersion and kind of an object, with values in place of variables. Returns nullopt
  // and reports the object if they are not known, and may be those of an object that is read.
  std::optional<objects::Value> TypeFieldsOf(const objects::Value& object);

  void Add(FoundObject::What what, const objects::Value& value, const ObjectType& type);

  void AddProblem(int line, Problem::Kind kind, const std::string& message);

  // Reports an object or a text that may contain objects.
  void AddEncrypted(int line, const std::string& what);

  // As AddProblem with kUnreadable.
  void AddErrorAt(int line, const std::string& message);

  // The text in a string of the current object, with values in place of variables.
  SourceText EmbeddedIn(const objects::Value& value, const SourceText& source) const;

  bool has_lines() const { return lines_ == Lines::kOfFile; }

  FoundObjects found() && { return std::move(found_); }

 private:
  const Variables& variables_;
  const Lines lines_;
  Substitution substitution_;  // of the current object
  FoundObjects found_;
};

// Adds a hint to a YAML error if the text looks like a template, for example of a Helm chart.
Error NotYaml(Error error, std::string_view text);

}  // namespace exporter::manifests

#endif  // EXPORTER_MANIFESTS_OBJECT_COLLECTOR_H_
