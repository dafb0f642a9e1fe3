// How pools were written before IPAddressPools: the AddressPool object (MetalLB 0.11 to 0.13), and
// the ConfigMap `config` in `metallb-system` (before 0.13).
//
// Both become the same values that today's objects become. A legacy pool is advertised by itself:
// it comes with an advertisement of its own. Pure.
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

// Errors: kProtocol, where a field is of another type than the API's, or the object has no name.
Result<LegacyPool> DecodeLegacyPool(const objects::Value& object);

struct LegacyConfig {
  std::vector<LegacyPool> pools;
  std::vector<BgpPeer> peers;
  Community communities;  // bgp-communities
};

// Reads the YAML that the ConfigMap holds under the key `config`. Everything in it gets the
// namespace `metallb-system`, the only one where MetalLB looks for it.
// Errors: kProtocol, where a field is of another type than it should be, or a pool has no name.
Result<LegacyConfig> DecodeLegacyConfig(const objects::Value& config);

}  // namespace exporter::metallb

#endif  // EXPORTER_METALLB_LEGACY_H_
