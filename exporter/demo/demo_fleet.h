// Three stand-in clusters that live: Services come and go, one pool climbs past 80 % and falls
// again, and two clusters quarrel over addresses and make up.
//
// The layout is that of three racks on one network, 40 addresses each: two with a range, one of
// them with IPv6 beside, and one with a CIDR pool and a small range. By turns cluster-b's pool
// reaches into that of cluster-a, until both hand out the same address. Two clusters share an ASN
// all the time, and the small range is not in the plan. What the fleet looks like depends only on
// how many steps it has lived.

#ifndef EXPORTER_DEMO_DEMO_FLEET_H_
#define EXPORTER_DEMO_DEMO_FLEET_H_

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "exporter/fleet/fleet_policy.h"
#include "exporter/standin/api_server.h"

namespace exporter::demo {

struct DemoCluster {
  std::string name;  // "cluster-a"
  int port = 0;      // on 127.0.0.1, plain HTTP
};

class DemoFleet {
 public:
  // Starts the clusters, which then take a step each `step`.
  // Throws std::runtime_error where no loopback port can be had.
  explicit DemoFleet(std::chrono::milliseconds step);
  ~DemoFleet();
  DemoFleet(const DemoFleet&) = delete;
  DemoFleet& operator=(const DemoFleet&) = delete;

  std::vector<DemoCluster> Clusters() const;

  // What was planned for them.
  static std::map<std::string, fleet::PlannedCluster, std::less<>> Plan();

 private:
  struct Cluster;

  void Step(int step);

  std::vector<std::unique_ptr<Cluster>> clusters_;
  std::jthread life_;  // last: it uses all the rest
};

}  // namespace exporter::demo

#endif  // EXPORTER_DEMO_DEMO_FLEET_H_
