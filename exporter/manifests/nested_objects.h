// Finds objects in other objects of one manifest, at any depth: in the values of a Helm release or
// an Argo CD application, and in YAML text in strings. Reports patches in these objects. One
// thread.

#ifndef EXPORTER_MANIFESTS_NESTED_OBJECTS_H_
#define EXPORTER_MANIFESTS_NESTED_OBJECTS_H_

#include <map>
#include <string>
#include <vector>

#include "exporter/manifests/object_collector.h"
#include "exporter/manifests/object_type.h"
#include "exporter/manifests/source_text.h"
#include "exporter/objects/value.h"

namespace exporter::manifests {

class NestedObjects {
 public:
  // `collector` must outlive this object.
  explicit NestedObjects(ObjectCollector& collector) : collector_(collector) {}

  // REQUIRES: `object` is an object in `source`.
  void FindIn(const objects::Value& object, const SourceText& source) {
    VisitObject(object, source, 0);
  }

  // Finds objects in a string that is YAML. `name`: of the field with the string.
  void FindInText(const std::string& name, const objects::Value& value, const SourceText& source) {
    VisitText(name, value, source, 0);
  }

  // Reports a Secret whose data contains objects of MetalLB. The data is not decoded, because its
  // values would be in messages.
  void ReportSecret(const objects::Value& object);

 private:
  // `name`: of the field. `depth`: of text in text.
  void Visit(const std::string& name, const objects::Value& value, const SourceText& source,
             int depth);
  void VisitObject(const objects::Value& object, const SourceText& source, int depth);
  void VisitText(const std::string& name, const objects::Value& value, const SourceText& source,
                 int depth);

  // Reports patches of MetalLB's objects. `value`: `kustomize` of an Argo CD application, or
  // `postRenderers` of a Helm release.
  void ReportPatches(const objects::Value& value);
  void ReportPatchesIn(const objects::Value& kustomize);

  // Reports the first parameter of a chart in the field that sets configInline of MetalLB.
  void ReportParameters(const objects::Value::Field& field);

  void AddNested(const objects::Value& object);

  // True if a nested object was found before, because an alias (*name) refers to it.
  bool IsAlias(const objects::Value& object);

  ObjectCollector& collector_;
  std::map<int, std::vector<objects::Value>> by_line_;
};

}  // namespace exporter::manifests

#endif  // EXPORTER_MANIFESTS_NESTED_OBJECTS_H_
