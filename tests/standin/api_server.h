// A stand-in for a kube-apiserver, on a loopback port: HTTP or TLS, credentials, and faults on
// demand.
//
// For the demo and for tests; no part of it is meant for a network. Keeps every request that it was
// asked. Thread-safe. Stops promptly, also while requests hang.

#ifndef TESTS_STANDIN_API_SERVER_H_
#define TESTS_STANDIN_API_SERVER_H_

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/standin/cluster_state.h"
#include "tests/standin/exchange.h"
#include "tests/standin/kubernetes_api.h"
#include "tests/standin/tls_setup.h"

namespace exporter::standin {

struct ServerOptions {
  std::string host = "127.0.0.1";
  int port = 0;                                              // 0: any that is free
  std::string uid = "11111111-0000-4000-8000-000000000000";  // of kube-system
  ApiOptions api = {};

  // TLS, with this certificate, where it is given.
  std::optional<CertificateAndKey> certificate = {};
  int tls_version = 0;             // this alone, as OpenSSL numbers them; 0: all that it knows
  std::string client_ca_pem = {};  // asks clients for a certificate of this authority

  // Who may come in; where all are empty, everybody. One of them is enough.
  std::set<std::string> tokens = {};
  std::set<std::string> basic = {};         // "user:password"
  std::set<std::string> client_names = {};  // common names of client certificates

  // Paths that are answered with 403, without their query.
  std::set<std::string> forbidden_paths = {};
  std::string path_prefix = {};  // "/k8s/clusters/c-1", as a proxy would have it

  // How long a connection may be idle; for as long its end may keep the server waiting. The real
  // one lets it be for 90 s.
  std::chrono::seconds idle_time{5};
};

class ApiServer {
 public:
  // A reply instead of the API's own; nullopt to let it answer.
  using Interceptor = std::function<std::optional<Reply>(const Request&)>;

  // Throws std::runtime_error where the port cannot be had or the certificate is none.
  explicit ApiServer(ServerOptions options = {});
  ~ApiServer();
  ApiServer(const ApiServer&) = delete;
  ApiServer& operator=(const ApiServer&) = delete;

  int port() const;
  std::string Url() const;  // "https://127.0.0.1:34567/prefix"

  ClusterState& state();
  KubernetesApi& api();

  // From the next request on. An empty one takes the last back.
  void Intercept(Interceptor interceptor);
  void SetTokens(std::set<std::string> tokens);
  void SetForbiddenPaths(std::set<std::string> paths);

  std::vector<Request> Requests() const;
  // Waits until the requests so far satisfy the condition. After two minutes it throws
  // std::runtime_error with the requests.
  void WaitForRequests(const std::function<bool(const std::vector<Request>&)>& condition) const;
  // TCP connections that brought a request so far.
  std::size_t Connections() const;

 private:
  struct Running;

  std::unique_ptr<Running> running_;
};

}  // namespace exporter::standin

#endif  // TESTS_STANDIN_API_SERVER_H_
