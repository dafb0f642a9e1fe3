// A fixture for tests of the whole program: two stand-in clusters, prod-a and prod-b, with TLS and
// tokens, and a kubeconfig for both.

#ifndef TESTS_E2E_TWO_CLUSTERS_H_
#define TESTS_E2E_TWO_CLUSTERS_H_

#include <gtest/gtest.h>
#include <httplib.h>

#include <memory>
#include <string>

#include "tests/standin/api_server.h"
#include "tests/standin/cluster_state.h"
#include "tests/support/certificates.h"
#include "tests/support/process.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/wait_until.h"

namespace exporter::tests {

inline constexpr const char* kAnyPort = "127.0.0.1:0";  // any free port

// The text of /metrics; empty if the request fails.
inline std::string Scrape(const std::string& address) {
  httplib::Client client("http://" + address);
  const auto response = client.Get("/metrics");
  return response && response->status == 200 ? response->body : "";
}

// The HTTP status of a GET request; 0 if there is no response.
inline int StatusOf(const std::string& address, const std::string& path) {
  httplib::Client client("http://" + address);
  const auto response = client.Get(path);
  return response ? response->status : 0;
}

inline void WaitUntilReady(const std::string& address) {
  WaitUntil([&] { return StatusOf(address, "/-/ready") == 200; },
            [&] { return address + " to be ready; its metrics:\n" + Scrape(address); });
}

// Scrapes until the text contains `series`, and returns the text.
inline std::string WaitForSeries(const std::string& address, const std::string& series) {
  return WaitForText([&] { return Scrape(address); }, series);
}

class TwoClustersTest : public testing::Test {
 protected:
  TwoClustersTest()
      : a_({.uid = "uid-a", .certificate = certificate_, .tokens = {"token-of-a"}}),
        b_({.uid = "uid-b", .certificate = certificate_, .tokens = {"token-of-b"}}) {
    a_.state().Put(standin::kPools, standin::MakePool("web", {"192.168.1.10-192.168.1.49"}));
    for (int i = 0; i < 10; ++i) {
      a_.state().Put(standin::kServices,
                     standin::MakeService("shop", "web-" + std::to_string(i),
                                          {.addresses = {"192.168.1." + std::to_string(10 + i)}}));
    }
    b_.state().Put(standin::kPools, standin::MakePool("web", {"10.0.0.0/26", "2001:db8::/64"}));
    b_.state().Put(
        standin::kServices,
        standin::MakeService("shop", "dual", {.addresses = {"10.0.0.1", "2001:db8::1"}}));
    folder_.Write("ca.crt", authority_.certificate_pem);
    folder_.Write("token-of-b", "token-of-b\n");
    kubeconfig_ = folder_.Write(
        "config",
        "clusters:\n- {name: a, cluster: {server: '" + a_.Url() +
            "', certificate-authority: ca.crt}}\n- {name: b, cluster: {server: '" + b_.Url() +
            "', certificate-authority: ca.crt}}\n"
            "users:\n- {name: a, user: {token: token-of-a}}\n- {name: b, user: {tokenFile: "
            "token-of-b}}\n"
            "contexts:\n- {name: prod-a, context: {cluster: a, user: a}}\n"
            "- {name: prod-b, context: {cluster: b, user: b}}\n");
  }

  // Starts the exporter, which polls both clusters every 50 ms.
  std::unique_ptr<Process> Start(Arguments flags, const std::string& interval = "50ms") {
    Arguments arguments = {EXPORTER,
                           "serve",
                           "--kubeconfig",
                           kubeconfig_,
                           "--web.listen-address",
                           kAnyPort,
                           "--collector.interval",
                           interval};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    return std::make_unique<Process>(arguments);
  }

  // Waits until the exporter is ready, and returns its address.
  static std::string AddressOf(const Process& exporter) {
    std::string address = exporter.WaitForOutput("msg=listening address=");
    WaitUntilReady(address);
    return address;
  }

  const CertificateAndKey authority_ = MakeAuthority("e2e authority");
  const CertificateAndKey certificate_ = MakeLoopbackServer(authority_);
  standin::ApiServer a_;
  standin::ApiServer b_;
  TemporaryFolder folder_;
  std::string kubeconfig_;
};

}  // namespace exporter::tests

#endif  // TESTS_E2E_TWO_CLUSTERS_H_
