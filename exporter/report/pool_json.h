// One pool of the fleet's JSON (fleet_json.h). Pure.

#ifndef EXPORTER_REPORT_POOL_JSON_H_
#define EXPORTER_REPORT_POOL_JSON_H_

#include <cstddef>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "exporter/addresses/address_count.h"
#include "exporter/fleet/cluster_view.h"
#include "exporter/fleet/pool_overlaps.h"
#include "exporter/report/verdict.h"

namespace exporter::report {

using Json = nlohmann::ordered_json;

// An integer up to 2^64 - 1, the nearest double above.
Json NumberJson(const addresses::AddressCount& count);

struct PoolJsonStyle {
  std::optional<Thresholds> thresholds;  // with them each family has a `state`
  std::map<fleet::PoolName, addresses::AddressCount> unplanned;
  std::size_t max_listed = 0;  // held addresses that a family tells, the lowest ones
};

// The pool of that index. REQUIRES: the cluster has a snapshot.
Json PoolJson(const fleet::ClusterView& cluster, std::size_t index, const PoolJsonStyle& style);

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_POOL_JSON_H_
