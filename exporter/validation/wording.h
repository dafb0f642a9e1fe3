// Formats pools, addresses and places for the messages of findings. Pure.

#ifndef EXPORTER_VALIDATION_WORDING_H_
#define EXPORTER_VALIDATION_WORDING_H_

#include <string>

#include "exporter/addresses/address_set.h"
#include "exporter/metallb/declared_cluster.h"

namespace exporter::validation {

// `pool "web" of cluster "a"`. If the cluster has two pools of that name, the name is
// "metallb-system/web". Time: linear in the pools of the cluster.
std::string NameOf(const metallb::AddressPool& pool, const metallb::DeclaredCluster& cluster);

// As above, if the caller knows whether the cluster has another pool of that name.
std::string NameOf(const metallb::AddressPool& pool, const metallb::DeclaredCluster& cluster,
                   bool has_namesake);

// `BGPAdvertisement "adv" of cluster "a"`. The advertisement of a legacy pool has the name of the
// pool.
std::string NameOf(const metallb::Advertisement& advertisement,
                   const metallb::DeclaredCluster& cluster);

// "192.0.2.1-192.0.2.9 (9 addresses)"; "192.0.2.1 and 2 more (7 addresses)" for three ranges.
// REQUIRES: `set` is not empty.
std::string Summary(const addresses::AddressSet& set);

// "pool.yaml:7"; "pool.yaml" if `line` is 0.
std::string Place(const std::string& file, int line);

}  // namespace exporter::validation

#endif  // EXPORTER_VALIDATION_WORDING_H_
