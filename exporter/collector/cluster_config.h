// A cluster to poll: its names, the way to its API server, and how its answers are interpreted.
//
// Plain values. Contains secrets: never print a configuration.

#ifndef EXPORTER_COLLECTOR_CLUSTER_CONFIG_H_
#define EXPORTER_COLLECTOR_CLUSTER_CONFIG_H_

#include <string>

#include "exporter/credentials/access.h"
#include "exporter/result/result.h"

namespace exporter::collector {

struct ClusterIdentity {
  std::string name;     // unique in the fleet
  std::string context;  // empty: the Pod's own service account
  std::string network;

  bool operator==(const ClusterIdentity&) const = default;
};

struct ClusterConfig {
  ClusterIdentity identity;
  Result<credentials::Access> access;  // if this is an error, every poll fails with that error
  std::string metallb_class;           // MetalLB's --lb-class in this cluster; empty: none
  bool metallb_expected = false;       // if MetalLB is missing, polls fail

  bool operator==(const ClusterConfig&) const = default;
};

// Equal for two accesses to the same server: URL, proxy and tls-server-name. Two networks behind
// different proxies may use the same server address. The key contains no secrets. Empty for an
// error.
std::string ServerKey(const Result<credentials::Access>& access);

}  // namespace exporter::collector

#endif  // EXPORTER_COLLECTOR_CLUSTER_CONFIG_H_
