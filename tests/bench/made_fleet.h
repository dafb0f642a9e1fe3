// Fleets of any size, for the benchmarks of what is computed over them.

#ifndef TESTS_BENCH_MADE_FLEET_H_
#define TESTS_BENCH_MADE_FLEET_H_

#include <cstdint>

#include "exporter/fleet/cluster_view.h"

namespace exporter::bench {

// Pools of 256 addresses in `clusters` clusters, by turns; each shares some with the next one,
// which is another cluster's. No Services.
fleet::FleetView FleetOfOverlaps(std::uint32_t clusters, std::uint32_t pools);

// Each cluster has so many Services that hold one address each, those of the clusters between one
// another; one in 100 of the addresses is held in the next cluster too. No pools.
fleet::FleetView FleetOfHolders(std::uint32_t clusters, std::uint32_t services);

// As a real one: pools without overlaps, and Services that hold their addresses.
fleet::FleetView OrdinaryFleet(std::uint32_t clusters, std::uint32_t pools, std::uint32_t services);

}  // namespace exporter::bench

#endif  // TESTS_BENCH_MADE_FLEET_H_
