// The rules `invalid-address` and `overlap`: entries that MetalLB rejects, and addresses that two
// entries must not both contain. The IP plan is not used (plan_rules.h). Pure.

#ifndef EXPORTER_VALIDATION_ADDRESS_RULES_H_
#define EXPORTER_VALIDATION_ADDRESS_RULES_H_

#include <vector>

#include "exporter/metallb/declared_cluster.h"
#include "exporter/validation/finding.h"
#include "exporter/validation/networks.h"

namespace exporter::validation {

// `invalid-address`: one finding for each invalid entry, and one for a pool without entries.
void FindInvalidAddresses(const metallb::DeclaredCluster& cluster, std::vector<Finding>& findings);

// `overlap`: within a pool, between pools of a cluster, and between clusters of one network.
// Addresses that are shared on purpose do not overlap between clusters. There is one finding for
// each shared range. The finding is at the last entry that contains the range, in the order of
// clusters, files and lines. There are at most two findings for each entry and for each range that
// is shared on purpose.
void FindOverlaps(const std::vector<metallb::DeclaredCluster>& clusters, const Networks& networks,
                  std::vector<Finding>& findings);

}  // namespace exporter::validation

#endif  // EXPORTER_VALIDATION_ADDRESS_RULES_H_
