#include "exporter/app/served_bodies.h"

#include <vector>

namespace exporter::app {

report::ClusterBodies ServedBodies::Of(const Publication& publication,
                                       std::span<const fleet::ClusterView* const> clusters) {
  const std::scoped_lock lock(mutex_);
  if (rendered_.lock() != publication.facts) {
    bodies_.clear();
    rendered_ = publication.facts;
  }
  std::vector<const fleet::ClusterView*> missing;
  for (const fleet::ClusterView* const each : clusters) {
    if (!bodies_.contains(each->name)) missing.push_back(each);
  }
  const auto rendered = report::RenderBodies(publication.fleet, *publication.facts, missing);
  for (std::size_t i = 0; i < missing.size(); ++i) bodies_[missing[i]->name] = rendered[i];
  report::ClusterBodies bodies;
  bodies.reserve(clusters.size());
  for (const fleet::ClusterView* const each : clusters) bodies.push_back(bodies_.at(each->name));
  return bodies;
}

}  // namespace exporter::app
