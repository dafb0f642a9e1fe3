// The resources of the API that the stand-in API server serves, and their tables for kubectl.
//
// Describes resources only; their objects are in a ClusterState.

#ifndef TESTS_STANDIN_API_RESOURCE_H_
#define TESTS_STANDIN_API_RESOURCE_H_

#include <array>
#include <string>
#include <string_view>

#include "tests/standin/cluster_state.h"

namespace exporter::standin {

struct ApiResource {
  std::string_view group_version;  // "v1", "metallb.io/v1beta1"
  std::string_view name;           // "services"
  std::string_view kind;
  bool namespaced = true;
  bool of_metallb = false;  // served only if MetalLB is installed
  bool legacy = false;      // served only if ApiOptions::has_legacy_pools is set

  // The path of the group version: "/api/v1", "/apis/metallb.io/v1beta1".
  std::string Root() const;
};

inline constexpr std::array<ApiResource, 9> kApiResources = {{
    {.group_version = "v1", .name = "services", .kind = "Service"},
    {.group_version = "v1", .name = "namespaces", .kind = "Namespace", .namespaced = false},
    {.group_version = "v1", .name = "nodes", .kind = "Node", .namespaced = false},
    {.group_version = "v1", .name = "configmaps", .kind = "ConfigMap"},
    {.group_version = "metallb.io/v1beta1",
     .name = "ipaddresspools",
     .kind = "IPAddressPool",
     .of_metallb = true},
    {.group_version = "metallb.io/v1beta2",
     .name = "bgppeers",
     .kind = "BGPPeer",
     .of_metallb = true},
    {.group_version = "metallb.io/v1beta1",
     .name = "bgppeers",
     .kind = "BGPPeer",
     .of_metallb = true},
    {.group_version = "metallb.io/v1beta1",
     .name = "servicel2statuses",
     .kind = "ServiceL2Status",
     .of_metallb = true},
    {.group_version = "metallb.io/v1beta1",
     .name = "addresspools",
     .kind = "AddressPool",
     .legacy = true},
}};

// The listing as a Table object (meta.k8s.io/v1), which kubectl prints. JSON text.
std::string MakeTable(const ApiResource& resource, const Listing& listing);

// The APIResourceList of a group version, without legacy resources. JSON text.
std::string MakeResourceList(std::string_view group_version);

}  // namespace exporter::standin

#endif  // TESTS_STANDIN_API_RESOURCE_H_
