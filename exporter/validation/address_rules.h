// The rules `invalid-address` and `overlap`: entries that MetalLB rejects, and addresses that two
// pools must not both contain. Pure.

#ifndef EXPORTER_VALIDATION_ADDRESS_RULES_H_
#define EXPORTER_VALIDATION_ADDRESS_RULES_H_

#include <vector>

#include "exporter/metallb/declared_cluster.h"
#include "exporter/validation/finding.h"
#include "exporter/validation/networks.h"

namespace exporter::validation {

void FindInvalidAddresses(const metallb::DeclaredCluster& cluster, std::vector<Finding>& findings);

// Overlaps within a pool, between pools of a cluster, and between clusters of one network except in
// addresses that are shared on purpose. One finding for each shared range, at the last entry that
// contains it, by cluster, file and line. At most two findings for each entry and shared range.
void FindOverlaps(const std::vector<metallb::DeclaredCluster>& clusters, const Networks& networks,
                  std::vector<Finding>& findings);

}  // namespace exporter::validation

#endif  // EXPORTER_VALIDATION_ADDRESS_RULES_H_
