// The real programs that the tests run, as run.sh names them in the environment, and how they run:
// never longer than the test. On loopback, but for MetalLB's controller: that serves its metrics on
// all addresses, and has no flag for it.

#ifndef TESTS_E2E_KUBERNETES_PROGRAMS_H_
#define TESTS_E2E_KUBERNETES_PROGRAMS_H_

#include <string>

#include "tests/support/process.h"

namespace exporter::tests {

// A variable that run.sh sets. Throws std::runtime_error where it is missing.
std::string FromRunScript(const std::string& variable);

// From 0.15 on MetalLB writes IPAddressPool.status.
inline bool MetallbWritesStatus() { return FromRunScript("E2E_METALLB") != "0.14"; }
// Before, the metrics of a deleted pool stay for ever.
inline bool MetallbForgetsPools() { return MetallbWritesStatus(); }
// From 0.16 on it serves its metrics by HTTPS to those alone who may read them, and looks for its
// own Pod.
inline bool MetallbIsGuarded() {
  return MetallbWritesStatus() && FromRunScript("E2E_METALLB") != "0.15";
}

// A port of loopback that was free a moment ago, outside of those that connections take.
int FreePort();

}  // namespace exporter::tests

#endif  // TESTS_E2E_KUBERNETES_PROGRAMS_H_
