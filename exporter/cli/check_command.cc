#include "exporter/cli/check_command.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

#include "exporter/app/descriptors.h"
#include "exporter/app/version.h"
#include "exporter/cli/standard_output.h"
#include "exporter/collector/collector.h"
#include "exporter/fleet/fleet_facts.h"
#include "exporter/report/fleet_json.h"
#include "exporter/report/fleet_table.h"
#include "exporter/text/visible_text.h"

namespace exporter::cli {
namespace {

using Clock = std::chrono::steady_clock;

// Longer than any check: each cluster is polled once.
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

fleet::FleetView PollOnce(const Options& options, app::FleetInputs& inputs, ProgressLine& progress,
                          logging::Logger& logger) {
  collector::CollectorOptions polling = options.polling;
  polling.interval = kNoSecondPoll;
  polling.logs_findings = false;
  polling.max_descriptors = app::ClaimDescriptors(inputs.clusters.size(), logger).pollers;
  collector::Collector collector(polling, logger);
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

bool IsSet(const char* variable) {
  const char* const value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

report::TableStyle StyleOfOutput() {
  const bool terminal = isatty(STDOUT_FILENO) == 1;
  const char* const kind = std::getenv("TERM");
  const bool dumb = kind == nullptr || std::string_view(kind) == "dumb";
  return {.bars = terminal, .colour = terminal && !dumb && !IsSet("NO_COLOR")};
}

}  // namespace

int RunCheck(const Options& options, app::FleetInputs inputs, ProgressLine& progress,
             logging::Logger& logger) {
  const fleet::FleetView fleet = PollOnce(options, inputs, progress, logger);
  const fleet::FleetFacts facts = fleet::Analyze(fleet, inputs.policy);
  const report::Thresholds thresholds{options.warning, options.critical};
  const std::string text = options.json
                               ? report::RenderJson(fleet, facts, inputs.policy, thresholds)
                               : report::RenderTable(fleet, facts, thresholds, StyleOfOutput());
  return WriteOutput(text, report::ExitStatusOf(report::JudgeFleet(fleet, facts, thresholds)),
                     app::kExitUnknown);
}

}  // namespace exporter::cli
