// Text from elsewhere, as it may be shown on a terminal. Pure.

#ifndef EXPORTER_REPORT_TERMINAL_TEXT_H_
#define EXPORTER_REPORT_TERMINAL_TEXT_H_

#include <string>
#include <string_view>

namespace exporter::report {

// Control characters (C0, DEL and, in UTF-8, C1) as "?".
std::string TameForTerminal(std::string_view text);

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_TERMINAL_TEXT_H_
