// From facts to the bytes of /metrics. The peer is prometheus-cpp's serializer.

#include <benchmark/benchmark.h>
#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <cstddef>
#include <string>
#include <vector>

#include "exporter/fleet/fleet_facts.h"
#include "exporter/metrics/compressed_text.h"
#include "exporter/metrics/fleet_metrics.h"
#include "tests/bench/made_fleet.h"

namespace exporter::metrics {
namespace {

// About 10,000 series.
fleet::FleetView Fleet() { return bench::OrdinaryFleet(100, 10, 200); }

std::string Render(const fleet::FleetView& fleet, const fleet::FleetFacts& facts) {
  FamilyWriter writer;
  for (const fleet::ClusterView& cluster : fleet.clusters) AddCluster(cluster, "", writer);
  for (const fleet::NetworkFacts& network : facts.networks) {
    AddNetwork(network, {}, writer);
    AddNodeCounts(
        *network.conflicts->nodes, [](const auto&) { return true; }, writer);
  }
  return writer.TakeText();
}

std::string Rendered() {
  const fleet::FleetView fleet = Fleet();
  return Render(fleet, fleet::Analyze(fleet, {}));
}

void RenderFactsOf100Clusters(benchmark::State& state) {
  const fleet::FleetView fleet = Fleet();
  const fleet::FleetFacts facts = fleet::Analyze(fleet, {});
  std::size_t bytes = 0;
  for (auto _ : state) bytes = Render(fleet, facts).size();
  state.counters["bytes"] = static_cast<double>(bytes);
}
BENCHMARK(RenderFactsOf100Clusters)->Unit(benchmark::kMillisecond);

void SerializeAsPrometheusCpp(benchmark::State& state) {
  constexpr int kSeries = 10'000;
  prometheus::MetricFamily family;
  family.name = "metallb_pool_capacity_addresses";
  family.help = "Addresses that can be assigned.";
  family.type = prometheus::MetricType::Gauge;
  for (int i = 0; i < kSeries; ++i) {
    prometheus::ClientMetric metric;
    metric.label = {{"cluster", "cluster-" + std::to_string(i / 100)},
                    {"pool", "pool-" + std::to_string(i % 100)},
                    {"family", "ipv4"}};
    metric.gauge.value = i;
    family.metric.push_back(metric);
  }
  const std::vector<prometheus::MetricFamily> families = {family};
  const prometheus::TextSerializer serializer;
  for (auto _ : state) benchmark::DoNotOptimize(serializer.Serialize(families));
}
BENCHMARK(SerializeAsPrometheusCpp)->Unit(benchmark::kMillisecond);

void Compress(benchmark::State& state) {
  const std::string text = Rendered();
  for (auto _ : state) benchmark::DoNotOptimize(CompressedText(text));
}
BENCHMARK(Compress)->Unit(benchmark::kMillisecond);

// The cost of a scrape, except sending.
void JoinForAScrape(benchmark::State& state) {
  const CompressedText facts(Rendered());
  const std::string process = RenderProcess({});
  for (auto _ : state) {
    const CompressedText fresh(process);
    const CompressedText* const pieces[] = {&facts, &fresh};
    benchmark::DoNotOptimize(JoinGzip(pieces));
  }
}
BENCHMARK(JoinForAScrape)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace exporter::metrics
