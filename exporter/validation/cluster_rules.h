// The rules about references of advertisements, names and labels of pools, and ASNs.
//
// Addresses are not checked (address_rules.h, plan_rules.h). Pure.

#ifndef EXPORTER_VALIDATION_CLUSTER_RULES_H_
#define EXPORTER_VALIDATION_CLUSTER_RULES_H_

#include <vector>

#include "exporter/metallb/declared_cluster.h"
#include "exporter/validation/finding.h"
#include "exporter/validation/networks.h"

namespace exporter::validation {

// `unknown-pool` and `unknown-community`. A community of an advertisement must be a literal or the
// name of an alias. The value of an alias must be a literal.
void FindUnknownNames(const metallb::DeclaredCluster& cluster, std::vector<Finding>& findings);

// `not-advertised`. There is no finding if the cluster's manifests have no L2Advertisement and no
// BGPAdvertisement.
void FindUnadvertisedPools(const metallb::DeclaredCluster& cluster, std::vector<Finding>& findings);

// `duplicate-pool`. Pools in two namespaces are also duplicates, because MetalLB reads only one
// namespace and ignores one of the pools.
void FindDuplicatePools(const metallb::DeclaredCluster& cluster, std::vector<Finding>& findings);

// `cluster-label`: a label `cluster` of a pool that has another value than the cluster's name.
void FindWrongClusterLabels(const metallb::DeclaredCluster& cluster,
                            std::vector<Finding>& findings);

// `shared-asn`. Each cluster except the first has one finding for each shared ASN. The finding
// names the first cluster.
void FindSharedAsns(const std::vector<metallb::DeclaredCluster>& clusters, const Networks& networks,
                    std::vector<Finding>& findings);

}  // namespace exporter::validation

#endif  // EXPORTER_VALIDATION_CLUSTER_RULES_H_
