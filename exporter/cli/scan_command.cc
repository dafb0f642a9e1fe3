#include "exporter/cli/scan_command.h"

#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <stop_token>
#include <string>

#include "exporter/app/exit_status.h"
#include "exporter/cli/standard_output.h"
#include "exporter/cli/terminal_width.h"
#include "exporter/report/scan_json.h"
#include "exporter/report/scan_notes.h"
#include "exporter/report/scan_text.h"
#include "exporter/text/list_text.h"
#include "exporter/text/text_columns.h"
#include "exporter/text/visible_text.h"

namespace exporter::cli {

int RunScan(const ScanCommandOptions& options, const wire::FleetSource& source,
            ProgressLine& progress) {
  wire::ScanOptions scan = options.scan;
  scan.on_packet = [&](const std::string& interface, std::size_t sent, std::size_t addresses) {
    const std::string line = "scanning " + text::Visible(interface) + ": " + std::to_string(sent) +
                             " packets for " + text::Count(addresses, "address", "addresses");
    const std::size_t columns = TerminalColumns(STDERR_FILENO);
    progress.Show(text::FitColumns(line, std::max<std::size_t>(columns, 1) - 1));
  };
  wire::ScanProgress next_addresses;
  const auto report = wire::Scan(scan, source, next_addresses, std::stop_token());
  progress.Clear();
  if (!report) return app::kExitUnknown;
  if (report->segments.empty()) {
    for (const report::Sentence& note : report::ScanNotes(*report)) PrintError(note.Plain());
    if (!options.json) return app::kExitUnknown;
  }
  return WriteOutput(options.json ? report::RenderScanJson(*report) : report::RenderScan(*report),
                     report::ExitStatusOf(report::JudgeScan(*report)), app::kExitUnknown);
}

}  // namespace exporter::cli
