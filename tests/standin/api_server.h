// A stand-in for a kube-apiserver: an HTTP or HTTPS server on a loopback port that checks
// credentials and returns faulty replies on request.
//
// KubernetesApi produces the normal replies. The server is only for tests: it is not safe on a
// network, and it stores every request. Thread-safe. Stops promptly, also while requests hang.

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
#include "tests/standin/watch_hub.h"

namespace exporter::standin {

struct ServerOptions {
  std::string host = "127.0.0.1";
  int port = 0;                                              // 0: any free port
  std::string uid = "11111111-0000-4000-8000-000000000000";  // of kube-system
  ApiOptions api = {};

  // The certificate of the server. nullopt: plain HTTP.
  std::optional<CertificateAndKey> certificate = {};
  int tls_version = 0;             // the only TLS version, as OpenSSL numbers it; 0: all versions
  std::string client_ca_pem = {};  // requests a client certificate of this authority

  // Accepted credentials. A request needs one of them; if all three sets are empty, it needs none.
  std::set<std::string> tokens = {};
  std::set<std::string> basic = {};         // "user:password"
  std::set<std::string> client_names = {};  // common names of client certificates

  // Paths, without a query, that return 403.
  std::set<std::string> forbidden_paths = {};
  std::string path_prefix = {};  // "/k8s/clusters/c-1", as behind a proxy

  // The server closes a connection after this idle time, and may need as long to stop. The real
  // server closes it after 90 s.
  std::chrono::seconds idle_time{5};
};

class ApiServer {
 public:
  // Returns a reply that replaces the reply of the API, or nullopt to use the reply of the API.
  using Interceptor = std::function<std::optional<Reply>(const Request&)>;

  // Throws std::runtime_error if the port is not available or the certificate is invalid.
  explicit ApiServer(ServerOptions options = {});
  ~ApiServer();
  ApiServer(const ApiServer&) = delete;
  ApiServer& operator=(const ApiServer&) = delete;

  int port() const;
  std::string Url() const;  // "https://127.0.0.1:34567/prefix"

  ClusterState& state();
  KubernetesApi& api();
  WatchHub& watches();

  // These take effect with the next request. An empty interceptor removes the previous one.
  void Intercept(Interceptor interceptor);
  void SetTokens(std::set<std::string> tokens);
  void SetForbiddenPaths(std::set<std::string> paths);

  // Every request so far.
  std::vector<Request> Requests() const;
  // Waits until the requests so far satisfy the condition. Throws std::runtime_error with the
  // requests after two minutes.
  void WaitForRequests(const std::function<bool(const std::vector<Request>&)>& condition) const;
  // The number of client ports from which requests have come: one for each TCP connection.
  std::size_t Connections() const;

 private:
  struct Running;

  std::unique_ptr<Running> running_;
};

}  // namespace exporter::standin

#endif  // TESTS_STANDIN_API_SERVER_H_
