// Analyses a fleet again after each change. Facts that a change cannot have altered are taken from
// the last analysis: a changed Service does not concern overlaps, nodes and ASNs.
//
// The facts equal those of Analyze (fleet_facts.h). Not thread-safe. Pure.

#ifndef EXPORTER_FLEET_FLEET_ANALYSIS_H_
#define EXPORTER_FLEET_FLEET_ANALYSIS_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "exporter/fleet/address_uses.h"
#include "exporter/fleet/cluster_view.h"
#include "exporter/fleet/fleet_facts.h"
#include "exporter/fleet/fleet_policy.h"

namespace exporter::fleet {

// The parts of all clusters that are the same as at the last comparison.
struct SameParts {
  bool pools = false;  // their names, their ranges and which addresses MetalLB can assign
  bool nodes = false;
  bool asns = false;
};

// Clusters that are compared with the previous ones.
class ComparedClusters {
 public:
  // Compares with the clusters of the last call.
  SameParts Update(const std::vector<const ClusterView*>& clusters);

 private:
  struct Cluster {
    std::string name;
    std::string source;
    std::shared_ptr<const ClusterSnapshot> snapshot;
  };
  std::vector<Cluster> last_;
};

class FleetAnalysis {
 public:
  // `last` is the result of the last call if the policy is the same; else it is nullptr.
  FleetFacts Update(const FleetView& fleet, const FleetPolicy& policy, const FleetFacts* last);

 private:
  struct Network {
    ComparedClusters clusters;
    AddressUses uses;
  };

  // Updates the network. `last`: its facts of the last call under the same policy, or nullptr.
  // `complete`: every source was read once.
  NetworkFacts FactsOf(const std::string& name, const std::vector<const ClusterView*>& clusters,
                       bool complete, const FleetPolicy& policy, const NetworkFacts* last);

  std::map<std::string, Network> networks_;  // by name
  ComparedClusters clusters_;                // of all networks
};

}  // namespace exporter::fleet

#endif  // EXPORTER_FLEET_FLEET_ANALYSIS_H_
