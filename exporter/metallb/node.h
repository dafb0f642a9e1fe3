// A node of a cluster and its addresses. MetalLB must not assign them: the node would lose its
// connections.
//
// A value type, pure. Source: Kubernetes NodeStatus, NodeAddress.

#ifndef EXPORTER_METALLB_NODE_H_
#define EXPORTER_METALLB_NODE_H_

#include <span>
#include <string>
#include <vector>

#include "exporter/addresses/ip_address.h"
#include "exporter/objects/json_reader.h"
#include "exporter/objects/value.h"
#include "exporter/result/result.h"

namespace exporter::metallb {

struct Node {
  std::string name;
  // The distinct addresses of type InternalIP and ExternalIP, sorted.
  std::vector<addresses::IpAddress> addresses;

  bool operator==(const Node&) const = default;
};

// The fields that DecodeNode reads.
std::span<const objects::WantedField> NodeFields();

// An `address` that is not an IP address is ignored.
// Errors: kProtocol if a field has a wrong type or the object has no name.
Result<Node> DecodeNode(const objects::Value& object);

}  // namespace exporter::metallb

#endif  // EXPORTER_METALLB_NODE_H_
