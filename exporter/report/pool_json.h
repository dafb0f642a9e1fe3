// The pools and the unpooled addresses of a cluster, for the JSON (fleet_json.h). Pure.

#ifndef EXPORTER_REPORT_POOL_JSON_H_
#define EXPORTER_REPORT_POOL_JSON_H_

#include <cstddef>
#include <optional>

#include "exporter/addresses/address_count.h"
#include "exporter/fleet/cluster_view.h"
#include "exporter/report/conflict_marks.h"
#include "exporter/report/verdict.h"
#include "exporter/text/json_writer.h"

namespace exporter::report {

// An integer up to 2^64 - 1; the nearest double for larger numbers.
void WriteNumber(const addresses::AddressCount& count, text::JsonWriter& json);

struct PoolJsonStyle {
  std::optional<Thresholds> thresholds;  // if set, each family has a `state`
  const ConflictMarks& marks;
  std::size_t max_listed;  // assignments of a family, the lowest first
  // Entries of a pool, Services of one address, and unpooled addresses.
  std::size_t max_elements;
  bool full;  // for a reader that rebuilds the pools
};

// The number of unpooled addresses, and the lowest `max_elements` with as many Services.
void WriteUnpooled(const fleet::ClusterSnapshot& snapshot, std::size_t max_elements,
                   text::JsonWriter& json);

// The pool with this index. REQUIRES: the cluster has a snapshot.
void WritePool(const fleet::ClusterView& cluster, std::size_t index, const PoolJsonStyle& style,
               text::JsonWriter& json);

}  // namespace exporter::report

#endif  // EXPORTER_REPORT_POOL_JSON_H_
