#include "tests/e2e/kubernetes/audit_log.h"

#include <fstream>

namespace exporter::tests {
namespace {

using nlohmann::json;

constexpr int kUnauthorized = 401;
constexpr int kForbidden = 403;

std::string Right(const std::string& verb, const std::string& resource, const std::string& group,
                  const std::string& name) {
  return verb + ' ' + resource + (group.empty() ? "" : '.' + group) +
         (name.empty() ? "" : '/' + name);
}

std::string RightFor(const json& event) {
  const std::string verb = event.at("verb");
  if (!event.contains("objectRef")) return verb + ' ' + event.at("requestURI").get<std::string>();
  const json& object = event.at("objectRef");
  return Right(verb, object.at("resource"), object.value("apiGroup", ""), object.value("name", ""));
}

}  // namespace

Requests ReadAuditLog(const std::string& file, const std::string& user) {
  std::ifstream log(file);
  Requests requests;
  for (std::string line; std::getline(log, line);) {
    // The server may not have finished the last line.
    const json event = json::parse(line, nullptr, /*allow_exceptions=*/false);
    if (event.is_discarded() || event.at("user").at("username") != user) continue;
    const std::string right = RightFor(event);
    requests.all.insert(right);
    const int status = event.at("responseStatus").at("code");
    if (status == kUnauthorized || status == kForbidden) requests.refused.insert(right);
  }
  return requests;
}

Rights RightsOf(const json& cluster_role) {
  Rights rights;
  for (const json& rule : cluster_role.at("rules")) {
    const json any_name = json::array({""});
    for (const json& verb : rule.at("verbs")) {
      for (const json& group : rule.at("apiGroups")) {
        for (const json& resource : rule.at("resources")) {
          for (const json& name : rule.value("resourceNames", any_name)) {
            rights.insert(Right(verb, resource, group, name));
          }
        }
      }
    }
  }
  return rights;
}

}  // namespace exporter::tests
