// A stand-in cluster behind TLS and a wire, and the troubles that a cluster may be in: what
// happens, the reason that a poll of it must give, and what the log must say.
//
// The table is one for the tests of faults and for the soak. Thread-safe as its parts are.

#ifndef TESTS_SUPPORT_TROUBLED_CLUSTER_H_
#define TESTS_SUPPORT_TROUBLED_CLUSTER_H_

#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "tests/standin/api_server.h"
#include "tests/standin/exchange.h"
#include "tests/support/certificates.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/wire.h"

namespace exporter::tests {

inline constexpr const char* kPoolsPath = "/apis/metallb.io/v1beta1/ipaddresspools";
inline constexpr const char* kServicesPath = "/api/v1/services";

class TroubledCluster {
 public:
  // With one pool of 40 addresses of which a Service holds one.
  explicit TroubledCluster(const std::string& name);

  int port() const { return wire_.port(); }
  std::string CaPem() const { return authority_.certificate_pem; }
  std::string token() const { return "token-of-" + name_; }
  standin::ApiServer& server() { return server_; }

  // Troubles, each until Mend.
  void Break(Wire::Fault fault) { wire_.Set(server_.port(), fault); }
  void AnswerAll(const standin::Reply& reply);
  void Answer(const std::string& path, const standin::Reply& reply);
  void Intercept(standin::ApiServer::Interceptor interceptor);
  void RefuseToken() { server_.SetTokens({"another"}); }
  void Forbid(const std::string& path) { server_.SetForbiddenPaths({path}); }
  void LoseMetallb() { server_.api().SetMetallb(false); }
  // Another server stands at the address, with that certificate, of our authority or its own.
  void BeImpersonated(const Subject& subject, bool by_our_authority);

  void Mend();

 private:
  const std::string name_;
  const CertificateAndKey authority_;
  standin::ApiServer server_;
  Wire wire_;
  std::unique_ptr<standin::ApiServer> impostor_;
};

// Writes a kubeconfig of the clusters, with a context "c0", "c1" … for each, and returns its path.
std::string WriteKubeconfig(const std::vector<std::unique_ptr<TroubledCluster>>& clusters,
                            const TemporaryFolder& folder);

struct Trouble {
  std::string name;
  std::string reason;  // as the metric's label says it; empty: the cluster is read all the same
  std::string log;     // a part of the log's line
  std::function<void(TroubledCluster&)> begin;
  bool hangs = false;  // it ends only with the time of a poll

  friend std::ostream& operator<<(std::ostream& out, const Trouble& trouble) {
    return out << trouble.name;
  }
};

std::vector<Trouble> Troubles();

}  // namespace exporter::tests

#endif  // TESTS_SUPPORT_TROUBLED_CLUSTER_H_
