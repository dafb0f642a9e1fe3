// The objects and problems that object_finder.h finds in one manifest. Plain values.

#ifndef EXPORTER_MANIFESTS_FOUND_OBJECTS_H_
#define EXPORTER_MANIFESTS_FOUND_OBJECTS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "exporter/manifests/problem.h"
#include "exporter/manifests/value_resolver.h"
#include "exporter/objects/value.h"

namespace exporter::manifests {

enum class Lines {
  kOfFile,
  kNone,  // the text is rendered: every line of its objects and problems is 0
};

struct FoundObject {
  enum class What {
    kMetallb,       // of the group metallb.io, or without apiVersion and of a kind of MetalLB
    kService,       // a Service of the core group
    kLegacyConfig,  // the content of MetalLB's ConfigMap: a mapping with address-pools
  };

  What what = What::kMetallb;
  objects::Value value;  // as after ResolveValues; of a Service, only the fields of a request
  std::string api_version;
  std::string kind;
  UnknownValues unknown;
};

struct FoundObjects {
  std::vector<FoundObject> objects;  // in the order of the text
  std::vector<Problem> problems;     // in the order of the text, without a file
  bool incomplete = false;           // an object or its type is encrypted or not known
  std::size_t documents = 0;         // the number of objects of all kinds that are not in others
};

}  // namespace exporter::manifests

#endif  // EXPORTER_MANIFESTS_FOUND_OBJECTS_H_
