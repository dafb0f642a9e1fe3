// Keeps the bytes that /metrics answers with: made once for each change, served to every scrape.
//
// A thread waits for changes of the fleet and for data to expire, takes the fleet as it stands, and
// puts the rendered pieces up as one immutable publication. The fleet is analysed, and its facts
// are rendered, only if a cluster's data, its state or the policy changed. Polls that end close
// together are taken together: at most one publication a second, and one more when the first polls
// are all done. A scrape never waits for any of this.

#ifndef EXPORTER_APP_PUBLISHER_H_
#define EXPORTER_APP_PUBLISHER_H_

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

#include "exporter/collector/collector.h"
#include "exporter/fleet/cluster_view.h"
#include "exporter/fleet/fleet_facts.h"
#include "exporter/fleet/fleet_policy.h"
#include "exporter/metrics/compressed_text.h"
#include "exporter/metrics/fleet_metrics.h"

namespace exporter::app {

// The fleet at one moment, and the same as text.
struct Publication {
  fleet::FleetView fleet;
  bool ready =
      false;  // every cluster has been polled once; those that came later need not have been
  std::shared_ptr<const fleet::FleetPolicy> policy;
  std::shared_ptr<const fleet::FleetFacts> facts;  // of the fleet under the policy
  std::shared_ptr<const metrics::CompressedText> facts_text;
  std::shared_ptr<const metrics::CompressedText> record_text;
};

class Publisher {
 public:
  using Clock = std::chrono::steady_clock;

  // Publishes the fleet as it stands before it returns. `collector` must outlive the publisher.
  Publisher(const collector::Collector& collector, std::shared_ptr<const fleet::FleetPolicy> policy,
            metrics::ExporterInfo exporter, std::string cluster_label);
  ~Publisher();
  Publisher(const Publisher&) = delete;
  Publisher& operator=(const Publisher&) = delete;

  // The configuration was read again: publishes the fleet under what came of it before it returns.
  // Any thread. REQUIRES: `policy` is not nullptr.
  void Update(std::shared_ptr<const fleet::FleetPolicy> policy, metrics::ExporterInfo exporter);

  // The newest publication, never nullptr. Any thread.
  std::shared_ptr<const Publication> Current() const;

 private:
  void Run(const std::stop_token& stop);
  // Waits until it is time to look again at a fleet of which `seen` changes are known.
  std::uint64_t WaitForChange(std::uint64_t seen, Clock::time_point last,
                              const std::stop_token& stop) const;
  void Publish();

  const collector::Collector& collector_;
  const std::string cluster_label_;

  std::mutex publishing_;  // held while a publication is made; taken before mutex_
  std::shared_ptr<const fleet::FleetPolicy> policy_;  // guarded by publishing_
  metrics::ExporterInfo exporter_;                    // guarded by publishing_

  mutable std::mutex mutex_;
  std::shared_ptr<const Publication> current_;  // guarded by mutex_

  std::jthread thread_;  // last: it uses all the rest
};

}  // namespace exporter::app

#endif  // EXPORTER_APP_PUBLISHER_H_
