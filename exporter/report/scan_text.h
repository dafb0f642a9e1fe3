// The result of a scan of the wire for people: a sentence for each finding, and a list with a
// summary. The command line and the page show the same sentences. Pure.

#ifndef EXPORTER_REPORT_SCAN_TEXT_H_
#define EXPORTER_REPORT_SCAN_TEXT_H_

#include <string>

#include "exporter/report/sentence.h"
#include "exporter/scan/scan_report.h"

namespace exporter::report {

// "split: 10.1.0.5, assigned by a shop/web, is answered by node a1 of a (02:…) and …". The MAC
// addresses of one node are one part of the list.
Sentence ScanSentence(const scan::WireFinding& finding);

// "split: answered by node a1 of a and node a2 of a", "silent: no answer". Does not name the
// verdict "ok". The MAC address is named only if the host is not a known node. REQUIRES: not proxy
// ARP.
Sentence AnswerSentence(const scan::WireFinding& finding);

// A summary line, the findings, the worst first, and the notes. Names are made visible.
std::string RenderScan(const scan::ScanReport& report);

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_SCAN_TEXT_H_
