// How much of a pool is used: what the exporter, MetalLB's metrics and the pool's status say of it,
// in one shape.

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
  FamilyUse both = {};  // only MetalLB's metrics tell of it

  bool operator==(const PoolUse&) const = default;
  friend std::ostream& operator<<(std::ostream& out, const PoolUse& use);
};

using PoolUses = std::map<std::string, PoolUse>;  // by the pool's name

// The value of a series, as the text of the metrics names it; nullopt where it is not there.
std::optional<double> ValueOf(const std::string& metrics, const std::string& series);

// Of all pools that the exporter's metrics tell of, in that cluster. Throws std::runtime_error
// where what is available is not what is left.
PoolUses UsesByExporter(const std::string& metrics, const std::string& cluster);

// The same with `both` as the sum of the families.
PoolUses WithBoth(PoolUses uses);

// Of all pools that MetalLB's metrics tell of, with `both`.
PoolUses UsesByMetallb(const std::string& metrics);

// Of all pools of a list as the API has it.
PoolUses UsesByStatus(const nlohmann::json& pools);

}  // namespace exporter::tests

#endif  // TESTS_E2E_KUBERNETES_POOL_USE_H_
