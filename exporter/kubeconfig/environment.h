// The environment variables that kubeconfigs depend on, as plain values. cli/program.cc reads the
// variables; no other unit reads the environment for kubeconfigs.

#ifndef EXPORTER_KUBECONFIG_ENVIRONMENT_H_
#define EXPORTER_KUBECONFIG_ENVIRONMENT_H_

#include <optional>
#include <string>

namespace exporter::kubeconfig {

struct Environment {
  std::optional<std::string> kubeconfig;  // $KUBECONFIG
  std::optional<std::string> home;
  std::optional<std::string> service_host;  // $KUBERNETES_SERVICE_HOST, in a Pod
  std::optional<std::string> service_port;
  std::string service_account_folder = "/var/run/secrets/kubernetes.io/serviceaccount";
  std::string https_proxy;    // $HTTPS_PROXY, else $https_proxy; may contain a password
  std::string http_proxy;     // $HTTP_PROXY, else $http_proxy; may contain a password
  std::string no_proxy;       // $NO_PROXY, else $no_proxy
  std::string ssl_cert_file;  // $SSL_CERT_FILE: the system's roots; empty: default file
  std::string ssl_cert_dir;   // $SSL_CERT_DIR: folders of roots; empty: default folder
};

}  // namespace exporter::kubeconfig

#endif  // EXPORTER_KUBECONFIG_ENVIRONMENT_H_
