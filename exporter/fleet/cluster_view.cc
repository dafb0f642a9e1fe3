#include "exporter/fleet/cluster_view.h"

#include <algorithm>

namespace exporter::fleet {

bool FleetView::SourcesTried() const {
  return sources_were_tried || std::all_of(sources.begin(), sources.end(),
                                           [](const SourceView& source) { return source.tried; });
}

bool FleetView::Complete() const {
  return SourcesTried() &&
         std::all_of(clusters.begin(), clusters.end(),
                     [](const ClusterView& cluster) { return cluster.record.polls > 0; });
}

}  // namespace exporter::fleet
