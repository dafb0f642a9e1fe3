// A stand-in cluster whose API server or connection can fail, and a list of the faults that tests
// cause. Each fault states the poll's error reason and log text.
//
// The fault tests and the soak test use the list. The cluster uses TLS behind a Wire (wire.h).
// BeImpersonated and Repair must not run at the same time; all other functions are thread-safe.

#ifndef TESTS_SUPPORT_FAULTY_CLUSTER_H_
#define TESTS_SUPPORT_FAULTY_CLUSTER_H_

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
inline constexpr const char* kPeersPath = "/apis/metallb.io/v1beta2/bgppeers";
inline constexpr const char* kServicesPath = "/api/v1/services";

class FaultyCluster {
 public:
  // The cluster has one pool of 40 addresses. One address is assigned.
  explicit FaultyCluster(const std::string& name);

  int port() const { return wire_.port(); }
  std::string CaPem() const { return authority_.certificate_pem; }
  std::string token() const { return "token-of-" + name_; }
  standin::ApiServer& server() { return server_; }

  // The functions up to BeImpersonated cause a fault, which lasts until Repair().
  void Break(Wire::Fault fault) { wire_.Set(server_.port(), fault); }
  void AnswerAll(const standin::Reply& reply);
  void Answer(const std::string& path, const standin::Reply& reply);
  void Intercept(standin::ApiServer::Interceptor interceptor);
  void RefuseToken() { server_.SetTokens({"another"}); }
  void Forbid(const std::string& path) { server_.SetForbiddenPaths({path}); }
  void RemoveMetallb() { server_.api().SetMetallb(false); }
  // Another server responds. Its certificate is signed by this cluster's authority or by itself.
  void BeImpersonated(const Subject& subject, bool by_our_authority);

  void Repair();

 private:
  const std::string name_;
  const CertificateAndKey authority_;
  standin::ApiServer server_;
  Wire wire_;
  std::unique_ptr<standin::ApiServer> impostor_;
};

// Writes a kubeconfig of the clusters, with a context "c0", "c1" … for each, and returns its path.
std::string WriteKubeconfig(const std::vector<std::unique_ptr<FaultyCluster>>& clusters,
                            const TemporaryFolder& folder);

struct ClusterFault {
  std::string name;
  std::string reason;  // the label `reason` of failed polls; empty: polls succeed
  std::string log;     // the log line of a failed poll contains this text
  std::function<void(FaultyCluster&)> begin;
  bool hangs = false;  // a poll ends only after --collector.timeout

  friend std::ostream& operator<<(std::ostream& out, const ClusterFault& fault) {
    return out << fault.name;
  }
};

std::vector<ClusterFault> ClusterFaults();

}  // namespace exporter::tests

#endif  // TESTS_SUPPORT_FAULTY_CLUSTER_H_
