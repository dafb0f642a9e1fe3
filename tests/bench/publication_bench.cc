// The publisher under changes: analysis, rendering and compression. In each publication, 20
// clusters have a new snapshot and a new record. With 20 changes a second, there is one publication
// a second. The peer does not know the previous publication.

#include <benchmark/benchmark.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "exporter/app/publication.h"
#include "tests/bench/made_fleet.h"

namespace exporter::app {
namespace {

constexpr std::size_t kChanges = 20;
constexpr std::size_t kTurns = 5;  // until the same clusters change again

// A fleet in which a Service is added to some clusters and removed from other clusters.
class ChangingFleet {
 public:
  explicit ChangingFleet(std::uint32_t clusters)
      : view_(bench::OrdinaryFleet(clusters, 10, 200)), distance_(clusters / (kChanges * kTurns)) {
    for (std::size_t i = 0; i < kChanges * kTurns; ++i) {
      fleet::ClusterObjects objects = view_.clusters[i * distance_].snapshot->objects();
      objects.services.pop_back();
      spare_.push_back(std::make_shared<const fleet::ClusterSnapshot>(std::move(objects), ""));
    }
  }

  // Changes clusters in every part of the fleet.
  const fleet::FleetView& Change() {
    ++turn_;
    for (std::size_t i = turn_ % kTurns; i < spare_.size(); i += kTurns) {
      fleet::ClusterView& cluster = view_.clusters[i * distance_];
      cluster.snapshot.swap(spare_[i]);
      ++cluster.record.polls;
      cluster.record.last_success = std::chrono::system_clock::time_point(turn_ * kSecond);
    }
    return view_;
  }

 private:
  static constexpr std::chrono::seconds kSecond{1};

  fleet::FleetView view_;
  const std::size_t distance_;  // between two clusters that change
  std::vector<std::shared_ptr<const fleet::ClusterSnapshot>> spare_;
  std::size_t turn_ = 0;
};

// A publication for each iteration. The argument is the number of clusters.
void Publish(benchmark::State& state, bool from_previous) {
  ChangingFleet fleet(static_cast<std::uint32_t>(state.range(0)));
  const auto policy = std::make_shared<const fleet::FleetPolicy>();
  PublicationMaker maker("cluster");
  std::shared_ptr<const Publication> current = maker.Make(fleet.Change(), policy, nullptr, {});
  for (auto _ : state) {
    if (from_previous) {
      current = maker.Make(fleet.Change(), policy, nullptr, {});
    } else {
      current = PublicationMaker("cluster").Make(fleet.Change(), policy, nullptr, {});
    }
  }
  state.counters["bytes"] =
      static_cast<double>(current->facts_text->text().size() + current->record_text->text().size());
}

void PublishChanges(benchmark::State& state) { Publish(state, true); }
BENCHMARK(PublishChanges)->Arg(100)->Arg(1'000)->Unit(benchmark::kMillisecond);

void PublishEverything(benchmark::State& state) { Publish(state, false); }
BENCHMARK(PublishEverything)->Arg(100)->Arg(1'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace exporter::app
