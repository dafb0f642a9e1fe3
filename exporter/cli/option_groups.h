// The options by what they are about, with their help, defaults and checks: each command is made of
// some of these groups. They write into `written`, which must outlive the command.

#ifndef EXPORTER_CLI_OPTION_GROUPS_H_
#define EXPORTER_CLI_OPTION_GROUPS_H_

#include "exporter/cli/written_options.h"

namespace CLI {
class App;
}  // namespace CLI

namespace exporter::cli {

void AddClusterOptions(CLI::App& app, Written& written);    // which clusters
void AddPolicyOptions(CLI::App& app, Written& written);     // what they are held against
void AddCollectorOptions(CLI::App& app, Written& written);  // when they are polled
void AddServingOptions(CLI::App& app, Written& written);    // where and to whom we answer
void AddMetricsOptions(CLI::App& app, Written& written);    // which series there are
void AddCheckOptions(CLI::App& app, Written& written);      // of `check` alone
void AddValidateOptions(CLI::App& app, Written& written);   // of `validate` alone
void AddLogOptions(CLI::App& app, Written& written);

}  // namespace exporter::cli

#endif  // EXPORTER_CLI_OPTION_GROUPS_H_
