#include "exporter/app/served_bodies.h"

namespace exporter::app {

std::shared_ptr<const report::ClusterBodies> ServedBodies::Of(const Publication& publication) {
  const std::scoped_lock lock(mutex_);
  if (bodies_ == nullptr || rendered_.lock() != publication.facts) {
    bodies_ = std::make_shared<const report::ClusterBodies>(
        report::RenderBodies(publication.fleet, *publication.facts));
    rendered_ = publication.facts;
  }
  return bodies_;
}

}  // namespace exporter::app
