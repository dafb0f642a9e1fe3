// The rules about names and numbers: what advertisements mean, how pools are called, and which ASNs
// clusters speak for. Pure.

#ifndef EXPORTER_VALIDATION_CLUSTER_RULES_H_
#define EXPORTER_VALIDATION_CLUSTER_RULES_H_

#include <vector>

#include "exporter/metallb/declared_cluster.h"
#include "exporter/validation/finding.h"
#include "exporter/validation/networks.h"

namespace exporter::validation {

// `unknown-pool` and `unknown-community`. A community that is neither a literal nor an alias is
// unknown; so is one that MetalLB cannot read, in an advertisement as well as in an alias.
void FindUnknownNames(const metallb::DeclaredCluster& cluster, std::vector<Finding>& findings);

// `not-advertised`. Where the manifests hold no advertisement at all, those are kept elsewhere.
void FindUnadvertisedPools(const metallb::DeclaredCluster& cluster, std::vector<Finding>& findings);

// `duplicate-pool`. Two namespaces do not excuse it: MetalLB reads only one, so that one of the
// pools would not be there.
void FindDuplicatePools(const metallb::DeclaredCluster& cluster, std::vector<Finding>& findings);

// `cluster-label`.
void FindOtherClustersLabels(const metallb::DeclaredCluster& cluster,
                             std::vector<Finding>& findings);

// `shared-asn`. Told in each cluster but the first, which it names.
void FindSharedAsns(const std::vector<metallb::DeclaredCluster>& clusters, const Networks& networks,
                    std::vector<Finding>& findings);

}  // namespace exporter::validation

#endif  // EXPORTER_VALIDATION_CLUSTER_RULES_H_
