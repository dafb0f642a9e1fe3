// The rules about names and numbers: references of advertisements, names of pools, and ASNs. Pure.

#ifndef EXPORTER_VALIDATION_CLUSTER_RULES_H_
#define EXPORTER_VALIDATION_CLUSTER_RULES_H_

#include <vector>

#include "exporter/metallb/declared_cluster.h"
#include "exporter/validation/finding.h"
#include "exporter/validation/networks.h"

namespace exporter::validation {

// `unknown-pool` and `unknown-community`. A community is unknown if it is neither a literal nor an
// alias, or if MetalLB cannot parse it, in an advertisement or in an alias.
void FindUnknownNames(const metallb::DeclaredCluster& cluster, std::vector<Finding>& findings);

// `not-advertised`. No finding if the manifests have no advertisement at all.
void FindUnadvertisedPools(const metallb::DeclaredCluster& cluster, std::vector<Finding>& findings);

// `duplicate-pool`, also in two namespaces: MetalLB reads only one namespace, so it ignores one of
// the pools.
void FindDuplicatePools(const metallb::DeclaredCluster& cluster, std::vector<Finding>& findings);

// `cluster-label`.
void FindOtherClustersLabels(const metallb::DeclaredCluster& cluster,
                             std::vector<Finding>& findings);

// `shared-asn`, in each cluster except the first. The finding names the first cluster.
void FindSharedAsns(const std::vector<metallb::DeclaredCluster>& clusters, const Networks& networks,
                    std::vector<Finding>& findings);

}  // namespace exporter::validation

#endif  // EXPORTER_VALIDATION_CLUSTER_RULES_H_
