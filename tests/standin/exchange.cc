#include "tests/standin/exchange.h"

#include <strings.h>

#include <nlohmann/json.hpp>

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

Reply StatusReply(int code, const std::string& reason, const std::string& message) {
  const nlohmann::json status = {
      {"kind", "Status"},    {"apiVersion", "v1"}, {"metadata", nlohmann::json::object()},
      {"status", "Failure"}, {"message", message}, {"reason", reason},
      {"code", code}};
  return {.status = code, .body = status.dump()};
}

}  // namespace exporter::standin
