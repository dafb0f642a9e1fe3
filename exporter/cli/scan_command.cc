#include "exporter/cli/scan_command.h"

#include <stop_token>

#include "exporter/app/exit_status.h"
#include "exporter/cli/standard_output.h"
#include "exporter/report/scan_json.h"
#include "exporter/report/scan_text.h"

namespace exporter::cli {

int RunScan(const ScanCommandOptions& options, const wire::FleetSource& source) {
  wire::ScanProgress progress;
  const auto report = wire::Scan(options.scan, source, progress, std::stop_token());
  if (!report) return app::kExitUnknown;
  if (report->segments.empty()) {
    for (const report::Sentence& note : report::ScanNotes(*report)) PrintError(note.Plain());
    if (!options.json) return app::kExitUnknown;
  }
  return WriteOutput(options.json ? report::RenderScanJson(*report) : report::RenderScan(*report),
                     report::ExitStatusOf(report::JudgeScan(*report)), app::kExitUnknown);
}

}  // namespace exporter::cli
