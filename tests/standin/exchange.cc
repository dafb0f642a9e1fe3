#include "tests/standin/exchange.h"

#include <strings.h>

#include <charconv>
#include <nlohmann/json.hpp>
#include <system_error>

namespace exporter::standin {

std::string Request::Header(const std::string& name) const {
  for (const auto& [key, value] : headers) {
    if (strcasecmp(key.c_str(), name.c_str()) == 0) return value;
  }
  return {};
}

std::string Request::Query(const std::string& name) const {
  const auto found = query.find(name);
  return found == query.end() ? std::string() : found->second;
}

bool Request::IsSet(const std::string& name) const {
  const std::string value = Query(name);
  return value == "true" || value == "1";
}

bool Request::WantsTable() const { return Header("Accept").find("as=Table") != std::string::npos; }

std::optional<std::uint64_t> ToNumber(std::string_view text) {
  std::uint64_t number = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || stop != text.data() + text.size()) {
    return std::nullopt;
  }
  return number;
}

Reply StatusReply(int code, const std::string& reason, const std::string& message) {
  const nlohmann::json status = {
      {"kind", "Status"},    {"apiVersion", "v1"}, {"metadata", nlohmann::json::object()},
      {"status", "Failure"}, {"message", message}, {"reason", reason},
      {"code", code}};
  return {.status = code, .body = status.dump()};
}

}  // namespace exporter::standin
