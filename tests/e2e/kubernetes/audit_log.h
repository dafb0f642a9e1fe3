// The requests of a service account, as rights: from the audit log of a kube-apiserver, and from
// the ClusterRole that grants them.

#ifndef TESTS_E2E_KUBERNETES_AUDIT_LOG_H_
#define TESTS_E2E_KUBERNETES_AUDIT_LOG_H_

#include <nlohmann/json.hpp>
#include <set>
#include <string>

namespace exporter::tests {

// Each right as "list ipaddresspools.metallb.io", "get namespaces/kube-system" or "get /version".
using Rights = std::set<std::string>;

struct Requests {
  Rights all;
  Rights refused;  // answered with 401 or 403
};

// The requests of a user, such as "system:serviceaccount:NAMESPACE:NAME", in the log file.
Requests ReadAuditLog(const std::string& file, const std::string& user);

// The rights that a ClusterRole grants.
Rights RightsOf(const nlohmann::json& cluster_role);

}  // namespace exporter::tests

#endif  // TESTS_E2E_KUBERNETES_AUDIT_LOG_H_
