#include "exporter/cli/poll_once.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "exporter/app/descriptors.h"
#include "exporter/text/visible_text.h"

namespace exporter::cli {
namespace {

using Clock = std::chrono::steady_clock;

// Longer than any command that polls once.
constexpr std::chrono::hours kNoSecondPoll{24 * 365};

// "polled 1 of 3 clusters; waiting for prod-b", short enough for a terminal of 80 columns.
std::string ProgressOf(const fleet::FleetView& fleet) {
  constexpr std::size_t kMaxNameBytes = 36;
  std::size_t polled = 0;
  std::string waiting_for;
  for (const fleet::ClusterView& cluster : fleet.clusters) {
    if (cluster.record.polls > 0) {
      ++polled;
    } else if (waiting_for.empty()) {
      waiting_for = "; waiting for ";
      waiting_for += text::Shortened(text::Visible(cluster.name), kMaxNameBytes);
    }
  }
  return "polled " + std::to_string(polled) + " of " + std::to_string(fleet.clusters.size()) +
         " clusters" + waiting_for;
}

}  // namespace

fleet::FleetView PollOnce(const collector::CollectorOptions& polling, app::FleetInputs& inputs,
                          ProgressLine& progress, logging::Logger& logger) {
  collector::CollectorOptions options = polling;
  options.interval = kNoSecondPoll;
  options.logs_findings = false;
  options.max_descriptors = app::ClaimDescriptors(inputs.clusters.size(), logger).pollers;
  collector::Collector collector(options, logger);
  collector.SetClusters(std::move(inputs.clusters), inputs.merge_contexts);
  std::uint64_t changes = 0;
  fleet::FleetView fleet = collector.View(Clock::now());
  while (!fleet.Complete()) {
    progress.Show(ProgressOf(fleet));
    changes = collector.WaitForChanges(changes, Clock::now() + kNoSecondPoll, {});
    fleet = collector.View(Clock::now());
  }
  progress.Clear();
  return fleet;
}

}  // namespace exporter::cli
