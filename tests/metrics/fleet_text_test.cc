// A text that reuses parts of the last one must equal the text that is rendered as a whole.

#include "exporter/metrics/fleet_text.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "exporter/metrics/scan_metrics.h"
#include "tests/support/changing_fleet.h"
#include "tests/support/gunzip.h"

namespace exporter::metrics {
namespace {

using fleet::ClusterView;

// All metrics of the facts in one pass, without pieces and blocks.
std::string WholeFacts(const fleet::FleetView& fleet, const fleet::FleetFacts& facts,
                       const fleet::FleetPolicy& policy, const scan::ScanState& scan) {
  FamilyWriter writer;
  AddScan(scan, policy.max_conflict_series, writer);
  std::span<const fleet::UnplannedAddresses> unplanned(facts.unplanned);
  for (const ClusterView& cluster : fleet.clusters) {
    if (cluster.snapshot == nullptr) continue;
    const auto own = unplanned.first(policy.plan ? cluster.snapshot->pools().size() : 0);
    unplanned = unplanned.subspan(own.size());
    AddCluster(cluster, policy.LocationOf(cluster.name), writer);
    AddUnplanned(own, writer);
  }
  EXPECT_TRUE(unplanned.empty());
  for (const fleet::NetworkFacts& network : facts.networks) {
    AddNetwork(network, policy, writer);
    if (network.conflicts && network.conflicts->nodes) {
      AddNodeCounts(
          *network.conflicts->nodes, [](const std::string&) { return true; }, writer);
    }
  }
  return writer.TakeText();
}

std::string WholeRecord(const fleet::FleetView& fleet, const ExporterInfo& exporter) {
  FamilyWriter writer;
  for (const ClusterView& cluster : fleet.clusters) AddRecord(cluster, writer);
  for (const fleet::ContextAlias& alias : fleet.aliases) {
    if (!alias.has_series) continue;
    writer.Add(Named("metallb_exporter_context_alias_info"), {alias.cluster, alias.context}, 1);
  }
  AddExporter(exporter, writer);
  return writer.TakeText();
}

std::string GunzipAll(const Exposition& exposition) {
  std::vector<const CompressedText*> blocks;
  for (const auto& block : exposition.blocks) blocks.push_back(block.get());
  return tests::Gunzip(JoinGzip(blocks));
}

TEST(FleetText, EqualsTheWholeTextAfterEachChange) {
  for (unsigned seed = 0; seed < 10; ++seed) {
    tests::ChangingFleet fleet(seed);
    FactsText facts_text("cluster");
    RecordText record_text("cluster");
    for (std::uint64_t step = 0; step < 100; ++step) {
      const fleet::FleetFacts facts = fleet::Analyze(fleet.view(), *fleet.policy());
      scan::ScanState scan;
      scan.interval = std::chrono::seconds(step / 10);
      scan.interfaces = {{.interface = "eth0", .sent = step / 10}};
      const ExporterInfo exporter{.version = "1", .revision = std::to_string(step / 10)};
      const auto shown = facts_text.Render(fleet.view(), facts, fleet.policy(), &scan);
      ASSERT_EQ(shown->text(), WholeFacts(fleet.view(), facts, *fleet.policy(), scan))
          << seed << ' ' << step;
      ASSERT_EQ(GunzipAll(*shown), shown->text()) << seed << ' ' << step;
      const auto record = record_text.Render(fleet.view(), exporter);
      ASSERT_EQ(record->text(), WholeRecord(fleet.view(), exporter)) << seed << ' ' << step;
      ASSERT_EQ(GunzipAll(*record), record->text()) << seed << ' ' << step;
      fleet.Change();
    }
  }
}

// The blocks of `text` that `before` does not have.
std::ptrdiff_t CountNewBlocks(const Exposition& text, const Exposition& before) {
  const std::set<std::shared_ptr<const CompressedText>> old(before.blocks.begin(),
                                                            before.blocks.end());
  return std::count_if(text.blocks.begin(), text.blocks.end(),
                       [&old](const auto& block) { return !old.contains(block); });
}

TEST(FleetText, CompressesOnlyTheBlocksOfChangedMetrics) {
  constexpr int kClusters = 400;
  fleet::FleetView fleet;
  for (int i = 0; i < kClusters; ++i) {
    fleet.clusters.push_back(
        tests::MakeCluster("c" + std::to_string(i), {tests::MakePool("p", {"10.0.0.0/24"})}, {}));
  }
  const auto policy = std::make_shared<const fleet::FleetPolicy>();
  const auto render = [&](FactsText& text) {
    return text.Render(fleet, fleet::Analyze(fleet, *policy), policy, nullptr);
  };
  FactsText text("cluster");
  const auto first = render(text);
  EXPECT_GT(first->blocks.size(), 15U);
  EXPECT_EQ(render(text), first) << "nothing changed";

  fleet.clusters[200].snapshot = tests::MakeCluster("", {tests::MakePool("p", {"10.0.0.0/24"})},
                                                    {tests::MakeService("web", {"10.0.0.7"})})
                                     .snapshot;
  const auto changed = render(text);
  EXPECT_NE(changed->text(), first->text());
  // Assigned and available addresses, utilization, Services of the pool and of the cluster.
  EXPECT_LE(CountNewBlocks(*changed, *first), 5);
  EXPECT_GE(CountNewBlocks(*changed, *first), 3);
}

}  // namespace
}  // namespace exporter::metrics
