// The analysis of a fleet: overlaps of pools, duplicate addresses. Measures the whole analysis of
// fleets that have nothing else to find.

#include <benchmark/benchmark.h>

#include <cstdint>

#include "exporter/fleet/fleet_facts.h"
#include "tests/bench/made_fleet.h"

namespace exporter::fleet {
namespace {

constexpr std::uint32_t kClusters = 100;

void Measure(benchmark::State& state, const FleetView& fleet, std::int64_t size) {
  const FleetPolicy policy;
  for (auto _ : state) benchmark::DoNotOptimize(Analyze(fleet, policy));
  state.SetComplexityN(size);
}

void Overlaps(benchmark::State& state) {
  const auto pools = static_cast<std::uint32_t>(state.range(0));
  Measure(state, bench::FleetOfOverlaps(kClusters, pools), state.range(0));
}
BENCHMARK(Overlaps)
    ->Arg(1'000)
    ->Arg(10'000)
    ->Arg(100'000)
    ->Complexity(benchmark::oNLogN)
    ->Unit(benchmark::kMillisecond);

// The argument is the number of addresses of all clusters.
void Duplicates(benchmark::State& state) {
  const auto services = static_cast<std::uint32_t>(state.range(0)) / kClusters;
  Measure(state, bench::FleetOfHolders(kClusters, services), state.range(0));
}
BENCHMARK(Duplicates)
    ->Arg(1'000)
    ->Arg(10'000)
    ->Arg(100'000)
    ->Arg(200'000)
    ->Complexity(benchmark::oNLogN)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace exporter::fleet
