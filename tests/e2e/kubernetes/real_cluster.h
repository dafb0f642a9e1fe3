// A real cluster's control plane on loopback: etcd and kube-apiserver with TLS and RBAC, in a
// folder of their own. No node, no controller: what is written there stays as it is written.
//
// Starts in the constructor, ends with the object, leaves nothing behind.

#ifndef TESTS_E2E_KUBERNETES_REAL_CLUSTER_H_
#define TESTS_E2E_KUBERNETES_REAL_CLUSTER_H_

#include <memory>
#include <string>

#include "tests/e2e/kubernetes/admin_client.h"
#include "tests/support/certificates.h"
#include "tests/support/process.h"
#include "tests/support/temporary_folder.h"

namespace exporter::tests {

class RealCluster {
 public:
  // Has MetalLB's resources, its namespace, a namespace "shop", and the rights of k8s/remote.
  // Throws std::runtime_error where a program does not start.
  RealCluster();

  // An administrator; one for each thread.
  std::unique_ptr<AdminClient> Admin() const;
  // The administrator's kubeconfig.
  const std::string& kubeconfig() const { return kubeconfig_; }
  const std::string& admin_token() const { return admin_token_; }
  // The certificate by which the server is verified.
  std::string authority_file() const { return folder_.path() + "/ca.crt"; }
  int port() const { return port_; }
  // kubectl as the administrator. Throws std::runtime_error where it fails.
  std::string Kubectl(const Arguments& arguments) const;

  // The exporter's kubeconfig as k8s/remote/make-kubeconfig.sh makes it, with a token of the API
  // that lasts as long as the test. Its file has that name, in a folder of the caller.
  void MakeReaderKubeconfig(const std::string& file) const;

  // Each returns when it is done.
  void StopApiServer();
  void StartApiServer();
  void StopEtcd();
  void StartEtcd();
  // Another certificate of the same authority, which the running server takes up in its own time.
  void RotateCertificate();
  void ServeCertificateOf(const CertificateAndKey& authority);
  // The certificate that the server shows to a new connection, as PEM.
  std::string ServedCertificate() const;

 private:
  void WriteFiles();
  void Furnish();

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
