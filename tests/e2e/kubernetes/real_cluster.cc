#include "tests/e2e/kubernetes/real_cluster.h"

#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <csignal>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <utility>

#include "tests/e2e/kubernetes/programs.h"
#include "tests/e2e/kubernetes/wait.h"

namespace exporter::tests {
namespace {

std::string Url(const std::string& scheme, int port) {
  return scheme + "://127.0.0.1:" + std::to_string(port);
}

// Waits until the program is ready. Throws if it ends or takes too long.
void WaitUntilReady(const Process& process, const std::function<bool()>& is_ready) {
  bool ready = false;
  WaitFor([&] { return !process.running() || (ready = is_ready()); });
  if (!ready) throw std::runtime_error("it is not ready: " + process.output() + process.errors());
}

void Stop(std::unique_ptr<Process>& process) {
  process->Signal(SIGTERM);
  process->Wait();
  process.reset();
}

}  // namespace

RealCluster::RealCluster(RealClusterOptions options)
    : options_(std::move(options)),
      etcd_port_(FreePort()),
      etcd_peer_port_(FreePort()),
      port_(FreePort()) {
  WriteFiles();
  StartEtcd();
  StartApiServer();
  CreateInitialObjects();
}

void RealCluster::WriteFiles() {
  folder_.Write("ca.crt", authority_.certificate_pem);
  RotateCertificate();
  const auto accounts = MakeAuthority("service accounts");
  folder_.Write("service-accounts.crt", accounts.certificate_pem);
  folder_.Write("service-accounts.key", accounts.key_pem);
  folder_.Write("tokens.csv", admin_token_ + ",admin,admin-uid,system:masters\n");
  // The requests of service accounts, after the response.
  folder_.Write("audit.yaml",
                "apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: [RequestReceived]\n"
                "rules: [{level: Metadata, userGroups: ['system:serviceaccounts']}]\n");
  const std::string cluster =
      "{server: '" + Url("https", port_) + "', certificate-authority: ca.crt}";
  kubeconfig_ =
      folder_.Write("kubeconfig", "clusters: [{name: real, cluster: " + cluster +
                                      "}]\nusers: [{name: admin, user: {token: " + admin_token_ +
                                      "}}]\ncontexts: [{name: real, context: {cluster: real, user: "
                                      "admin}}]\ncurrent-context: real\n");
}

void RealCluster::RotateCertificate() { ServeCertificateOf(authority_); }

void RealCluster::ServeCertificateOf(const CertificateAndKey& authority) {
  const auto certificate = MakeLoopbackServer(authority);
  folder_.Write("server.pem", certificate.certificate_pem + certificate.key_pem);
}

std::string RealCluster::ServedCertificate() const {
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()),
                                                                  &SSL_CTX_free);
  const std::unique_ptr<BIO, decltype(&BIO_free_all)> connection(BIO_new_ssl_connect(context.get()),
                                                                 &BIO_free_all);
  std::string place = "127.0.0.1:" + std::to_string(port_);
  BIO_set_conn_hostname(connection.get(), place.data());
  if (BIO_do_handshake(connection.get()) != 1) return "";
  SSL* ssl = nullptr;
  BIO_get_ssl(connection.get(), &ssl);
  const std::unique_ptr<BIO, decltype(&BIO_free_all)> text(BIO_new(BIO_s_mem()), &BIO_free_all);
  PEM_write_bio_X509(text.get(), SSL_get0_peer_certificate(ssl));
  BUF_MEM* memory = nullptr;
  BIO_get_mem_ptr(text.get(), &memory);
  return {memory->data, memory->length};
}

void RealCluster::StartEtcd() {
  etcd_ = std::make_unique<Process>(
      Guarded({FromRunScript("E2E_ETCD"), "--data-dir=" + folder_.path() + "/etcd",
               "--unsafe-no-fsync", "--listen-client-urls=" + Url("http", etcd_port_),
               "--advertise-client-urls=" + Url("http", etcd_port_),
               "--listen-peer-urls=" + Url("http", etcd_peer_port_), "--log-level=warn"}));
  httplib::Client client("127.0.0.1", etcd_port_);
  WaitUntilReady(*etcd_, [&] {
    const auto response = client.Get("/health");
    return response && response->status == 200;
  });
}

void RealCluster::StopEtcd() { Stop(etcd_); }

void RealCluster::BackUpEtcd() { RestartWithCopy("/etcd", "/backup"); }

void RealCluster::RestoreEtcd() { RestartWithCopy("/backup", "/etcd"); }

void RealCluster::RestartWithCopy(const std::string& from, const std::string& to) {
  KillApiServer();  // if it stops by itself, it waits a minute for watches
  StopEtcd();
  std::filesystem::remove_all(folder_.path() + to);
  std::filesystem::copy(folder_.path() + from, folder_.path() + to,
                        std::filesystem::copy_options::recursive);
  StartEtcd();
  StartApiServer();
}

void RealCluster::StartApiServer() {
  const std::string& folder = folder_.path();
  Arguments arguments = {
      FromRunScript("E2E_KUBE_APISERVER"), "--etcd-servers=" + Url("http", etcd_port_),
      "--bind-address=" + options_.bind_address, "--advertise-address=127.0.0.1",
      "--secure-port=" + std::to_string(port_), "--tls-cert-file=" + folder + "/server.pem",
      "--tls-private-key-file=" + folder + "/server.pem",
      "--token-auth-file=" + folder + "/tokens.csv", "--authorization-mode=RBAC",
      "--service-account-key-file=" + folder + "/service-accounts.crt",
      "--service-account-signing-key-file=" + folder + "/service-accounts.key",
      "--service-account-issuer=https://kubernetes.default.svc",
      "--service-cluster-ip-range=10.96.0.0/16,fd00:96::/112",
      "--disable-admission-plugins=ServiceAccount", "--audit-policy-file=" + folder + "/audit.yaml",
      "--audit-log-path=" + audit_log_file(),
      // There are no nodes, and an Endpoint must not be a loopback address.
      "--endpoint-reconciler-type=none"};
  arguments.insert(arguments.end(), options_.api_server_flags.begin(),
                   options_.api_server_flags.end());
  api_server_ = std::make_unique<Process>(Guarded(arguments));
  httplib::SSLClient client("127.0.0.1", port_);
  // The server's certificate may be of another authority (ServeCertificateOf).
  client.enable_server_certificate_verification(false);
  client.set_bearer_token_auth(admin_token_);
  WaitUntilReady(*api_server_, [&] {
    const auto response = client.Get("/readyz");
    return response && response->status == 200;
  });
}

void RealCluster::StopApiServer() { Stop(api_server_); }

void RealCluster::KillApiServer() {
  api_server_->Signal(SIGKILL);
  api_server_->Wait();
  api_server_.reset();
}

void RealCluster::PauseApiServer() const { api_server_->Signal(SIGSTOP); }

void RealCluster::ContinueApiServer() const { api_server_->Signal(SIGCONT); }

void RealCluster::CompactEtcd() const {
  httplib::Client client("127.0.0.1", etcd_port_);
  const auto request = [&client](const std::string& path, const nlohmann::json& body) {
    const auto response = client.Post(path, body.dump(), "application/json");
    if (!response || response->status != 200) {
      throw std::runtime_error("etcd: " + path + (response ? ": " + response->body : ""));
    }
    return nlohmann::json::parse(response->body);
  };
  const auto found = request("/v3/kv/range", {{"key", "AA=="}});  // base64; any key
  request("/v3/kv/compaction", {{"revision", found["header"]["revision"]}, {"physical", true}});
}

void RealCluster::CreateInitialObjects() {
  const auto admin = Admin();
  for (const char* name : {"metallb-system", "shop"}) {
    admin->Create("/api/v1/namespaces", {{"metadata", {{"name", name}}}});
  }
  CreateDefinitions();
}

void RealCluster::CreateDefinitions() const {
  // `create` fails if one of them exists. `apply` would store them in an annotation too.
  Kubectl({"apply", "--server-side", "-f", FromRunScript("E2E_METALLB_CRDS")});
  Kubectl({"wait", "--for=condition=Established", "crd", "--all"});
}

std::unique_ptr<AdminClient> RealCluster::Admin() const {
  return std::make_unique<AdminClient>(port_, authority_file(), admin_token_);
}

std::string RealCluster::Kubectl(const Arguments& arguments) const {
  Arguments all = {"kubectl", "--kubeconfig=" + kubeconfig_};
  all.insert(all.end(), arguments.begin(), arguments.end());
  const Finished finished = RunProgram(all);
  if (finished.status != 0) throw std::runtime_error("kubectl: " + finished.errors);
  return finished.output;
}

void RealCluster::MakeReaderKubeconfig(const std::string& file) const {
  const Finished finished =
      RunProgram({PROJECT "/k8s/remote/make-kubeconfig.sh", "-d", "1h", "real", file},
                 {{"KUBECONFIG", kubeconfig_}});
  if (finished.status != 0) throw std::runtime_error(finished.errors);
}

}  // namespace exporter::tests
