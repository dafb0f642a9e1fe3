// The second look of a scan: findings of a warning or worse count only if a later look confirms
// them. A failover between the looks is then no conflict. Pure.

#ifndef EXPORTER_SCAN_SECOND_LOOK_H_
#define EXPORTER_SCAN_SECOND_LOOK_H_

#include <vector>

#include "exporter/addresses/ip_address.h"
#include "exporter/fleet/fleet_policy.h"
#include "exporter/scan/findings.h"
#include "exporter/scan/segment_answers.h"

namespace exporter::scan {

// The addresses of findings of a warning or worse.
std::vector<addresses::IpAddress> Suspects(const std::vector<WireFinding>& findings);

// The addresses that the second look asks for.
struct SecondLook {
  // Sorted and unique; only addresses that the interface can ask for. Empty without suspects.
  std::vector<addresses::IpAddress> asked;
  // Unused addresses: a host that answers for them is a router (FindRouters).
  std::vector<addresses::IpAddress> controls;
};

// The suspects, and the addresses that may explain them: controls, nodes that did not answer,
// because an unknown host may be one of them, and addresses that say whether several hosts with the
// address of a node are network cards of one node.
SecondLook PlanSecondLook(const SegmentAnswers& first, const std::vector<WireFinding>& findings,
                          const fleet::FleetPolicy& policy);

// The findings after a second look at the suspects among `first`. A finding counts as a conflict
// only if both looks say so, and with the second look's facts: the other one may have seen a
// failover. `reviewed` are the findings of the first look's answers, with what both looks teach
// about hosts.
std::vector<WireFinding> Confirm(const std::vector<WireFinding>& first,
                                 std::vector<WireFinding> reviewed,
                                 std::vector<WireFinding> second);

}  // namespace exporter::scan

#endif  // EXPORTER_SCAN_SECOND_LOOK_H_
