// The pools of each cluster as HTML: rendered when a page needs them, at most once for each change
// of the facts, and shared by all pages. Requests wait while another request renders. Thread-safe.

#ifndef EXPORTER_APP_SERVED_BODIES_H_
#define EXPORTER_APP_SERVED_BODIES_H_

#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>

#include "exporter/app/publisher.h"
#include "exporter/report/page.h"

namespace exporter::app {

class ServedBodies {
 public:
  // In the order of `clusters`. REQUIRES: elements of the fleet of the publication.
  report::ClusterBodies Of(const Publication& publication,
                           std::span<const fleet::ClusterView* const> clusters);

 private:
  std::mutex mutex_;                                 // guards the members below
  std::weak_ptr<const fleet::FleetFacts> rendered_;  // the source of the bodies
  std::map<std::string, std::shared_ptr<const report::ClusterBody>> bodies_;  // by cluster
};

}  // namespace exporter::app

#endif  // EXPORTER_APP_SERVED_BODIES_H_
