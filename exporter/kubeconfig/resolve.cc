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

Result<void> ReadCa(EntryReader& cluster, credentials::Access& access) {
  auto ca = cluster.FileOrData("certificate-authority");
  if (!ca) return tl::unexpected(ca.error());
  access.ca_pem = *std::move(ca);
  if (access.ca_pem.empty()) return {};
  if (access.insecure_skip_tls_verify) {
    return cluster.Bad(
        "insecure-skip-tls-verify and a certificate-authority are both given; keep one");
  }
  if (!credentials::HoldsCertificate(access.ca_pem)) {
    return cluster.Bad("certificate-authority holds no certificate in PEM");
  }
  return {};
}

// The extension of that name, which is for plugins; null where there is none.
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

Result<void> ReadProxy(const EntryReader& cluster, const std::string& url,
                       const Environment& environment, credentials::Access& access) {
  if (url.empty()) {
    auto proxy = EnvironmentProxy(access.endpoint, environment);
    if (!proxy) return tl::unexpected(proxy.error());
    access.proxy = *std::move(proxy);
    return {};
  }
  auto proxy = credentials::ParseProxyUrl(url);
  if (!proxy) return cluster.Bad("proxy-url " + proxy.error());
  access.proxy = *std::move(proxy);
  return {};
}

// Into the access, and as a plugin is told.
Result<void> ReadCluster(const KubeconfigEntry& entry, const Environment& environment,
                         files::WatchedFiles& files, credentials::Access& access,
                         credentials::ExecCluster& told) {
  EntryReader cluster("cluster", entry, files);
  FieldReader& fields = cluster.fields();
  told.server = fields.String("server");
  access.tls_server_name = told.tls_server_name = fields.String("tls-server-name");
  access.insecure_skip_tls_verify = told.insecure_skip_tls_verify =
      fields.Bool("insecure-skip-tls-verify", false);
  access.disable_compression = told.disable_compression = fields.Bool("disable-compression", false);
  told.proxy_url = fields.String("proxy-url");
  if (auto sound = cluster.Check(); !sound) return sound;

  auto endpoint = credentials::ParseServerUrl(told.server);
  if (!endpoint) return cluster.Bad("server " + endpoint.error());
  access.endpoint = *std::move(endpoint);
  access.system_ca_file = environment.ssl_cert_file;
  if (auto sound = ReadProxy(cluster, told.proxy_url, environment, access); !sound) return sound;
  if (auto sound = ReadCa(cluster, access); !sound) return sound;
  told.ca_pem = access.ca_pem;
  told.config = ExecExtension(cluster.content());
  return {};
}

}  // namespace

Result<credentials::Access> Resolve(const Kubeconfig& kubeconfig,
                                    const KubeconfigEntry& context_entry,
                                    const Environment& environment, files::WatchedFiles& files) {
  EntryReader context("context", context_entry, files);
  const std::string cluster_name = context.fields().String("cluster");
  const std::string user_name = context.fields().String("user");
  if (auto sound = context.Check(); !sound) return tl::unexpected(sound.error());

  if (cluster_name.empty()) return context.Bad("names no cluster");
  const KubeconfigEntry* const cluster = FindEntry(kubeconfig.clusters, cluster_name);
  if (cluster == nullptr) return context.Bad("cluster \"" + cluster_name + "\" is not defined");
  const KubeconfigEntry* const user = FindEntry(kubeconfig.users, user_name);
  if (user == nullptr && !user_name.empty()) {
    return context.Bad("user \"" + user_name + "\" is not defined");
  }

  credentials::Access access;
  credentials::ExecCluster told;
  if (auto sound = ReadCluster(*cluster, environment, files, access, told); !sound) {
    return tl::unexpected(sound.error());
  }
  if (user == nullptr) return access;  // anonymous
  if (auto sound = ReadUser(*user, told, files, access); !sound) {
    return tl::unexpected(sound.error());
  }
  return access;
}

}  // namespace exporter::kubeconfig
