// The rules of `validate`, in groups that share an input. Only validate.cc calls them. README.md
// describes each rule for users. Pure.

#ifndef EXPORTER_VALIDATION_RULES_H_
#define EXPORTER_VALIDATION_RULES_H_

#include <vector>

#include "exporter/validation/networks.h"
#include "exporter/validation/validate.h"

namespace exporter::validation {

// `invalid-address`: one finding for each invalid entry, and one for a pool without entries.
//
// `host-bits`: a CIDR whose address is not the first of its range. MetalLB uses the whole range.
//
// `overlap`: within a pool, between pools of a cluster, and between clusters of one network.
// Addresses that are shared on purpose do not overlap between clusters. There is one finding for
// each shared range. The finding is at the last entry that contains the range, in the order of
// clusters, files and lines. There are at most two findings for each entry and for each range that
// is shared on purpose.
void CheckAddresses(const Subject& subject, const Networks& networks,
                    std::vector<Finding>& findings);

// `unknown-pool`, `unknown-peer` and `unknown-bfd-profile`: a reference to an object that the
// cluster's manifests do not define, also if they define no object of that kind.
//
// `unknown-community`. A community of an advertisement must be a literal or the name of an alias.
// The value of an alias must be a literal.
void CheckReferences(const Subject& subject, std::vector<Finding>& findings);

// `aggregation-length`: one finding for each length of an advertisement. The length must not be
// shorter than the shortest prefix of an entry of an advertised pool. Two rules depend on the
// version: MetalLB before 0.12 compares the length with each prefix of a range and therefore
// rejects more ranges; MetalLB 0.16 and later rejects a length together with serviceSelectors.
// Source: MetalLB's internal/config, validateBGPAdvPerPool and bgpAdvertisementFromCR.
void CheckAggregation(const Subject& subject, std::vector<Finding>& findings);

// `request-outside`: a Service requests an address that no pool of the cluster assigns, a pool that
// the manifests do not define, or addresses in a form that MetalLB rejects.
//
// `duplicate-request`: one finding for each address, at the last Service that requests the address.
// Services of one cluster may share an address if their sharing keys are equal and not empty.
// Services of two clusters may request addresses that are shared on purpose. Ports and traffic
// policies, which MetalLB also compares, are not compared. MetalLB before 0.13.10 assigns a
// requested address also if it is not in the requested pool.
// Source: MetalLB's controller/service.go and internal/allocator.
void CheckRequests(const Subject& subject, const Networks& networks,
                   std::vector<Finding>& findings);

// `not-advertised`. There is no finding if the cluster's manifests have no L2Advertisement and no
// BGPAdvertisement.
//
// `duplicate-pool`. Pools in two namespaces are also duplicates, because MetalLB reads only one
// namespace and ignores one of the pools.
//
// `unknown-field` (metallb/schema.h).
//
// `cluster-label`: a label `cluster` of a pool that has another value than the cluster's name.
//
// `shared-asn`. Each cluster except the first has one finding for each shared ASN. The finding
// names the first cluster.
void CheckClusters(const Subject& subject, const Networks& networks,
                   std::vector<Finding>& findings);

// `unlisted-cluster`. A cluster that the configuration does not list is in the network "default",
// perhaps because of a typo. The finding also names a listed cluster that has no manifests. A
// listed cluster without manifests is not a finding of its own, because a run may check one cluster
// of many. REQUIRES: the subject has a configuration.
void CheckConfig(const Subject& subject, std::vector<Finding>& findings);

// `plan-overlap` and `plan-capacity`. Ranges of two clusters overlap only if the clusters are in
// one network, and only in addresses that are not shared on purpose. Reserved ranges apply to every
// network.
//
// `plan-outside`, `plan-reserved` and `plan-missing`. The first two rules have at most one finding
// for each entry of a pool, the third has at most one for each cluster. A cluster that is in the
// plan but has no manifests is not a finding. REQUIRES: the subject has a plan.
void CheckPlan(const Subject& subject, const Networks& networks, std::vector<Finding>& findings);

}  // namespace exporter::validation

#endif  // EXPORTER_VALIDATION_RULES_H_
