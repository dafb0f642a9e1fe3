#include "exporter/cli/poll_once.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "exporter/app/descriptors.h"
#include "exporter/cli/terminal_width.h"
#include "exporter/text/text_columns.h"
#include "exporter/text/visible_text.h"

namespace exporter::cli {
namespace {

using Clock = std::chrono::steady_clock;

// Longer than any command that polls once.
constexpr std::chrono::hours kNoSecondPoll{24 * 365};

// "polled 1 of 3; waiting for prod-b", in fewer columns than the terminal has.
std::string ProgressOf(const fleet::FleetView& fleet, std::size_t columns) {
  std::size_t polled = 0;
  const fleet::ClusterView* waiting_for = nullptr;
  for (const fleet::ClusterView& cluster : fleet.clusters) {
    if (cluster.record.polls > 0) {
      ++polled;
    } else if (waiting_for == nullptr) {
      waiting_for = &cluster;
    }
  }
  std::string line =
      "polled " + std::to_string(polled) + " of " + std::to_string(fleet.clusters.size());
  if (waiting_for != nullptr) line += "; waiting for " + text::Visible(waiting_for->name);
  return text::FitColumns(line, std::max<std::size_t>(columns, 1) - 1);
}

}  // namespace

fleet::FleetView PollOnce(const collector::CollectorOptions& polling, app::FleetInputs& inputs,
                          ProgressLine& progress, logging::Logger& logger) {
  collector::CollectorOptions options = polling;
  options.interval = kNoSecondPoll;
  options.logs_findings = false;
  options.max_descriptors = app::ClaimDescriptors(inputs.clusters.size(), logger).pollers;
  collector::Collector collector(options, logger);
  collector.SetClusters(std::move(inputs.clusters), inputs.merge_contexts,
                        collector::Collector::Start::kLater);
  std::uint64_t changes = 0;
  fleet::FleetView fleet = collector.View(Clock::now());
  const auto show = [&] { progress.Show(ProgressOf(fleet, TerminalColumns(STDERR_FILENO))); };
  show();  // before the first poll, so that it is shown however fast the polls are
  collector.StartMissingThreads();
  while (!fleet.Complete()) {
    changes = collector.WaitForChanges(changes, Clock::now() + kNoSecondPoll, {});
    fleet = collector.View(Clock::now());
    show();
  }
  progress.Clear();
  return fleet;
}

}  // namespace exporter::cli
