// The real helm, which tests/e2e/programs/build.sh builds from its Go module. The macro PROJECT
// must be the root of the project.

#ifndef TESTS_SUPPORT_HELM_H_
#define TESTS_SUPPORT_HELM_H_

#include <string>

#include "tests/support/process.h"

namespace exporter::tests {

inline const std::string kChart = PROJECT "/k8s/chart/metallb-pool-exporter";
constexpr const char* kNoHelm = "helm is not built (make chart-test builds it)";

// The path of helm; empty if helm is not built yet.
inline std::string CachedHelm() {
  std::string path =
      RunProgram({PROJECT "/tests/e2e/programs/build.sh", "--cached", "helm"}).output;
  if (path.ends_with('\n')) path.pop_back();
  return path;
}

}  // namespace exporter::tests

#endif  // TESTS_SUPPORT_HELM_H_
