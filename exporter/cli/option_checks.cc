#include "exporter/cli/option_checks.h"

#include <algorithm>
#include <string_view>

#include "exporter/cli/validate_command.h"
#include "exporter/config/duration.h"
#include "exporter/config/percent.h"
#include "exporter/logging/logger.h"
#include "exporter/metrics/family_writer.h"
#include "exporter/web/listen_address.h"

namespace exporter::cli {

std::string CheckDuration(const std::string& text) {
  const auto duration = config::ParseDuration(text);
  return duration ? std::string() : duration.error().message;
}

std::string CheckListenAddress(const std::string& text) {
  const auto address = web::ParseListenAddress(text);
  return address ? std::string() : address.error().message;
}

std::string CheckTelemetryPath(const std::string& path) {
  constexpr std::string_view kAllowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-_.~";
  if (path.size() < 2 || path.front() != '/' ||
      path.find_first_not_of(kAllowed) != std::string::npos) {
    return "\"" + path + "\" is not a path; write one as /metrics";
  }
  if (path.starts_with("/-/") || path.starts_with("/api/")) {
    return "\"" + path + "\" is taken; paths that start with /-/ or /api/ are the exporter's own";
  }
  return {};
}

std::string CheckClusterLabel(const std::string& name) {
  if (metrics::IsUsableClusterLabel(name)) return {};
  return "\"" + name +
         "\" cannot be the label; it must be a Prometheus label name that no metric of the "
         "exporter uses";
}

std::string CheckNamespace(const std::string& name) {
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyz0123456789-";
  constexpr std::size_t kLongest = 63;  // RFC 1123 label
  if (!name.empty() && name.size() <= kLongest &&
      name.find_first_not_of(kAllowed) == std::string::npos && name.front() != '-' &&
      name.back() != '-') {
    return {};
  }
  return "\"" + name + "\" is not a namespace's name; write one as metallb-system";
}

std::string CheckLogLevel(const std::string& text) {
  if (logging::ParseLevel(text)) return {};
  return "\"" + text + "\" is no log level; take debug, info, warn or error";
}

std::string CheckLogFormat(const std::string& text) {
  if (logging::ParseFormat(text)) return {};
  return "\"" + text + "\" is no log format; take logfmt or json";
}

std::string CheckNotEmpty(const std::string& text) { return text.empty() ? "is empty" : ""; }

std::string CheckCount(const std::string& text) {
  constexpr std::size_t kMostDigits = 9;
  const bool digits =
      std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (digits && !text.empty() && text.size() <= kMostDigits) return {};
  return "\"" + text + "\" is not a number of series; write one as 1000, with at most nine digits";
}

std::string CheckTableOrJson(const std::string& text) {
  if (text == "table" || text == "json") return {};
  return "\"" + text + "\" is no output format; take table or json";
}

std::string CheckFindingsOutput(const std::string& text) {
  if (ParseValidateOutput(text)) return {};
  return "\"" + text + "\" is no form of output; take text, json or github";
}

std::string CheckPercent(const std::string& text) {
  const auto percent = config::ParsePercent(text);
  return percent ? std::string() : percent.error().message;
}

}  // namespace exporter::cli
