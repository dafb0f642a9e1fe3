// The network of each cluster, and the addresses that clusters of a network share on purpose.
//
// The names of networks are not checked (config/fleet_config.h). A value type, pure.

#ifndef EXPORTER_VALIDATION_NETWORKS_H_
#define EXPORTER_VALIDATION_NETWORKS_H_

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "exporter/addresses/address_set.h"
#include "exporter/config/fleet_config.h"

namespace exporter::validation {

class Networks {
 public:
  // Every cluster is in the network "default".
  Networks() = default;

  explicit Networks(const config::FleetConfig& config);

  // "default" for a cluster that the configuration does not list.
  std::string_view NetworkOf(std::string_view cluster) const;

  // The addresses that clusters of the network share on purpose. Empty for a network that the
  // configuration does not list.
  const addresses::AddressSet& SharedIn(std::string_view network) const;

 private:
  std::map<std::string, std::string, std::less<>> network_by_cluster_;
  std::map<std::string, addresses::AddressSet, std::less<>> shared_by_network_;
};

}  // namespace exporter::validation

#endif  // EXPORTER_VALIDATION_NETWORKS_H_
