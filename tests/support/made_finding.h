// Findings of a wire scan for tests.

#ifndef TESTS_SUPPORT_MADE_FINDING_H_
#define TESTS_SUPPORT_MADE_FINDING_H_

#include <string>

#include "exporter/scan/findings.h"

namespace exporter::tests {

inline scan::WireFinding MakeFinding(const std::string& address, scan::WireVerdict verdict,
                                     const std::string& network = "default") {
  scan::WireFinding finding;
  finding.address = addresses::IpAddress::Parse(address).value();
  finding.verdict = verdict;
  finding.network = network;
  finding.interface = "eth0";
  return finding;
}

}  // namespace exporter::tests

#endif  // TESTS_SUPPORT_MADE_FINDING_H_
