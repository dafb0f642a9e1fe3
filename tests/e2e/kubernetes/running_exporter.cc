#include "tests/e2e/kubernetes/running_exporter.h"

#include <httplib.h>

#include "tests/e2e/kubernetes/pool_use.h"
#include "tests/e2e/kubernetes/programs.h"
#include "tests/e2e/kubernetes/wait.h"

namespace exporter::tests {
namespace {

Arguments Serve(const std::string& kubeconfig, const Arguments& flags) {
  Arguments arguments = {EXPORTER,
                         "serve",
                         "--kubeconfig",
                         kubeconfig,
                         "--web.listen-address",
                         "127.0.0.1:0",
                         "--collector.interval",
                         "100ms"};
  arguments.insert(arguments.end(), flags.begin(), flags.end());
  return Guarded(arguments);
}

}  // namespace

RunningExporter::RunningExporter(const std::string& kubeconfig, const Arguments& flags)
    : process_(Serve(kubeconfig, flags)),
      address_(process_.WaitForOutput("msg=listening address=")) {}

std::string RunningExporter::Metrics() const {
  httplib::Client client("http://" + address_);
  const auto response = client.Get("/metrics");
  return response && response->status == 200 ? response->body : "";
}

std::optional<double> RunningExporter::ValueOf(const std::string& series) const {
  return tests::ValueOf(Metrics(), series);
}

bool RunningExporter::WaitForValue(const std::string& series, std::optional<double> value) const {
  return WaitFor([&] {
    const std::string metrics = Metrics();
    return !metrics.empty() && tests::ValueOf(metrics, series) == value;
  });
}

}  // namespace exporter::tests
