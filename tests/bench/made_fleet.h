// Fleets of any size, for benchmarks of their analysis.

#ifndef TESTS_BENCH_MADE_FLEET_H_
#define TESTS_BENCH_MADE_FLEET_H_

#include <cstdint>

#include "exporter/fleet/cluster_view.h"

namespace exporter::bench {

// Pools of 256 addresses, distributed over `clusters` clusters. Each pool shares some addresses
// with the next pool, which is in another cluster. No Services.
fleet::FleetView FleetOfOverlaps(std::uint32_t clusters, std::uint32_t pools);

// Services with one address each; consecutive addresses are in different clusters. One in 100
// addresses is also assigned in the next cluster. No pools.
fleet::FleetView FleetOfHolders(std::uint32_t clusters, std::uint32_t services);

// Like a real fleet: pools without overlaps, Services with their addresses, and three nodes in each
// cluster.
fleet::FleetView OrdinaryFleet(std::uint32_t clusters, std::uint32_t pools, std::uint32_t services);

}  // namespace exporter::bench

#endif  // TESTS_BENCH_MADE_FLEET_H_
