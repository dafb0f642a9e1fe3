// The verdict of a whole scan of the wire, and the limits of its findings. Pure.

#ifndef EXPORTER_REPORT_SCAN_NOTES_H_
#define EXPORTER_REPORT_SCAN_NOTES_H_

#include <vector>

#include "exporter/report/sentence.h"
#include "exporter/report/verdict.h"
#include "exporter/scan/scan_report.h"

namespace exporter::report {

// Critical: a conflict. Unknown: an interface could not be scanned or had no answer, or a cluster
// could not be read. Warning: an unexpected answer for an unassigned address.
Verdict JudgeScan(const scan::ScanReport& report);

// Notes about limits of the findings: interfaces that could not be scanned, silence, clusters that
// could not be read, addresses that were not asked for, and answers that this host cannot see.
std::vector<Sentence> ScanNotes(const scan::ScanReport& report);

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_SCAN_NOTES_H_
