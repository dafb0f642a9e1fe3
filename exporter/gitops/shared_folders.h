// Finds folders that have the place of a cluster but are shared by clusters, such as
// clusters/common: other clusters read their files, through a kustomization or a Kustomization of
// Flux.
//
// Such a folder is not a cluster if other clusters read every file in it that matters: objects of
// MetalLB, Services that request an address, Kustomizations of Flux, and each kustomization.yaml
// that does more than list files of its own folder. Parts of a kustomization, such as patches, do
// not matter alone. A folder with another file that matters is a cluster, although other clusters
// read a part of it.

#ifndef EXPORTER_GITOPS_SHARED_FOLDERS_H_
#define EXPORTER_GITOPS_SHARED_FOLDERS_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "exporter/manifests/input.h"
#include "exporter/manifests/problem.h"

namespace exporter::gitops {

// The files of each cluster before other files are followed, by the name of the cluster.
using OwnFiles = std::map<std::string, std::set<std::string>>;

OwnFiles OwnFilesOf(const std::vector<manifests::ClusterInputs>& clusters);

// Removes the shared folders from `clusters`, and their problems. Clusters that an argument names
// are not removed. Returns a note for each removed folder.
std::vector<std::string> RemoveSharedFolders(const OwnFiles& own,
                                             std::vector<manifests::ClusterInputs>& clusters,
                                             std::vector<manifests::Problem>& problems);

}  // namespace exporter::gitops

#endif  // EXPORTER_GITOPS_SHARED_FOLDERS_H_
