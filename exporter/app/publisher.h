// Renders the text of /metrics: once for each change, for all scrapes. Does not poll (collector.h)
// or respond (served_metrics.h).
//
// A thread waits until the fleet changes or data expires. Then it publishes the fleet and the
// rendered text as one immutable publication (publication.h). Publications are at
// least 0.9 s apart, so that each shows all changes of that time, within a second. Two events are
// published at once: a reload, and the moment when every cluster has been polled once. A scrape
// never waits for a publication.

#ifndef EXPORTER_APP_PUBLISHER_H_
#define EXPORTER_APP_PUBLISHER_H_

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string_view>
#include <thread>

#include "exporter/app/publication.h"
#include "exporter/collector/collector.h"
#include "exporter/fleet/fleet_policy.h"
#include "exporter/metrics/fleet_metrics.h"
#include "exporter/scan/scan_state.h"
#include "exporter/sources/fleet_sources.h"

namespace exporter::app {

class Publisher {
 public:
  using Clock = std::chrono::steady_clock;

  // Publishes the current fleet before it returns. `collector` and `sources` must outlive the
  // publisher. `sources` is nullptr if there are none; its changes must be announced to the
  // collector.
  Publisher(const collector::Collector& collector, std::shared_ptr<const fleet::FleetPolicy> policy,
            metrics::ExporterInfo exporter, std::string_view cluster_label,
            sources::FleetSources* sources = nullptr);
  ~Publisher();
  Publisher(const Publisher&) = delete;
  Publisher& operator=(const Publisher&) = delete;

  // Publishes the fleet under the new policy, and the result of a reload, before it returns. If
  // `policy` is nullptr, the policy is unchanged. Any thread.
  void Update(std::shared_ptr<const fleet::FleetPolicy> policy, bool reload_successful);

  // Publishes the result of a scan before it returns. Any thread.
  void SetScan(std::shared_ptr<const scan::ScanState> scan);

  // Waits until a publication is ready. False if it was stopped. Any thread.
  bool WaitUntilReady(const std::stop_token& stop) const;

  // The newest publication, never nullptr. Any thread.
  std::shared_ptr<const Publication> Current() const;

 private:
  void Run(const std::stop_token& stop);
  // Waits until the next publication is due. `seen`: the changes that have been published.
  std::uint64_t WaitForChange(std::uint64_t seen, Clock::time_point last,
                              const std::stop_token& stop);
  void Publish();
  // The clusters of the collector and of the sources, with the policy for both. REQUIRES:
  // publishing_ is locked.
  sources::FleetSources::Merged Fleet() const;
  // The next time after `now` at which the fleet changes without a poll.
  std::optional<Clock::time_point> NextExpiry(Clock::time_point now) const;
  // True if every cluster and source was polled once.
  bool IsComplete();

  const collector::Collector& collector_;
  sources::FleetSources* const sources_;  // nullptr: none

  std::mutex publishing_;                             // locked during a publication; before mutex_
  PublicationMaker maker_;                            // guarded by publishing_
  std::shared_ptr<const fleet::FleetPolicy> policy_;  // guarded by publishing_
  metrics::ExporterInfo exporter_;                    // guarded by publishing_
  std::shared_ptr<const scan::ScanState> scan_;       // guarded by publishing_

  mutable std::mutex mutex_;
  mutable std::condition_variable_any published_;
  std::shared_ptr<const Publication> current_;  // guarded by mutex_

  std::jthread thread_;  // last: it uses every other member
};

}  // namespace exporter::app

#endif  // EXPORTER_APP_PUBLISHER_H_
