#include "exporter/metallb/service_allocation.h"

#include "exporter/metallb/reference.h"
#include "exporter/objects/field_reader.h"

namespace exporter::metallb {

std::vector<std::string> ServiceNamespaces(const objects::Value& pool) {
  objects::FieldReader reader(pool);
  objects::FieldReader allocation = reader.Object("spec").Object("serviceAllocation");
  std::vector<std::string> namespaces;
  if (allocation.Has("namespaceSelectors")) return namespaces;
  for (const Reference& each : ReadReferences(allocation, "namespaces")) {
    namespaces.push_back(each.name);
  }
  return namespaces;
}

}  // namespace exporter::metallb
