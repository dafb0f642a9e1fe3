// Which clusters there are to read: from the command line and the environment to accesses.
//
// Reads files, through a WatchedFiles, but no environment variables itself: those come in as
// values. Source: client-go, tools/clientcmd (loader.go), rest.InClusterConfig.

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
  // A file, or a folder of files that are each read alone. Otherwise the files that $KUBECONFIG
  // lists, or ~/.kube/config, or where those hold no context the Pod's own service account.
  std::optional<std::string> kubeconfig;
  std::vector<std::string> contexts;  // shell globs; none: all
  std::string in_cluster_name = "in-cluster";
};

// A cluster that a configuration lists.
struct ListedCluster {
  std::string name;
  std::string context;                    // exactly so
  std::optional<std::string> kubeconfig;  // as in ClusterSelection, whose default it has
  bool in_cluster = false;                // the Pod's own service account, and no context
};

struct ClusterSource {
  std::string name;            // unique; the context's, or after its file where a folder is read
  std::string context;         // the context's name, or after its file; empty for the Pod's own
                               // service account
  bool named_exactly = false;  // chosen by name, not by a glob or by default
  Result<credentials::Access> access;  // an error where this context's entries are not sound
  std::string endpoint_key;  // equal where two contexts lead to one server; empty if unsound
};

struct LoadedClusters {
  std::vector<ClusterSource> clusters;  // in the order of the kubeconfig; at least one is sound
  std::vector<std::string> warnings;
};

// Errors, all kConfig: a file that is missing or no kubeconfig, a pattern that matches nothing, two
// clusters of one name, no cluster at all, or none that is sound.
Result<LoadedClusters> LoadClusters(const ClusterSelection& selection,
                                    const Environment& environment, files::WatchedFiles& files);

// The clusters of such a list, in its order. Where an entry's kubeconfig is missing, or no
// kubeconfig, or has no such context, that cluster is unsound like one with contradictory entries.
// `kubeconfig` is what entries without one of their own use. Errors: kConfig, where none is sound.
// REQUIRES: no name stands twice.
Result<LoadedClusters> LoadListedClusters(const std::vector<ListedCluster>& clusters,
                                          const std::optional<std::string>& kubeconfig,
                                          const Environment& environment,
                                          files::WatchedFiles& files);

}  // namespace exporter::kubeconfig

#endif  // EXPORTER_KUBECONFIG_CLUSTERS_H_
