// What an option's text may be. Each check returns what is wrong with the text and what would be
// right, and nothing where it is good. Pure.

#ifndef EXPORTER_CLI_OPTION_CHECKS_H_
#define EXPORTER_CLI_OPTION_CHECKS_H_

#include <string>

namespace exporter::cli {

std::string CheckNotEmpty(const std::string& text);
std::string CheckDuration(const std::string& text);
std::string CheckListenAddress(const std::string& text);
std::string CheckTelemetryPath(const std::string& path);
std::string CheckClusterLabel(const std::string& name);
std::string CheckNamespace(const std::string& name);
std::string CheckCount(const std::string& text);  // of series: a whole number
std::string CheckPercent(const std::string& text);
std::string CheckTableOrJson(const std::string& text);
std::string CheckFindingsOutput(const std::string& text);
std::string CheckLogLevel(const std::string& text);
std::string CheckLogFormat(const std::string& text);

}  // namespace exporter::cli

#endif  // EXPORTER_CLI_OPTION_CHECKS_H_
