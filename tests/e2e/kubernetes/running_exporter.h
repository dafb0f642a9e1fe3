// Runs the real exporter on real clusters, and reads its metrics.

#ifndef TESTS_E2E_KUBERNETES_RUNNING_EXPORTER_H_
#define TESTS_E2E_KUBERNETES_RUNNING_EXPORTER_H_

#include <optional>
#include <string>

#include "tests/support/process.h"

namespace exporter::tests {

class RunningExporter {
 public:
  // Starts an exporter that polls ten times per second. `kubeconfig`: a file or a folder, as for
  // --kubeconfig.
  explicit RunningExporter(const std::string& kubeconfig, const Arguments& flags = {});

  // "127.0.0.1:34567"
  const std::string& address() const { return address_; }
  const Process& process() const { return process_; }

  // The text of /metrics; empty if there is no response.
  std::string Metrics() const;
  // The value of a series in the metrics; nullopt if it is absent.
  std::optional<double> ValueOf(const std::string& series) const;
  // Waits until the series has the value, or is absent (nullopt). Returns false on timeout.
  bool WaitForValue(const std::string& series, std::optional<double> value) const;

 private:
  Process process_;
  std::string address_;
};

}  // namespace exporter::tests

#endif  // TESTS_E2E_KUBERNETES_RUNNING_EXPORTER_H_
