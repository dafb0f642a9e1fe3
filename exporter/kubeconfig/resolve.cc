#include "exporter/kubeconfig/resolve.h"

#include <string>
#include <utility>
#include <variant>

#include "exporter/credentials/pem.h"
#include "exporter/credentials/url.h"
#include "exporter/kubeconfig/entry_reader.h"
#include "exporter/kubeconfig/environment_proxy.h"
#include "exporter/kubeconfig/resolve_user.h"
#include "exporter/objects/field_reader.h"

namespace exporter::kubeconfig {
namespace {

using objects::FieldReader;
using objects::Value;

void ReadCa(EntryReader& cluster, credentials::Access& access, credentials::ExecCluster& info) {
  const std::string bundle = cluster.FileOrData("certificate-authority");
  if (bundle.empty()) return;
  info.ca_pem = bundle;
  access.ca_pem = credentials::CertificatesIn(bundle);
  if (access.insecure_skip_tls_verify) {
    cluster.Reject("insecure-skip-tls-verify and a certificate-authority are both given; keep one");
  }
  if (access.ca_pem.empty()) {
    cluster.Reject("certificate-authority contains no certificate in PEM");
  }
}

// The extension for exec plugins; null if there is none.
Value ExecExtension(const Value& cluster) {
  const Value* const list = cluster.Find("extensions");
  const auto* const extensions = list == nullptr ? nullptr : std::get_if<Value::List>(&list->data);
  if (extensions == nullptr) return {};
  for (const Value& extension : *extensions) {
    const Value* const name = extension.Find("name");
    const Value* const content = extension.Find("extension");
    if (name == nullptr || content == nullptr) continue;
    const auto* const text = std::get_if<std::string>(&name->data);
    if (text != nullptr && *text == "client.authentication.k8s.io/exec") return *content;
  }
  return {};
}

// Fills in `access` and the description of the cluster for exec plugins.
void ReadCluster(EntryReader& cluster, credentials::Access& access,
                 credentials::ExecCluster& info) {
  FieldReader& fields = cluster.fields();
  info.server = fields.String("server");
  info.tls_server_name = fields.String("tls-server-name");
  info.insecure_skip_tls_verify = fields.Bool("insecure-skip-tls-verify", false);
  info.disable_compression = fields.Bool("disable-compression", false);
  info.proxy_url = fields.String("proxy-url");
  access.tls_server_name = info.tls_server_name;
  access.insecure_skip_tls_verify = info.insecure_skip_tls_verify;
  access.disable_compression = info.disable_compression;

  auto endpoint = credentials::ParseServerUrl(info.server);
  if (!endpoint) return cluster.Reject("server " + endpoint.error());
  access.endpoint = *std::move(endpoint);
  if (!info.proxy_url.empty()) {
    auto proxy = credentials::ParseProxyUrl(info.proxy_url);
    if (!proxy) return cluster.Reject("proxy-url " + proxy.error());
    access.proxy = *std::move(proxy);
  }
  ReadCa(cluster, access, info);
}

}  // namespace

Result<credentials::Access> Resolve(const Kubeconfig& kubeconfig,
                                    const KubeconfigEntry& context_entry,
                                    const Environment& environment, files::WatchedFiles& files) {
  EntryReader context("context", context_entry, files);
  const std::string cluster_name = context.fields().String("cluster");
  const std::string user_name = context.fields().String("user");
  const KubeconfigEntry* const cluster_entry = FindEntry(kubeconfig.clusters, cluster_name);
  const KubeconfigEntry* const user_entry = FindEntry(kubeconfig.users, user_name);
  if (cluster_name.empty()) context.Reject("names no cluster");
  if (cluster_entry == nullptr) context.Reject("cluster \"" + cluster_name + "\" is not defined");
  if (user_entry == nullptr && !user_name.empty()) {
    context.Reject("user \"" + user_name + "\" is not defined");
  }
  if (context.error()) return tl::unexpected(*context.error());

  credentials::Access access;
  access.system_ca_file = environment.ssl_cert_file;
  access.system_ca_folders = environment.ssl_cert_dir;
  EntryReader cluster("cluster", *cluster_entry, files);
  credentials::ExecCluster info;
  ReadCluster(cluster, access, info);
  if (cluster.error()) return tl::unexpected(*cluster.error());
  info.config = ExecExtension(cluster_entry->content);
  if (info.proxy_url.empty()) {
    auto proxy = EnvironmentProxy(access.endpoint, environment);
    if (!proxy) return tl::unexpected(proxy.error());
    access.proxy = *std::move(proxy);
  }

  if (user_entry == nullptr) return access;  // anonymous
  EntryReader user("user", *user_entry, files);
  ReadUser(user, info, access);
  if (user.error()) return tl::unexpected(*user.error());
  if (!access.oidc) return access;
  // An invalid URL is an error only when the token must be refreshed, as in client-go.
  const auto issuer = credentials::ParseServerUrl(access.oidc->issuer_url);
  if (!issuer) return access;
  auto proxy = EnvironmentProxy(*issuer, environment);
  if (!proxy) return tl::unexpected(proxy.error());
  access.oidc->proxy = *std::move(proxy);
  return access;
}

}  // namespace exporter::kubeconfig
