#include "tests/e2e/kubernetes/pool_use.h"

#include <nlohmann/json.hpp>
#include <stdexcept>

namespace exporter::tests {
namespace {

// The values of the series that begin with `start` and continue with the pool's name and `end`, by
// pool. `start` ends with `pool="`.
std::map<std::string, double> ByPool(const std::string& metrics, const std::string& start,
                                     const std::string& end) {
  std::map<std::string, double> values;
  for (std::size_t at = metrics.find('\n' + start); at != std::string::npos;
       at = metrics.find('\n' + start, at + 1)) {
    const std::size_t name = at + 1 + start.size();
    const std::size_t quote = metrics.find('"', name);
    if (metrics.compare(quote, end.size(), end) != 0) continue;
    values[metrics.substr(name, quote - name)] = std::stod(metrics.substr(quote + end.size()));
  }
  return values;
}

void CheckAvailable(const std::string& pool, const FamilyUse& use, double available) {
  // If excluded addresses are still assigned, available is 0, never negative.
  const double rest = use.capacity - use.assigned;
  if (available != rest && rest >= 0) {
    throw std::runtime_error("pool " + pool + ": " + std::to_string(available) +
                             " addresses are available, not " + std::to_string(rest));
  }
}

std::ostream& operator<<(std::ostream& out, const FamilyUse& use) {
  return out << use.assigned << '/' << use.capacity;
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const PoolUse& use) {
  return out << use.ipv4 << " IPv4, " << use.ipv6 << " IPv6, " << use.both << " both";
}

std::optional<double> ValueOf(const std::string& metrics, const std::string& series) {
  const std::size_t at = metrics.find('\n' + series + ' ');
  if (at == std::string::npos) return std::nullopt;
  return std::stod(metrics.substr(at + series.size() + 2));
}

PoolUses UsesByExporter(const std::string& metrics, const std::string& cluster) {
  PoolUses uses;
  const std::string start = "{cluster=\"" + cluster + "\",pool=\"";
  for (const auto& [pool, count] : ByPool(metrics, "metallb_pool_services" + start, "\"} ")) {
    uses[pool];  // adds each pool, because a pool may have no series of a family
  }
  const auto read = [&](const std::string& family, FamilyUse PoolUse::*use) {
    const std::string end = "\",family=\"" + family + "\"} ";
    for (const auto& [pool, value] :
         ByPool(metrics, "metallb_pool_capacity_addresses" + start, end)) {
      (uses[pool].*use).capacity = value;
    }
    for (const auto& [pool, value] :
         ByPool(metrics, "metallb_pool_assigned_addresses" + start, end)) {
      (uses[pool].*use).assigned = value;
    }
    for (const auto& [pool, value] :
         ByPool(metrics, "metallb_pool_available_addresses" + start, end)) {
      CheckAvailable(pool, uses[pool].*use, value);
    }
  };
  read("ipv4", &PoolUse::ipv4);
  read("ipv6", &PoolUse::ipv6);
  return uses;
}

PoolUses WithBoth(PoolUses uses) {
  for (auto& [pool, use] : uses) {
    use.both = {use.ipv4.capacity + use.ipv6.capacity, use.ipv4.assigned + use.ipv6.assigned};
  }
  return uses;
}

PoolUses UsesByMetallb(const std::string& metrics) {
  PoolUses uses;
  const auto read = [&](const std::string& family, FamilyUse PoolUse::*use) {
    const std::string start = "metallb_allocator_" + family + "addresses_";
    for (const auto& [pool, value] : ByPool(metrics, start + "total{pool=\"", "\"} ")) {
      (uses[pool].*use).capacity = value;
    }
    for (const auto& [pool, value] : ByPool(metrics, start + "in_use_total{pool=\"", "\"} ")) {
      (uses[pool].*use).assigned = value;
    }
  };
  read("ipv4_", &PoolUse::ipv4);
  read("ipv6_", &PoolUse::ipv6);
  read("", &PoolUse::both);
  return uses;
}

PoolUses UsesByStatus(const nlohmann::json& pools) {
  PoolUses uses;
  for (const nlohmann::json& pool : pools.at("items")) {
    PoolUse& use = uses[pool.at("metadata").at("name")];
    const nlohmann::json status = pool.value("status", nlohmann::json::object());
    const auto number = [&](const char* name) { return status.value(name, 0.0); };
    use.ipv4 = {number("assignedIPv4") + number("availableIPv4"), number("assignedIPv4")};
    use.ipv6 = {number("assignedIPv6") + number("availableIPv6"), number("assignedIPv6")};
  }
  return uses;
}

}  // namespace exporter::tests
