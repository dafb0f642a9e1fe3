// A node that announces a Service by ARP and NDP, from a ServiceL2Status object (MetalLB 0.14.6 and
// later).
//
// It says which node believes that it announces the Service. Another host may still answer. A value
// type, pure. Source: metallb.io/v1beta1 ServiceL2Status; MetalLB's layer2_status_controller.go.

#ifndef EXPORTER_METALLB_L2_STATUS_H_
#define EXPORTER_METALLB_L2_STATUS_H_

#include <compare>
#include <optional>
#include <span>
#include <string>

#include "exporter/objects/json_reader.h"
#include "exporter/objects/value.h"
#include "exporter/result/result.h"

namespace exporter::metallb {

struct L2Announcement {
  std::string name_space;  // of the Service
  std::string service;
  std::string node;
  bool on_chosen_interfaces = false;  // an L2Advertisement names interfaces

  auto operator<=>(const L2Announcement&) const = default;
};

// The fields that DecodeL2Status reads.
std::span<const objects::WantedField> L2StatusFields();

// Returns nullopt if the object does not name a Service and a node. The labels win over the status:
// MetalLB writes them first, and MetalLB 0.15.3 and earlier cannot change status.node after a
// failover.
// Errors: kProtocol if a field has a wrong type or the object has no name.
Result<std::optional<L2Announcement>> DecodeL2Status(const objects::Value& object);

}  // namespace exporter::metallb

#endif  // EXPORTER_METALLB_L2_STATUS_H_
