// The rules `invalid-address` and `overlap`: what MetalLB itself rejects, and what two clusters
// must not both hand out. Pure.

#ifndef EXPORTER_VALIDATION_ADDRESS_RULES_H_
#define EXPORTER_VALIDATION_ADDRESS_RULES_H_

#include <vector>

#include "exporter/metallb/declared_cluster.h"
#include "exporter/validation/finding.h"
#include "exporter/validation/networks.h"

namespace exporter::validation {

void FindInvalidAddresses(const metallb::DeclaredCluster& cluster, std::vector<Finding>& findings);

// Entry by entry: within a pool, between pools of a cluster, and between clusters of one network
// less what these share on purpose. Told where the later of the two stands, by cluster, file and
// line. Of more overlaps than anybody reads (ration.h), the rest of a network is one finding.
void FindOverlaps(const std::vector<metallb::DeclaredCluster>& clusters, const Networks& networks,
                  std::vector<Finding>& findings);

}  // namespace exporter::validation

#endif  // EXPORTER_VALIDATION_ADDRESS_RULES_H_
