#include "exporter/fleet/cluster_view.h"

#include <algorithm>

namespace exporter::fleet {

bool FleetView::Complete() const {
  return std::all_of(clusters.begin(), clusters.end(),
                     [](const ClusterView& cluster) { return cluster.record.polls > 0; });
}

}  // namespace exporter::fleet
