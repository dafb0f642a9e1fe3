// The pools of each cluster as HTML: rendered on request, once for each change of the facts, and
// shared by all pages. Requests wait while another request renders them. Thread-safe.

#ifndef EXPORTER_APP_SERVED_BODIES_H_
#define EXPORTER_APP_SERVED_BODIES_H_

#include <memory>
#include <mutex>

#include "exporter/app/publisher.h"
#include "exporter/report/page.h"

namespace exporter::app {

class ServedBodies {
 public:
  std::shared_ptr<const report::ClusterBodies> Of(const Publication& publication);

 private:
  std::mutex mutex_;                                     // guards the members below
  std::weak_ptr<const fleet::FleetFacts> rendered_;      // the source of the bodies
  std::shared_ptr<const report::ClusterBodies> bodies_;  // nullptr before the first request
};

}  // namespace exporter::app

#endif  // EXPORTER_APP_SERVED_BODIES_H_
