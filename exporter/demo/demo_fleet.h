// Three demo clusters on loopback that change with time. One pool fills and empties. The pools of
// two clusters overlap, then both clusters assign the same address. Needs no Kubernetes.

#ifndef EXPORTER_DEMO_DEMO_FLEET_H_
#define EXPORTER_DEMO_DEMO_FLEET_H_

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "exporter/demo/demo_server.h"
#include "exporter/fleet/fleet_policy.h"

namespace exporter::demo {

class DemoFleet {
 public:
  // Starts the clusters, which change after each `step`.
  // Throws std::runtime_error if there is no loopback port.
  explicit DemoFleet(std::chrono::milliseconds step);

  // The port of each cluster on 127.0.0.1, by the cluster's name.
  std::map<std::string, int> Ports() const;

  // The IP plan of the clusters. The plan lacks one pool.
  static std::map<std::string, fleet::PlannedCluster, std::less<>> Plan();

 private:
  std::vector<std::unique_ptr<DemoServer>> servers_;  // in the order of ClustersAt
  std::jthread clock_;                                // last: uses servers_
};

}  // namespace exporter::demo

#endif  // EXPORTER_DEMO_DEMO_FLEET_H_
