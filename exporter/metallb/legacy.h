// Decodes the predecessors of IPAddressPool: the AddressPool object (MetalLB 0.11 to 0.13), and the
// ConfigMap `config` in `metallb-system` (before 0.13).
//
// Only manifests are decoded. The collector reads IPAddressPools only. Both predecessors are
// converted to the types of the current objects. A legacy pool contains its own advertisement, so
// each pool is returned with an Advertisement. Pure.
// Source: metallb.io/v1beta1 and v1alpha1 AddressPool; MetalLB 0.12's internal/config, configFile.

#ifndef EXPORTER_METALLB_LEGACY_H_
#define EXPORTER_METALLB_LEGACY_H_

#include <vector>

#include "exporter/metallb/address_pool.h"
#include "exporter/metallb/advertisement.h"
#include "exporter/metallb/bgp_peer.h"
#include "exporter/metallb/community.h"
#include "exporter/objects/value.h"
#include "exporter/result/result.h"

namespace exporter::metallb {

struct LegacyPool {
  AddressPool pool;
  Advertisement advertisement;
};

// Errors: kProtocol if a field has a wrong type or the object has no name.
Result<LegacyPool> DecodeLegacyPool(const objects::Value& object);

struct LegacyConfig {
  std::vector<LegacyPool> pools;
  std::vector<BgpPeer> peers;
  std::vector<BfdProfile> bfd_profiles;
  Community communities;  // the field bgp-communities
};

// Decodes the ConfigMap's data.config. All decoded objects get the namespace `metallb-system`,
// because MetalLB reads the ConfigMap only in that namespace.
// Errors: kProtocol if a field has a wrong type or a pool has no name.
Result<LegacyConfig> DecodeLegacyConfig(const objects::Value& config);

}  // namespace exporter::metallb

#endif  // EXPORTER_METALLB_LEGACY_H_
