// The capacity and the assigned addresses of pools, in one form for three sources: the exporter's
// metrics, MetalLB's metrics and the pools' status. Pure.

#ifndef TESTS_E2E_KUBERNETES_POOL_USE_H_
#define TESTS_E2E_KUBERNETES_POOL_USE_H_

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <ostream>
#include <string>

namespace exporter::tests {

struct FamilyUse {
  double capacity = 0;
  double assigned = 0;

  bool operator==(const FamilyUse&) const = default;
};

struct PoolUse {
  FamilyUse ipv4;
  FamilyUse ipv6;
  FamilyUse both = {};  // only in MetalLB's metrics

  bool operator==(const PoolUse&) const = default;
  friend std::ostream& operator<<(std::ostream& out, const PoolUse& use);
};

using PoolUses = std::map<std::string, PoolUse>;  // by the pool's name

// The value of a series, given as in the text of the metrics; nullopt if it is absent.
std::optional<double> ValueOf(const std::string& metrics, const std::string& series);

// All pools of the cluster in the exporter's metrics. Throws std::runtime_error if available is not
// capacity minus assigned, except if assigned exceeds the capacity.
PoolUses UsesByExporter(const std::string& metrics, const std::string& cluster);

// The same uses; `both` is the sum of the families.
PoolUses WithBoth(PoolUses uses);

// All pools in MetalLB's metrics, with `both`.
PoolUses UsesByMetallb(const std::string& metrics);

// All pools of an IPAddressPoolList, from their status.
PoolUses UsesByStatus(const nlohmann::json& pools);

}  // namespace exporter::tests

#endif  // TESTS_E2E_KUBERNETES_POOL_USE_H_
