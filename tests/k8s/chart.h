// The Helm chart, rendered by the real helm.

#ifndef TESTS_K8S_CHART_H_
#define TESTS_K8S_CHART_H_

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "exporter/objects/value.h"
#include "tests/support/helm.h"
#include "tests/support/process.h"

namespace exporter::tests {

// Skips its tests if helm is not built.
class Chart : public testing::Test {
 protected:
  void SetUp() override {
    if (CachedHelm().empty()) GTEST_SKIP() << kNoHelm;
  }
};

// Runs `helm template` for a release with the name and namespace of the manifests. REQUIRES: helm
// is built.
Finished Template(const Arguments& values);

// The rendered objects by kind and name, such as "Service/metallb-pool-exporter". Throws
// std::runtime_error if helm fails.
std::map<std::string, objects::Value> RenderChart(const Arguments& values);

// The files of the chart that contain values for tests.
std::vector<std::string> ValuesFiles();

}  // namespace exporter::tests

#endif  // TESTS_K8S_CHART_H_
