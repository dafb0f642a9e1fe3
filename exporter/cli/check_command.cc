#include "exporter/cli/check_command.h"

#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

#include "exporter/cli/poll_once.h"
#include "exporter/cli/standard_output.h"
#include "exporter/cli/terminal_width.h"
#include "exporter/fleet/fleet_facts.h"
#include "exporter/report/fleet_json.h"
#include "exporter/report/fleet_table.h"

namespace exporter::cli {
namespace {

bool IsSet(const char* variable) {
  const char* const value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

report::TableStyle StyleOf(const Options& options) {
  const std::size_t columns = TerminalColumns(STDOUT_FILENO);
  const char* const kind = std::getenv("TERM");
  const bool dumb = kind == nullptr || std::string_view(kind) == "dumb";
  return {.bars = columns > 0,
          .colour = columns > 0 && !dumb && !IsSet("NO_COLOR"),
          .only_problems = options.only_problems,
          .sort = options.sort,
          .columns = columns};
}

}  // namespace

int RunCheck(const Options& options, app::FleetInputs inputs, ProgressLine& progress,
             logging::Logger& logger) {
  const fleet::FleetView fleet = PollOnce(options.polling, inputs, progress, logger);
  const fleet::FleetFacts facts = fleet::Analyze(fleet, inputs.policy);
  const report::Thresholds thresholds{options.warning, options.critical};
  const std::string text = options.json
                               ? report::RenderJson(fleet, facts, inputs.policy, thresholds)
                               : report::RenderTable(fleet, facts, thresholds, StyleOf(options));
  return WriteOutput(text, report::ExitStatusOf(report::JudgeFleet(fleet, facts, thresholds)),
                     app::kExitUnknown);
}

}  // namespace exporter::cli
