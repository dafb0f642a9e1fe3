// The exporter itself, as a user runs it, on real clusters.

#ifndef TESTS_E2E_KUBERNETES_RUNNING_EXPORTER_H_
#define TESTS_E2E_KUBERNETES_RUNNING_EXPORTER_H_

#include <optional>
#include <string>

#include "tests/support/process.h"

namespace exporter::tests {

class RunningExporter {
 public:
  // Polls ten times a second. `kubeconfig` is a file or a folder, as --kubeconfig takes it.
  explicit RunningExporter(const std::string& kubeconfig, const Arguments& flags = {});

  // "127.0.0.1:34567"
  const std::string& address() const { return address_; }
  const Process& process() const { return process_; }

  // The text of /metrics; empty where it cannot be had.
  std::string Metrics() const;
  std::optional<double> ValueOf(const std::string& series) const;
  // False where the series has not got that value in time; nullopt: where it has not gone.
  bool ComesToSay(const std::string& series, std::optional<double> value) const;

 private:
  Process process_;
  std::string address_;
};

}  // namespace exporter::tests

#endif  // TESTS_E2E_KUBERNETES_RUNNING_EXPORTER_H_
