// The control plane of a real cluster on loopback: etcd and kube-apiserver with TLS and RBAC. It
// has no nodes and no controllers, so objects change only by requests.
//
// The constructor starts the programs in a temporary folder. The destructor stops the programs and
// removes the folder.

#ifndef TESTS_E2E_KUBERNETES_REAL_CLUSTER_H_
#define TESTS_E2E_KUBERNETES_REAL_CLUSTER_H_

#include <memory>
#include <string>

#include "tests/e2e/kubernetes/admin_client.h"
#include "tests/support/certificates.h"
#include "tests/support/process.h"
#include "tests/support/temporary_folder.h"

namespace exporter::tests {

struct RealClusterOptions {
  std::string bind_address = "127.0.0.1";  // of the API server; its certificate is for loopback
  Arguments api_server_flags = {};         // after the flags of every test
};

class RealCluster {
 public:
  // Creates MetalLB's custom resource definitions, its namespace, and a namespace "shop". Throws
  // std::runtime_error if a program does not start.
  explicit RealCluster(RealClusterOptions options = {});

  // A new client of the administrator; use one for each thread.
  std::unique_ptr<AdminClient> Admin() const;
  // The administrator's kubeconfig.
  const std::string& kubeconfig() const { return kubeconfig_; }
  const std::string& admin_token() const { return admin_token_; }
  // The certificate authority of the server.
  std::string authority_file() const { return folder_.path() + "/ca.crt"; }
  int port() const { return port_; }
  // The server's log of the requests of service accounts, one event for each line (audit_log.h).
  std::string audit_log_file() const { return folder_.path() + "/audit.log"; }
  // Runs kubectl as the administrator. Throws std::runtime_error if it fails.
  std::string Kubectl(const Arguments& arguments) const;

  // Runs k8s/remote/make-kubeconfig.sh, which creates the exporter's account and rights and writes
  // the exporter's kubeconfig. The token is valid longer than the test. The folder of `file` must
  // exist.
  void MakeReaderKubeconfig(const std::string& file) const;

  // Creates MetalLB's custom resource definitions that do not exist.
  void CreateDefinitions() const;

  // Each function returns when the program has stopped or is ready.
  void StopApiServer();
  // SIGKILL: open connections end without a response.
  void KillApiServer();
  // SIGSTOP: the server is silent. The kernel still accepts connections.
  void PauseApiServer() const;
  void ContinueApiServer() const;
  void StartApiServer();
  void StopEtcd();
  void StartEtcd();
  // Copies the files of etcd, or replaces them by the last copy, as after a disaster: all
  // objects have their old content and version again. Both programs are restarted.
  void BackUpEtcd();
  void RestoreEtcd();
  // Removes the history before the present revision. Throws std::runtime_error if it fails.
  void CompactEtcd() const;
  // Writes a new certificate of the same authority. A running server reloads the file later.
  void RotateCertificate();
  // As RotateCertificate, with a certificate of another authority.
  void ServeCertificateOf(const CertificateAndKey& authority);
  // The certificate that the server presents on a new connection, as PEM.
  std::string ServedCertificate() const;

 private:
  void WriteFiles();
  void CreateInitialObjects();
  void RestartWithCopy(const std::string& from, const std::string& to);

  const RealClusterOptions options_;
  TemporaryFolder folder_;
  const std::string admin_token_ = "token-of-the-administrator";
  const CertificateAndKey authority_ = MakeAuthority("real cluster");
  const int etcd_port_;
  const int etcd_peer_port_;
  const int port_;
  std::string kubeconfig_;
  std::unique_ptr<Process> etcd_;
  std::unique_ptr<Process> api_server_;
};

}  // namespace exporter::tests

#endif  // TESTS_E2E_KUBERNETES_REAL_CLUSTER_H_
