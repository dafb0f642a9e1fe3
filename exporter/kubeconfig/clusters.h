// Finds the clusters to poll, and how to access them, from options and kubeconfigs. Does not
// connect to any cluster.
//
// Reads files through a WatchedFiles. Environment variables are passed as values. Source:
// client-go, tools/clientcmd (loader.go), rest.InClusterConfig.

#ifndef EXPORTER_KUBECONFIG_CLUSTERS_H_
#define EXPORTER_KUBECONFIG_CLUSTERS_H_

#include <optional>
#include <string>
#include <vector>

#include "exporter/credentials/access.h"
#include "exporter/files/watched_files.h"
#include "exporter/kubeconfig/environment.h"
#include "exporter/result/result.h"

namespace exporter::kubeconfig {

struct ClusterSelection {
  // A file, or a folder of files that are not merged. nullopt: the files of $KUBECONFIG, else
  // ~/.kube/config. If these files have no context: the Pod's own service account.
  std::optional<std::string> kubeconfig;
  std::vector<std::string> contexts;  // shell globs; empty: all contexts
  std::string in_cluster_name = "in-cluster";
};

// A cluster of the configuration file.
struct ListedCluster {
  std::string name;
  std::string context;                    // not a glob
  std::optional<std::string> kubeconfig;  // as in ClusterSelection
  bool in_cluster = false;                // use the Pod's own service account, not a context
};

struct ClusterSource {
  std::string name;                    // unique
  std::string context;                 // empty for the Pod's own service account
  bool named_exactly = false;          // selected by name, not by a glob or by default
  Result<credentials::Access> access;  // an error if the context, cluster or user is invalid
};

struct LoadedClusters {
  std::vector<ClusterSource> clusters;  // in the order of the kubeconfig
  std::vector<std::string> warnings;
};

// Errors: kConfig, if a file is missing or not a kubeconfig, or if a pattern matches no context.
// Also if two clusters have the same name, or if no cluster is valid. So at least one is valid.
Result<LoadedClusters> LoadClusters(const ClusterSelection& selection,
                                    const Environment& environment, files::WatchedFiles& files);

// The clusters of the configuration file, in its order. If an entry's kubeconfig is missing or
// invalid, or does not have the context, the access of that cluster is an error. `kubeconfig` is
// the default for entries without a kubeconfig. REQUIRES: names are unique.
LoadedClusters ResolveListedClusters(const std::vector<ListedCluster>& clusters,
                                     const std::optional<std::string>& kubeconfig,
                                     const Environment& environment, files::WatchedFiles& files);

// As ResolveListedClusters. Errors: kConfig, if no cluster is valid.
Result<LoadedClusters> LoadListedClusters(const std::vector<ListedCluster>& clusters,
                                          const std::optional<std::string>& kubeconfig,
                                          const Environment& environment,
                                          files::WatchedFiles& files);

// False if no file or folder of `kubeconfig` (as in ClusterSelection) exists, or if the default
// files have no context.
bool KubeconfigExists(const std::optional<std::string>& kubeconfig, const Environment& environment);

// True if the default selection has a cluster: the default files have a context, or the Pod's own
// service account has a token. True if $KUBECONFIG is set.
bool HasDefaultCluster(const Environment& environment);

}  // namespace exporter::kubeconfig

#endif  // EXPORTER_KUBECONFIG_CLUSTERS_H_
