// The words that findings of several rules have in common. Pure.

#ifndef EXPORTER_VALIDATION_WORDING_H_
#define EXPORTER_VALIDATION_WORDING_H_

#include <string>

#include "exporter/addresses/address_set.h"
#include "exporter/metallb/declared_cluster.h"

namespace exporter::validation {

// `pool "web" of cluster "a"`; "metallb-system/web" where the cluster has another of that name.
std::string NameOf(const metallb::AddressPool& pool, const metallb::DeclaredCluster& cluster);

// "192.0.2.1-192.0.2.9 (9 addresses)"; of several ranges the first, and how many more there are.
// Never a list of addresses. REQUIRES: `set` is not empty.
std::string Summary(const addresses::AddressSet& set);

// "pool.yaml:7"
std::string Place(const std::string& file, int line);

}  // namespace exporter::validation

#endif  // EXPORTER_VALIDATION_WORDING_H_
