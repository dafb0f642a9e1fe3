// Accesses to a stand-in server, for the tests of this folder.

#ifndef TESTS_KUBERNETES_SERVER_ACCESS_H_
#define TESTS_KUBERNETES_SERVER_ACCESS_H_

#include <chrono>
#include <string>

#include "exporter/credentials/access.h"
#include "exporter/credentials/url.h"
#include "exporter/kubernetes/api_client.h"
#include "exporter/result/result.h"
#include "tests/standin/api_server.h"
#include "tests/support/deadlines.h"

namespace exporter::kubernetes {

inline credentials::Access AccessTo(const standin::ApiServer& server,
                                    const std::string& ca_pem = "") {
  credentials::Access access;
  access.endpoint = credentials::ParseServerUrl(server.Url()).value();
  access.ca_pem = ca_pem;
  return access;
}

// "127.0.0.1:40001", as messages name the server.
inline std::string Place(const standin::ApiServer& server) {
  return credentials::HostAndPort(AccessTo(server).endpoint);
}

inline constexpr const char* kAgent = "metallb-pool-exporter/test";

inline Result<Response> GetVersion(const credentials::Access& access,
                                   const credentials::Deadline& deadline = tests::Patient()) {
  ApiClient client(access, kAgent);
  return client.Get("/version", deadline);
}

// "200", or the error's reason and message.
inline std::string Outcome(const Result<Response>& response) {
  return response ? std::to_string(response->status)
                  : std::string(Name(response.error().kind)) + ": " + response.error().message;
}

// The outcome of a request that never completes. How far it gets before a deadline depends on the
// machine, so the deadline is doubled until the outcome is `expected`, up to 30 s.
inline std::string TimedOut(const credentials::Access& access, const std::string& expected) {
  constexpr std::chrono::seconds kLatest{30};
  std::string outcome;
  for (std::chrono::milliseconds time(100); time < kLatest && outcome != expected; time *= 2) {
    outcome = Outcome(GetVersion(access, {std::chrono::steady_clock::now() + time}));
    if (!outcome.starts_with("timeout: ")) break;
  }
  return outcome;
}

}  // namespace exporter::kubernetes

#endif  // TESTS_KUBERNETES_SERVER_ACCESS_H_
