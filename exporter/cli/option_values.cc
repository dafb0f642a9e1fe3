#include "exporter/cli/option_values.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "exporter/config/duration.h"
#include "exporter/manifests/excludes.h"
#include "exporter/manifests/variables.h"
#include "exporter/metrics/family_writer.h"

namespace exporter::cli {
namespace {

template <typename Value>
std::string SetParsed(const std::optional<Value>& parsed, Value& value, const char* advice) {
  if (!parsed) return advice;
  value = *parsed;
  return {};
}

// Splits text at the first "=" that is not a part of "==", which is a "=" in the name.
scan::ChosenInterface ToInterface(const std::string& text) {
  scan::ChosenInterface chosen;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '=') {
      if (text.substr(at + 1, 1) != "=") {
        chosen.networks.push_back(text.substr(at + 1));
        break;
      }
      ++at;
    }
    chosen.name += text[at];
  }
  return chosen;
}

}  // namespace

std::string SetFlag(const std::string& text, bool& value) {
  value = text == "true";
  return value || text == "false" ? "" : "use true or false";
}

std::string ClearFlag(const std::string& text, bool& value) {
  std::string advice = SetFlag(text, value);
  value = !value;
  return advice;
}

std::string SetCount(const std::string& text, std::size_t& value) {
  constexpr std::size_t kMaxDigits = 9;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error == std::errc() && stop == end && text.size() <= kMaxDigits) return {};
  return "use a whole number such as 1000, with at most 9 digits";
}

std::string SetDuration(const std::string& text, std::chrono::milliseconds& value) {
  return SetParsed(config::ParseDuration(text), value,
                   "use a duration such as 500ms, 30s, 1h30m or 7d, above 0, at most 3650d");
}

std::string SetDurationOrNever(const std::string& text, std::chrono::milliseconds& value) {
  constexpr auto kNever = std::chrono::milliseconds(0);
  const auto parsed =
      text == "0" || text == "0s" ? std::optional(kNever) : config::ParseDuration(text);
  return SetParsed(parsed, value, "use 0, or a duration such as 30s, 10m or 1h30m, at most 3650d");
}

std::string SetMode(const std::string& text, collector::Mode& value) {
  value = text == "watch" ? collector::Mode::kWatch : collector::Mode::kPoll;
  return text == "poll" || text == "watch" ? "" : "use poll or watch";
}

std::string SetPercent(const std::string& text, config::Percent& value) {
  const auto percent = config::ParsePercent(text);
  if (!percent) return percent.error().message;
  value = *percent;
  return {};
}

// Source: RFC 1123 label, as Kubernetes requires.
std::string SetNamespace(const std::string& text, std::string& value) {
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyz0123456789-";
  constexpr std::size_t kMaxLength = 63;
  if (text.size() > kMaxLength || text.find_first_not_of(kAllowed) != std::string::npos ||
      text.front() == '-' || text.back() == '-') {
    return "use the name of a namespace, such as metallb-system";
  }
  value = text;
  return {};
}

std::string SetTelemetryPath(const std::string& text, std::string& value) {
  constexpr std::string_view kAllowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-_.~";
  if (text == "/") return "/ is the path of the page; use a path such as /metrics";
  if (text.front() != '/' || text.find_first_not_of(kAllowed) != std::string::npos) {
    return "use a path such as /metrics";
  }
  if (text.starts_with("/-/") || text.starts_with("/api/")) {
    return "paths that start with /-/ or /api/ are reserved; use a path such as /metrics";
  }
  value = text;
  return {};
}

std::string SetClusterLabel(const std::string& text, std::string& value) {
  if (!metrics::IsUsableClusterLabel(text)) {
    return "use a Prometheus label name that no metric of the exporter uses";
  }
  value = text;
  return {};
}

std::string SetAddressInfo(const std::string& text, bool& value, fleet::ListedHolders& holders) {
  const bool addresses = text == "addresses";
  holders = addresses ? fleet::ListedHolders::kClusters : fleet::ListedHolders::kServices;
  if (SetFlag(addresses ? "true" : text, value).empty()) return {};
  return "use addresses, or --metrics.address-info without a value";
}

std::string AddListenAddress(const std::string& text, std::vector<web::ListenAddress>& values) {
  const auto address = web::ParseListenAddress(text);
  if (!address) return address.error().message;
  const bool repeated = std::find(values.begin(), values.end(), *address) != values.end();
  if (repeated && address->port != 0) return "this address was given twice; keep one";
  values.push_back(*address);
  return {};
}

std::string SetTableOrJson(const std::string& text, bool& json) {
  json = text == "json";
  return json || text == "table" ? "" : "use table or json";
}

std::string SetSortOrder(const std::string& text, report::SortOrder& value) {
  using report::SortOrder;
  value = text == "utilization" ? SortOrder::kUtilization
          : text == "available" ? SortOrder::kAvailable
                                : SortOrder::kName;
  const bool is_default = value == SortOrder::kName;
  return is_default && text != "name" ? "use name, utilization or available" : "";
}

std::string SetTextOrJson(const std::string& text, bool& json) {
  json = text == "json";
  return json || text == "text" ? "" : "use text or json";
}

std::string SetValidateOutput(const std::string& text, ValidateOptions::Output& value) {
  return SetParsed(ParseValidateOutput(text), value, "use text, json or github");
}

std::string SetFlux(const std::string& text, ValidateOptions& options) {
  options.flux = text != "false";
  if (options.flux && text != "true") options.flux_root = text;
  return {};
}

std::string SetRender(const std::string& text, bool& kustomize) {
  kustomize = text == "kustomize";
  return kustomize ? "" : "use kustomize";
}

std::string AddLayout(const std::string& text, std::vector<manifests::Layout>& values) {
  auto layout = manifests::Layout::Parse(text);
  if (!layout) return layout.error().message;
  values.push_back(*std::move(layout));
  return {};
}

std::string AddExclude(const std::string& text, std::vector<std::string>& values) {
  values.push_back(text);
  return manifests::AdviceForGlob(text);
}

std::string SetVariable(const std::string& text, manifests::Variables& values) {
  const std::size_t equals = std::min(text.find('='), text.size());
  const std::string name = text.substr(0, equals);
  if (equals == text.size() || !manifests::IsVariableName(name)) {
    return "use NAME=VALUE, where NAME has letters, digits and _";
  }
  if (!values.emplace(name, text.substr(equals + 1)).second) {
    return name + " has two values; keep one";
  }
  return {};
}

std::string AddInterface(const std::string& text, std::vector<scan::ChosenInterface>& values) {
  scan::ChosenInterface chosen = ToInterface(text);
  if (chosen.name.empty() || (!chosen.networks.empty() && chosen.networks.front().empty())) {
    return R"(use an interface such as eth1, or eth1=NETWORK; write "==" for a "=" in its name)";
  }
  const auto same = std::find_if(values.begin(), values.end(),
                                 [&](const auto& each) { return each.name == chosen.name; });
  if (same == values.end()) {
    values.push_back(std::move(chosen));
    return {};
  }
  if (chosen.networks.empty() || same->networks.empty()) {
    return "this interface was given twice; keep one, or write each network of it: eth1=NETWORK";
  }
  const std::string& network = chosen.networks.front();
  if (std::find(same->networks.begin(), same->networks.end(), network) != same->networks.end()) {
    return "this interface and network were given twice; keep one";
  }
  same->networks.push_back(network);
  return {};
}

std::string SetRate(const std::string& text, double& value) {
  constexpr double kMax = 100'000;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value, std::chars_format::fixed);
  const bool valid = error == std::errc() && stop == end && value >= 0.1 && value <= kMax;
  return valid ? "" : "use a number of packets a second from 0.1 to 100000, such as 10";
}

std::string SetRounds(const std::string& text, int& value) {
  constexpr int kMax = 10;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  const bool valid = error == std::errc() && stop == end && value >= 1 && value <= kMax;
  return valid ? "" : "use a whole number from 1 to 10";
}

std::string SetLogLevel(const std::string& text, logging::Level& value) {
  return SetParsed(logging::ParseLevel(text), value, "use debug, info, warn or error");
}

std::string SetLogFormat(const std::string& text, logging::Format& value) {
  return SetParsed(logging::ParseFormat(text), value, "use logfmt or json");
}

}  // namespace exporter::cli
