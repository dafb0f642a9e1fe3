// The settings that run.sh passes in the environment: paths and versions of the real programs, and
// how versions of MetalLB differ. Also finds free ports for the programs.
//
// The programs listen on loopback, except MetalLB's controller, which always serves its metrics on
// all addresses.

#ifndef TESTS_E2E_KUBERNETES_PROGRAMS_H_
#define TESTS_E2E_KUBERNETES_PROGRAMS_H_

#include <string>

#include "tests/support/process.h"

namespace exporter::tests {

// A variable that run.sh sets. Throws std::runtime_error if it is missing.
std::string FromRunScript(const std::string& variable);

// Since 0.15, MetalLB writes IPAddressPool.status.
inline bool MetallbWritesStatus() { return FromRunScript("E2E_METALLB") != "0.14"; }
// Before 0.15, MetalLB keeps the metrics of deleted pools.
inline bool MetallbForgetsPools() { return MetallbWritesStatus(); }
// Since 0.16, MetalLB serves its metrics over HTTPS to authorized users, and the controller reads
// its own Pod object.
inline bool MetallbServesHttps() {
  return MetallbWritesStatus() && FromRunScript("E2E_METALLB") != "0.15";
}

// A port that is free on all addresses, outside the range of ephemeral ports.
int FreePort();

}  // namespace exporter::tests

#endif  // TESTS_E2E_KUBERNETES_PROGRAMS_H_
