// A fixture for tests of exporters that read other exporters: two sites with a stand-in cluster
// each, and exporters that have no cluster of their own.

#ifndef TESTS_E2E_SITES_H_
#define TESTS_E2E_SITES_H_

#include <memory>
#include <string>
#include <vector>

#include "tests/e2e/two_clusters.h"
#include "tests/support/process.h"

namespace exporter::tests {

class SitesTest : public TwoClustersTest {
 protected:
  // Starts an exporter that has no kubeconfig.
  std::unique_ptr<Process> StartParent(const Arguments& flags) const {
    Arguments arguments = {
        EXPORTER, "serve", "--web.listen-address", kAnyPort, "--collector.interval", "50ms"};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    return std::make_unique<Process>(
        arguments,
        Variables{{"HOME", folder_.path()}, {"KUBECONFIG", ""}, {"KUBERNETES_SERVICE_HOST", ""}});
  }

  // The address of an exporter that listens, also if it is not ready.
  static std::string ListeningAddress(const Process& exporter) {
    return exporter.WaitForOutput("msg=listening address=");
  }

  static std::string UrlOf(const Process& exporter) {
    return "http://" + ListeningAddress(exporter);
  }

  // The body of a GET request; empty if it fails.
  static std::string Get(const std::string& address, const std::string& path) {
    const auto response = httplib::Client("http://" + address).Get(path);
    return response ? response->body : "";
  }

  static std::string Series(const std::string& metric, const std::string& source) {
    return "metallb_exporter_source_" + metric + "{source=\"" + source + "\"} ";
  }
};

}  // namespace exporter::tests

#endif  // TESTS_E2E_SITES_H_
