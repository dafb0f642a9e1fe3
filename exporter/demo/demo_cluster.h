// The objects of the three demo clusters, as a function of time. Serves nothing (demo_server.h).
//
// Pure: the same step always has the same objects.

#ifndef EXPORTER_DEMO_DEMO_CLUSTER_H_
#define EXPORTER_DEMO_DEMO_CLUSTER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace exporter::demo {

struct DemoPool {
  std::string name;
  std::vector<std::string> addresses;  // entries of spec.addresses
  bool auto_assign = true;
};

struct DemoService {
  std::string name;
  std::string address;  // empty: the Service waits for an address
  std::string pool;
};

struct DemoCluster {
  std::string name;
  std::vector<DemoPool> pools;
  std::vector<DemoService> services;
  std::uint32_t local_asn = 0;    // of its only BGPPeer
  std::string node_address = {};  // of its only node
};

// cluster-a, cluster-b and cluster-c at that step. REQUIRES: `step` >= 0.
std::vector<DemoCluster> ClustersAt(int step);

// The body of the response of the Kubernetes API to GET `path`, for the paths that the exporter
// reads; empty for any other path. Lists have one page.
std::string BodyAt(const DemoCluster& cluster, std::string_view path);

}  // namespace exporter::demo

#endif  // EXPORTER_DEMO_DEMO_CLUSTER_H_
