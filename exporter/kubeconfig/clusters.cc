#include "exporter/kubeconfig/clusters.h"

#include <fnmatch.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <system_error>
#include <utility>

#include "exporter/credentials/bearer_token.h"
#include "exporter/credentials/pem.h"
#include "exporter/credentials/url.h"
#include "exporter/kubeconfig/environment_proxy.h"
#include "exporter/kubeconfig/kubeconfig_files.h"
#include "exporter/kubeconfig/resolve.h"
#include "exporter/text/suggestion.h"
#include "exporter/text/utf8.h"

namespace exporter::kubeconfig {
namespace {

constexpr std::size_t kMaxListed = 10;

std::string Quoted(const std::string& text) { return '"' + text + '"'; }

// "a", "b" and 3 more
std::string Listed(const std::vector<std::string>& texts) {
  std::string list;
  for (std::size_t i = 0; i < std::min(texts.size(), kMaxListed); ++i) {
    list += (i == 0 ? "" : ", ") + Quoted(texts[i]);
  }
  if (texts.size() > kMaxListed) {
    list += " and " + std::to_string(texts.size() - kMaxListed) + " more";
  }
  return list;
}

bool Selects(const std::string& pattern, const std::string& name) {
  return pattern == name || fnmatch(pattern.c_str(), name.c_str(), 0) == 0;
}

// A suggestion for a name that does not exist, or the names that exist.
std::string InsteadOf(const std::string& name, const std::vector<std::string>& names) {
  std::string suggestion = text::DidYouMean(name, {names.begin(), names.end()});
  if (!suggestion.empty() || names.empty()) return suggestion;
  return "; contexts: " + Listed(names);
}

Result<void> CheckPatterns(const std::vector<std::string>& patterns,
                           const std::vector<std::string>& names) {
  for (const std::string& pattern : patterns) {
    const bool matched = std::any_of(names.begin(), names.end(), [&](const std::string& name) {
      return Selects(pattern, name);
    });
    if (!matched) {
      return Fail(ErrorKind::kConfig, "--context " + Quoted(pattern) + " matches no context" +
                                          InsteadOf(pattern, names));
    }
  }
  return {};
}

bool IsNamed(const std::vector<std::string>& patterns, const std::string& name) {
  return std::find(patterns.begin(), patterns.end(), name) != patterns.end();
}

bool IsInPod(const Environment& environment) {
  return environment.service_host && !environment.service_host->empty();
}

Result<credentials::Access> InClusterAccess(const Environment& environment,
                                            files::WatchedFiles& files) {
  if (!IsInPod(environment)) {
    return Fail(ErrorKind::kConfig,
                "in_cluster: KUBERNETES_SERVICE_HOST is not set; in_cluster works only in a Pod");
  }
  credentials::Access access;
  const std::string host = *environment.service_host;
  const bool ipv6 = host.find(':') != std::string::npos;
  const std::string server = "https://" + (ipv6 ? '[' + host + ']' : host) + ':' +
                             environment.service_port.value_or("443");
  auto endpoint = credentials::ParseServerUrl(server);
  if (!endpoint) {
    return Fail(ErrorKind::kConfig,
                "KUBERNETES_SERVICE_HOST and _PORT: " + server + " " + endpoint.error());
  }
  access.endpoint = *std::move(endpoint);
  access.system_ca_file = environment.ssl_cert_file;
  access.system_ca_folders = environment.ssl_cert_dir;
  auto proxy = EnvironmentProxy(access.endpoint, environment);
  if (!proxy) return tl::unexpected(proxy.error());
  access.proxy = *std::move(proxy);
  const std::string ca_file = environment.service_account_folder + "/ca.crt";
  const auto ca = files.Read(ca_file);
  if (!ca) return Fail(ErrorKind::kConfig, "service account " + ca.error().message);
  access.ca_pem = credentials::CertificatesIn(*ca);
  if (access.ca_pem.empty()) {
    return Fail(ErrorKind::kConfig,
                "service account " + ca_file + " contains no certificate in PEM");
  }
  access.token_file = environment.service_account_folder + "/token";
  access.token_origin = "service account";
  return access;
}

// The files to read without --kubeconfig, separated by colons as in $KUBECONFIG.
std::string DefaultList(const Environment& environment) {
  if (environment.kubeconfig && !environment.kubeconfig->empty()) return *environment.kubeconfig;
  return environment.home ? *environment.home + "/.kube/config" : "";
}

Result<Contexts> ReadContexts(const std::optional<std::string>& kubeconfig,
                              const Environment& environment, files::WatchedFiles& files) {
  if (!kubeconfig) return ReadKubeconfigList(DefaultList(environment), files);
  std::error_code error;
  return std::filesystem::is_directory(*kubeconfig, error)
             ? ReadKubeconfigFolder(*kubeconfig, files)
             : ReadKubeconfigFile(*kubeconfig, files);
}

tl::unexpected<Error> NoContexts(const ClusterSelection& selection, const Environment& environment,
                                 const std::vector<std::string>& missing_files) {
  if (selection.kubeconfig) {
    return Fail(ErrorKind::kConfig, "kubeconfig " + *selection.kubeconfig + " has no context");
  }
  constexpr char kSeparator = ':';
  const bool from_variable = environment.kubeconfig && !environment.kubeconfig->empty();
  std::string reason = "$KUBECONFIG and $HOME are not set";
  if (!missing_files.empty()) {
    reason = from_variable ? "$KUBECONFIG names " + missing_files[0] + ", which does not exist"
                           : missing_files[0] + " does not exist";
  } else if (const std::string list = DefaultList(environment); !list.empty()) {
    const bool has_path = list.find_first_not_of(kSeparator) != std::string::npos;
    reason = has_path ? list + " has no context" : "$KUBECONFIG contains no path";
  }
  return Fail(ErrorKind::kConfig, reason + "; use --kubeconfig, or try the command demo");
}

bool IsSelected(const std::vector<std::string>& patterns, const std::string& name) {
  return patterns.empty() ||
         std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string& pattern) { return Selects(pattern, name); });
}

// Finds contexts by name. Reads each kubeconfig only once.
class ContextFinder {
 public:
  ContextFinder(const Environment& environment, files::WatchedFiles& files)
      : environment_(environment), files_(files) {}

  Result<credentials::Access> Find(const std::string& name,
                                   const std::optional<std::string>& kubeconfig) {
    auto read = read_.find(kubeconfig);
    if (read == read_.end()) {
      read = read_.emplace(kubeconfig, ReadContexts(kubeconfig, environment_, files_)).first;
    }
    if (!read->second) return tl::unexpected(read->second.error());
    const std::vector<NamedContext>& contexts = read->second->contexts;
    std::vector<std::string> names;
    for (const NamedContext& context : contexts) {
      if (context.name == name) {
        return Resolve(*context.kubeconfig, *context.context, environment_, files_);
      }
      names.push_back(context.name);
    }
    return Fail(ErrorKind::kConfig, "kubeconfig " + kubeconfig.value_or(DefaultList(environment_)) +
                                        " has no context " + Quoted(name) + InsteadOf(name, names));
  }

  std::vector<std::string> Warnings() const {
    std::vector<std::string> warnings;
    for (const auto& [kubeconfig, contexts] : read_) {
      if (!contexts) continue;
      warnings.insert(warnings.end(), contexts->warnings.begin(), contexts->warnings.end());
    }
    return warnings;
  }

 private:
  const Environment& environment_;
  files::WatchedFiles& files_;
  std::map<std::optional<std::string>, Result<Contexts>> read_;
};

// Why every poll would fail; nullopt if a poll may succeed. Each poll looks for a missing token
// file again, so a missing file counts only if no other cluster is valid.
std::optional<std::string> AccessError(const Result<credentials::Access>& access) {
  if (!access) return access.error().message;
  const auto token =
      credentials::BearerToken(*access).Current(credentials::BearerToken::Clock::now());
  return token ? std::nullopt : std::optional(token.error().message);
}

// Fails if every cluster has an error, with all different errors.
Result<void> CheckAnyValid(const std::vector<ClusterSource>& sources) {
  std::set<std::string> seen;
  std::string errors;
  for (const ClusterSource& source : sources) {
    const auto error = AccessError(source.access);
    if (!error) return {};
    if (seen.insert(*error).second) errors += (errors.empty() ? "" : "; ") + *error;
  }
  return Fail(ErrorKind::kConfig, errors);
}

}  // namespace

Result<LoadedClusters> LoadClusters(const ClusterSelection& selection,
                                    const Environment& environment, files::WatchedFiles& files) {
  auto contexts = ReadContexts(selection.kubeconfig, environment, files);
  if (!contexts) return tl::unexpected(contexts.error());

  LoadedClusters loaded;
  loaded.warnings = std::move(contexts->warnings);
  std::vector<std::string> names;
  for (const NamedContext& context : contexts->contexts) names.push_back(context.name);
  const bool in_cluster = names.empty() && !selection.kubeconfig && IsInPod(environment);
  if (in_cluster) names.push_back(selection.in_cluster_name);
  if (names.empty()) return NoContexts(selection, environment, contexts->missing_files);
  if (!std::all_of(names.begin(), names.end(), text::IsUtf8)) {
    return Fail(ErrorKind::kConfig,
                "a cluster's name is not UTF-8; rename the file or the context");
  }
  if (auto matched = CheckPatterns(selection.contexts, names); !matched) {
    return tl::unexpected(matched.error());
  }

  for (const NamedContext& context : contexts->contexts) {
    if (!IsSelected(selection.contexts, context.name)) continue;
    loaded.clusters.push_back({context.name, context.name,
                               IsNamed(selection.contexts, context.name),
                               Resolve(*context.kubeconfig, *context.context, environment, files)});
  }
  if (in_cluster) {
    loaded.clusters.push_back({selection.in_cluster_name, "",
                               IsNamed(selection.contexts, selection.in_cluster_name),
                               InClusterAccess(environment, files)});
  }
  if (auto valid = CheckAnyValid(loaded.clusters); !valid) return tl::unexpected(valid.error());
  return loaded;
}

LoadedClusters ResolveListedClusters(const std::vector<ListedCluster>& clusters,
                                     const std::optional<std::string>& kubeconfig,
                                     const Environment& environment, files::WatchedFiles& files) {
  ContextFinder finder(environment, files);
  LoadedClusters loaded;
  for (const ListedCluster& cluster : clusters) {
    auto access =
        cluster.in_cluster
            ? InClusterAccess(environment, files)
            : finder.Find(cluster.context, cluster.kubeconfig ? cluster.kubeconfig : kubeconfig);
    loaded.clusters.push_back({cluster.name, cluster.context, true, std::move(access)});
  }
  loaded.warnings = finder.Warnings();
  return loaded;
}

Result<LoadedClusters> LoadListedClusters(const std::vector<ListedCluster>& clusters,
                                          const std::optional<std::string>& kubeconfig,
                                          const Environment& environment,
                                          files::WatchedFiles& files) {
  LoadedClusters loaded = ResolveListedClusters(clusters, kubeconfig, environment, files);
  if (auto valid = CheckAnyValid(loaded.clusters); !valid) return tl::unexpected(valid.error());
  return loaded;
}

bool KubeconfigExists(const std::optional<std::string>& kubeconfig,
                      const Environment& environment) {
  std::error_code error;
  if (kubeconfig) return std::filesystem::exists(*kubeconfig, error);
  files::WatchedFiles files;
  const auto contexts = ReadKubeconfigList(DefaultList(environment), files);
  return !contexts || !contexts->contexts.empty();
}

bool HasDefaultCluster(const Environment& environment) {
  if (environment.kubeconfig && !environment.kubeconfig->empty()) return true;
  if (KubeconfigExists(std::nullopt, environment)) return true;
  std::error_code error;
  return IsInPod(environment) &&
         std::filesystem::exists(environment.service_account_folder + "/token", error);
}

}  // namespace exporter::kubeconfig
