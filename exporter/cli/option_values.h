// Sets one option from its text. Each function returns what to write instead, as in "use debug,
// info, warn or error", or an empty string if the text is valid. `text` is never empty. Pure.

#ifndef EXPORTER_CLI_OPTION_VALUES_H_
#define EXPORTER_CLI_OPTION_VALUES_H_

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "exporter/cli/validate_command.h"
#include "exporter/collector/collector.h"
#include "exporter/config/percent.h"
#include "exporter/fleet/fleet_policy.h"
#include "exporter/logging/logger.h"
#include "exporter/manifests/input.h"
#include "exporter/manifests/layout.h"
#include "exporter/report/pool_rows.h"
#include "exporter/web/listen_address.h"
#include "exporter/wire/scanner.h"

namespace exporter::cli {

std::string SetFlag(const std::string& text, bool& value);
// Sets the flag to false.
std::string ClearFlag(const std::string& text, bool& value);
std::string SetCount(const std::string& text, std::size_t& value);
std::string SetDuration(const std::string& text, std::chrono::milliseconds& value);
// "0" and "0s" set 0.
std::string SetDurationOrNever(const std::string& text, std::chrono::milliseconds& value);
std::string SetMode(const std::string& text, collector::Mode& value);
std::string SetPercent(const std::string& text, config::Percent& value);
std::string SetNamespace(const std::string& text, std::string& value);
std::string SetTelemetryPath(const std::string& text, std::string& value);
std::string SetClusterLabel(const std::string& text, std::string& value);
// "true" for a series for each Service, "addresses" for one without Services.
std::string SetAddressInfo(const std::string& text, bool& value, fleet::ListedHolders& holders);
std::string AddListenAddress(const std::string& text, std::vector<web::ListenAddress>& values);
std::string SetTableOrJson(const std::string& text, bool& json);
std::string SetSortOrder(const std::string& text, report::SortOrder& value);
std::string SetTextOrJson(const std::string& text, bool& json);
std::string SetValidateOutput(const std::string& text, ValidateOptions::Output& value);
// `text`: the root, or "true" for the nearest folder with .git.
std::string SetFlux(const std::string& text, ValidateOptions& options);
std::string SetRender(const std::string& text, bool& kustomize);
std::string AddLayout(const std::string& text, std::vector<manifests::Layout>& values);
std::string AddExclude(const std::string& text, std::vector<std::string>& values);
std::string SetVariable(const std::string& text, manifests::Variables& values);
// "eth1", or "eth1=rack-1". "a==b" is the interface "a=b".
std::string AddInterface(const std::string& text, std::vector<scan::ChosenInterface>& values);
std::string SetRate(const std::string& text, double& value);
std::string SetRounds(const std::string& text, int& value);
std::string SetLogLevel(const std::string& text, logging::Level& value);
std::string SetLogFormat(const std::string& text, logging::Format& value);

}  // namespace exporter::cli

#endif  // EXPORTER_CLI_OPTION_VALUES_H_
