// Joins the clusters of this exporter with those of other exporters.
//
// A cluster's name is unique. If two have one name, the first keeps it: the clusters of this
// exporter, then those of the sources in their order. The other cluster is not used, and its source
// is incomplete. Names that begin with the prefix of a source belong to this source. A cluster of
// another source with such a name is not used, in any order of the sources. Pure.

#ifndef EXPORTER_SOURCES_MERGE_H_
#define EXPORTER_SOURCES_MERGE_H_

#include <memory>
#include <string>
#include <vector>

#include "exporter/fleet/cluster_view.h"
#include "exporter/fleet/fleet_policy.h"
#include "exporter/fleet/source_view.h"

namespace exporter::sources {

// The data of a source.
struct SourceFleet {
  std::string prefix;  // of the names of its clusters
  fleet::SourceView view;
  std::vector<fleet::ClusterView> clusters;          // without the prefix
  std::shared_ptr<const fleet::FleetPolicy> policy;  // nullptr: none
  std::vector<fleet::ContextAlias> aliases = {};     // without the prefix
};

// A cluster of a source that is not used.
struct NameConflict {
  std::string source;
  std::string cluster;               // with the prefix
  std::string owner;                 // the source that has the name; empty: this exporter
  bool has_prefix_of_owner = false;  // the name belongs to the owner, used or not

  bool operator==(const NameConflict&) const = default;
};

struct MergedFleet {
  fleet::FleetView fleet;
  std::vector<NameConflict> conflicts;
};

// The aliases of clusters that are not used are ignored. `has_series`: this exporter serves the
// series of the sources' clusters.
MergedFleet MergeFleets(fleet::FleetView own, std::vector<SourceFleet> sources, bool has_series);

// The policy of a source.
struct SourcePolicy {
  std::string source;
  std::string prefix;                                // of the names of its clusters
  std::shared_ptr<const fleet::FleetPolicy> policy;  // not nullptr
  // The clusters of the source that are used and have an entry in its plan, without the prefix.
  std::vector<std::string> planned;

  bool operator==(const SourcePolicy&) const = default;
};

// The policies of the sources that have one. `own`: as for MergeFleets.
std::vector<SourcePolicy> PoliciesOf(const fleet::FleetView& own,
                                     const std::vector<SourceFleet>& sources);

// Networks have the shared addresses of this exporter, and those of each source for the clusters of
// this source. The lists of a source's own sources are ignored. Networks have the prefixes of this
// exporter, then those of the sources that do not overlap them. The plan is that of this exporter.
// If it has none, the plan of each source counts for the clusters of this source, and its reserved
// entries count for all. Known MACs and bounds are those of this exporter.
fleet::FleetPolicy MergePolicies(const fleet::FleetPolicy& own,
                                 const std::vector<SourcePolicy>& sources);

}  // namespace exporter::sources

#endif  // EXPORTER_SOURCES_MERGE_H_
