#include "exporter/report/page_conflicts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

#include "exporter/report/page_text.h"

namespace exporter::report {
namespace {

using addresses::AddressCount;

constexpr std::size_t kMaxShown = 100;  // of each kind

// Findings of one kind: each shown one is a list item, and the others are counted.
class Findings {
 public:
  Findings(std::string_view look, std::string_view title) : look_(look), title_(title) {}

  void Add(const std::string& html) {
    ++count_;
    if (count_ - more_ <= kMaxShown) {
      items_ += "<li>" + html + "</li>\n";
    } else {
      ++more_;
    }
  }
  // Those that there are and that nobody told of.
  void AddUntold(std::size_t count) {
    count_ += count;
    more_ += count;
  }

  std::string Html() const {
    if (count_ == 0) return "";
    const std::string more = more_ == 0 ? ""
                                        : fmt::format("<p class=\"more\">and {} more</p>",
                                                      SizeHtml(AddressCount(more_)));
    return fmt::format(
        "<section class=\"finding {}\" data-key=\"{}\"><h3>{} <span>{}</span></h3><ul>{}</ul>{}"
        "</section>\n",
        look_, title_, title_, SizeHtml(AddressCount(count_)), items_, more);
  }

 private:
  std::string_view look_;
  std::string_view title_;
  std::string items_;
  std::size_t count_ = 0;
  std::size_t more_ = 0;  // of these, not shown
};

std::string PoolHtml(const fleet::PoolName& pool) {
  return NameHtml(pool.cluster) + " / " + NameHtml(pool.pool);
}

// Told only where there are several.
std::string NetworkHtml(const fleet::FleetFacts& facts, const std::string& network) {
  return facts.networks.size() > 1 ? " <span>network " + NameHtml(network) + "</span>" : "";
}

std::string HoldersHtml(const fleet::AssignedAddress& assigned) {
  constexpr std::size_t kMost = 8;
  std::string text;
  for (std::size_t i = 0; i < std::min(assigned.holders.size(), kMost); ++i) {
    const fleet::Holder& holder = assigned.holders[i];
    text += fmt::format("{}{} <span>({})</span>", i == 0 ? "" : ", ", NameHtml(holder.cluster),
                        NameHtml(holder.service));
  }
  if (assigned.holders.size() > kMost)
    text += fmt::format(" and {} more", assigned.holders.size() - kMost);
  return text;
}

std::string Duplicates(const fleet::FleetFacts& facts) {
  Findings findings("bad", "✕ Addresses held by several clusters");
  for (const fleet::NetworkFacts& network : facts.networks) {
    if (!network.conflicts) continue;
    const fleet::AssignedAddresses& duplicates = network.conflicts->duplicates;
    for (const fleet::AssignedAddress& assigned : duplicates.listed) {
      findings.Add(fmt::format("<b>{}</b> is held by {}{}", assigned.address.ToString(),
                               HoldersHtml(assigned), NetworkHtml(facts, network.name)));
    }
    findings.AddUntold(duplicates.addresses - duplicates.listed.size());
  }
  return findings.Html();
}

std::string Overlaps(const fleet::FleetFacts& facts) {
  Findings findings("warn", "▲ Pools that overlap");
  for (const fleet::NetworkFacts& network : facts.networks) {
    if (!network.conflicts) continue;
    const fleet::PoolOverlaps& overlaps = network.conflicts->overlaps;
    for (const fleet::PoolOverlap& overlap : overlaps.listed) {
      findings.Add(fmt::format("{} and {} share <b>{}</b> <span>({})</span>{}",
                               PoolHtml(overlap.one), PoolHtml(overlap.other), RangesHtml(overlap),
                               AddressesHtml(overlap.size), NetworkHtml(facts, network.name)));
    }
    findings.AddUntold(overlaps.Dropped());
  }
  return findings.Html();
}

std::string PoolTroubles(const fleet::FleetView& fleet, const fleet::FleetFacts& facts) {
  Findings rejected("warn", "▲ Pools that MetalLB rejects");
  for (const fleet::ClusterView& cluster : fleet.clusters) {
    if (cluster.snapshot == nullptr) continue;
    for (const fleet::PoolUsage& pool : cluster.snapshot->pools()) {
      if (!pool.IsRejected()) continue;
      const std::size_t bad = pool.invalid_entries + pool.overlapping_entries;
      rejected.Add(PoolHtml({cluster.name, pool.label}) + ": " +
                   (pool.has_entries ? CountHtml(bad, "entry", "entries") : "no addresses"));
    }
  }
  Findings unplanned("warn", "▲ Pools outside the plan");
  for (const fleet::UnplannedAddresses& each : facts.unplanned) {
    if (each.count.IsZero()) continue;
    unplanned.Add(PoolHtml(each.pool) + ": " + AddressesHtml(each.count));
  }
  return rejected.Html() + unplanned.Html();
}

std::string Notes(const fleet::FleetView& fleet, const fleet::FleetFacts& facts) {
  Findings asns("note", "ASNs that several clusters use");
  for (const fleet::NetworkFacts& network : facts.networks) {
    if (!network.conflicts) continue;
    for (const fleet::SharedAsn& shared : network.conflicts->shared_asns) {
      std::vector<std::string> names;
      for (const std::string& cluster : shared.clusters) names.push_back(NameHtml(cluster));
      asns.Add(fmt::format("<b>AS {}</b> is the own ASN of {}{}", shared.asn,
                           fmt::join(names, ", "), NetworkHtml(facts, network.name)));
    }
  }
  Findings aliases("note", "Contexts left out");
  for (const fleet::ContextAlias& alias : fleet.aliases) {
    aliases.Add(NameHtml(alias.context) + " leads to cluster " + NameHtml(alias.cluster));
  }
  return asns.Html() + aliases.Html();
}

constexpr const char* kNotKnown = "–";

std::string Tile(std::string_view look, const std::string& number, const std::string& words) {
  return fmt::format("<li class=\"{}\"><b>{}</b> <span>{}</span></li>\n", look, number, words);
}

// "✕ 2", where it is more than none.
std::string Signed(std::string_view sign, std::size_t count) {
  return count == 0 ? "0" : fmt::format("{} {}", sign, SizeHtml(AddressCount(count)));
}

std::string ClusterTile(const FleetTotals& totals) {
  std::string words = fmt::format("of {} read", CountHtml(totals.clusters, "cluster", "clusters"));
  const std::size_t stale = totals.by_state[1];
  const std::size_t unknown = totals.by_state[2];
  if (stale > 0) words += fmt::format(", {} stale", stale);
  if (unknown > 0) words += fmt::format(", {} unknown", unknown);
  return Tile(totals.unread > 0 ? "bad" : "ok",
              fmt::format("{}{}", totals.unread > 0 ? "✕ " : "", totals.clusters - totals.unread),
              words);
}

// Is anything known of pools and Services?
bool IsAnyRead(const FleetTotals& totals) { return totals.by_state[2] < totals.clusters; }

std::string PoolTile(const FleetTotals& totals, const Thresholds& thresholds) {
  constexpr double kHundred = 100;
  const double warning = thresholds.warning.hundredths / kHundred;
  if (!IsAnyRead(totals)) {
    return Tile("", kNotKnown, fmt::format("pools at {} % or more: no cluster is read", warning));
  }
  std::string words =
      fmt::format("of {} at {} % or more", CountHtml(totals.pools, "pool", "pools"), warning);
  if (totals.critical > 0) {
    words +=
        fmt::format(", {} at {} %", totals.critical, thresholds.critical.hundredths / kHundred);
  }
  const std::string_view look = totals.critical > 0 ? "bad" : totals.full > 0 ? "warn" : "ok";
  return Tile(look, Signed(totals.critical > 0 ? "■" : "▲", totals.full), words);
}

std::string ServiceTile(const FleetTotals& totals) {
  if (!IsAnyRead(totals)) return Tile("", kNotKnown, "Services pending: no cluster is read");
  const std::size_t all = totals.pending_services + totals.assigned_services;
  return Tile(totals.pending_services > 0 ? "warn" : "ok", Signed("▲", totals.pending_services),
              fmt::format("of {} pending", CountHtml(all, "Service", "Services")));
}

// Of conflicts. What has been found is told at once, and that there are none only when it is known.
std::string ConflictTile(const FleetTotals& totals, std::string_view look, std::string_view sign,
                         std::size_t count, const std::string& words, std::string_view unknown) {
  if (totals.conflicts_known) return Tile(count > 0 ? look : "ok", Signed(sign, count), words);
  const std::string unpolled =
      CountHtml(totals.unpolled, "cluster", "clusters") + " not polled yet";
  if (count > 0) return Tile(look, Signed(sign, count), words + " so far: " + unpolled);
  return Tile("", kNotKnown, fmt::format("{} not known yet: {}", unknown, unpolled));
}

}  // namespace

std::string SummaryHtml(const FleetTotals& totals, const Thresholds& thresholds) {
  return "<ul class=\"tiles\" data-key=\"tiles\">\n" + ClusterTile(totals) +
         PoolTile(totals, thresholds) +
         ConflictTile(totals, "bad", "✕", totals.duplicates,
                      totals.duplicates == 1 ? "duplicate address" : "duplicate addresses",
                      "duplicate addresses") +
         ConflictTile(totals, "warn", "▲", totals.overlaps,
                      totals.overlaps == 1 ? "pair of pools overlaps" : "pairs of pools overlap",
                      "pools that overlap") +
         ServiceTile(totals) + "</ul>\n";
}

std::string ConflictsHtml(const fleet::FleetView& fleet, const fleet::FleetFacts& facts,
                          const FleetTotals& totals) {
  const std::string found =
      Duplicates(facts) + Overlaps(facts) + PoolTroubles(fleet, facts) + Notes(fleet, facts);
  if (!found.empty()) {
    return "<section class=\"conflicts\"><h2>Conflicts and findings</h2>\n" + found +
           "</section>\n";
  }
  return totals.conflicts_known ? "<p class=\"none\">✓ No conflicts.</p>\n"
                                : "<p class=\"more\">Conflicts are not known before every cluster "
                                  "has been polled once.</p>\n";
}

}  // namespace exporter::report
