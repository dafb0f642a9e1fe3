#include "exporter/report/fleet_notes.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <string_view>

#include "exporter/report/fleet_totals.h"

namespace exporter::report {
namespace {

// "1 pool", "2 pools"
std::string Count(std::size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::string Count(const addresses::AddressCount& count) {
  const bool one = count == addresses::AddressCount(1);
  return count.ToString() + (one ? " address" : " addresses");
}

// "10.0.0.1-10.0.0.9 and 2 ranges more"
std::string RangesOf(const fleet::PoolOverlap& overlap) {
  std::string text = overlap.ranges.front().ToString();
  const std::size_t more = overlap.ranges.size() - 1 + overlap.ranges_left_out;
  if (more > 0) text += " and " + Count(more, "range more", "ranges more");
  return text;
}

std::string Holders(const fleet::AssignedAddress& assigned) {
  constexpr std::size_t kMost = 6;
  std::string text;
  for (std::size_t i = 0; i < std::min(assigned.holders.size(), kMost); ++i) {
    const fleet::Holder& holder = assigned.holders[i];
    text += fmt::format("{}{} ({})", i == 0 ? "" : ", ", holder.cluster, holder.service);
  }
  if (assigned.holders.size() > kMost)
    text += fmt::format(" and {} more", assigned.holders.size() - kMost);
  return text;
}

void AddDuplicates(const fleet::AssignedAddresses& duplicates, const std::string& network,
                   std::vector<Note>& notes) {
  for (const fleet::AssignedAddress& assigned : duplicates.listed) {
    notes.push_back(
        {Verdict::kCritical, fmt::format("network {}: {} is held by {}", network,
                                         assigned.address.ToString(), Holders(assigned))});
  }
  const std::size_t more = duplicates.addresses - duplicates.listed.size();
  if (more > 0) {
    notes.push_back({Verdict::kCritical, fmt::format("network {}: {}", network,
                                                     Count(more, "more duplicate address",
                                                           "more duplicate addresses"))});
  }
}

void AddOverlaps(const fleet::PoolOverlaps& overlaps, const std::string& network,
                 std::vector<Note>& notes) {
  for (const fleet::PoolOverlap& overlap : overlaps.listed) {
    const bool across = overlap.one.cluster != overlap.other.cluster;
    notes.push_back({across ? Verdict::kWarning : Verdict::kOk,
                     fmt::format("network {}: pools {}/{} and {}/{} share {} ({})", network,
                                 overlap.one.cluster, overlap.one.pool, overlap.other.cluster,
                                 overlap.other.pool, RangesOf(overlap), Count(overlap.size))});
  }
  if (overlaps.Dropped() > 0) {
    notes.push_back({overlaps.across_clusters ? Verdict::kWarning : Verdict::kOk,
                     fmt::format("network {}: {}", network,
                                 Count(overlaps.Dropped(), "more pair of pools that overlap",
                                       "more pairs of pools that overlap"))});
  }
}

std::vector<std::string> Rejections(const std::string& name, const metallb::AddressPool& pool,
                                    const fleet::PoolUsage& usage) {
  constexpr std::size_t kMost = 3;
  if (!usage.has_entries) return {name + " has no addresses, which MetalLB rejects"};
  std::vector<std::string> sentences;
  if (usage.invalid_entries > 0) {
    sentences.push_back(
        fmt::format("{} has {} that MetalLB rejects", name,
                    Count(usage.invalid_entries, "invalid entry", "invalid entries")));
  }
  for (const metallb::EntryOverlap& overlap : pool.EntryOverlaps(kMost)) {
    sentences.push_back(
        fmt::format("{} has {} ({}) in two entries, \"{}\" and \"{}\", which count once; MetalLB "
                    "rejects the cluster's whole configuration for it",
                    name, overlap.shared.ToString(), Count(overlap.shared.Size()),
                    overlap.earlier->Quote(), overlap.later->Quote()));
  }
  if (usage.overlapping_entries > kMost) {
    sentences.push_back(
        fmt::format("{} has {} overlapping an earlier one", name,
                    Count(usage.overlapping_entries - kMost, "more entry", "more entries")));
  }
  return sentences;
}

}  // namespace

bool IsAnythingKnown(const fleet::FleetView& fleet) {
  return std::any_of(fleet.clusters.begin(), fleet.clusters.end(),
                     [](const fleet::ClusterView& cluster) { return cluster.snapshot != nullptr; });
}

std::string Summary(const fleet::FleetView& fleet, const fleet::FleetFacts& facts,
                    const Thresholds& thresholds) {
  const FleetTotals totals = CountFleet(fleet, facts, thresholds);
  if (!IsAnythingKnown(fleet)) {
    return fmt::format("nothing is known of any pool, {} of {} not read", totals.unread,
                       Count(totals.clusters, "cluster", "clusters"));
  }
  std::string text =
      fmt::format("{} of {} at {} % or more, {}, {}", totals.full,
                  Count(totals.pools, "pool", "pools"), thresholds.warning.hundredths / 100.0,
                  Count(totals.duplicates, "duplicate address", "duplicate addresses"),
                  Count(totals.overlaps, "overlap", "overlaps"));
  if (totals.unread > 0) {
    text += fmt::format(", {} of {} not read", totals.unread,
                        Count(totals.clusters, "cluster", "clusters"));
  }
  return text;
}

std::vector<Note> ConflictNotes(const fleet::FleetFacts& facts) {
  std::vector<Note> notes;
  for (const fleet::NetworkFacts& network : facts.networks) {
    if (!network.conflicts) continue;
    AddDuplicates(network.conflicts->duplicates, network.name, notes);
    AddOverlaps(network.conflicts->overlaps, network.name, notes);
    for (const fleet::SharedAsn& shared : network.conflicts->shared_asns) {
      notes.push_back(
          {Verdict::kOk, fmt::format("network {}: AS {} is the own ASN of {}", network.name,
                                     shared.asn, fmt::join(shared.clusters, ", "))});
    }
  }
  return notes;
}

std::vector<Note> UnreadNotes(const fleet::FleetView& fleet) {
  std::vector<Note> notes;
  for (const fleet::ClusterView& cluster : fleet.clusters) {
    if (cluster.record.up) continue;
    const auto& error = cluster.record.last_error;
    notes.push_back(
        {Verdict::kUnknown, error ? fmt::format("{}: {}: {}", cluster.name,
                                                exporter::Name(error->kind), error->message)
                                  : cluster.name + ": not polled yet"});
  }
  return notes;
}

std::vector<Note> OtherNotes(const fleet::FleetView& fleet, const fleet::FleetFacts& facts) {
  std::vector<Note> notes;
  const auto add = [&notes](std::string text) { notes.push_back({Verdict::kOk, std::move(text)}); };
  for (const fleet::UnplannedAddresses& unplanned : facts.unplanned) {
    if (unplanned.count.IsZero()) continue;
    add(fmt::format("pool {}/{} has {} outside of its cluster's range in the plan",
                    unplanned.pool.cluster, unplanned.pool.pool, Count(unplanned.count)));
  }
  for (const fleet::ClusterView& cluster : fleet.clusters) {
    if (cluster.snapshot == nullptr) continue;
    if (!cluster.snapshot->objects().metallb_installed) {
      add(fmt::format("cluster {} serves no IPAddressPools", cluster.name));
    }
    for (std::size_t i = 0; i < cluster.snapshot->pools().size(); ++i) {
      const fleet::PoolUsage& usage = cluster.snapshot->pools()[i];
      if (!usage.IsRejected()) continue;
      const std::string name = fmt::format("pool {}/{}", cluster.name, usage.label);
      for (std::string& sentence : Rejections(name, cluster.snapshot->objects().pools[i], usage)) {
        add(std::move(sentence));
      }
    }
  }
  for (const fleet::ContextAlias& alias : fleet.aliases) {
    add(fmt::format("context {} leads to cluster {}", alias.context, alias.cluster));
  }
  return notes;
}

}  // namespace exporter::report
