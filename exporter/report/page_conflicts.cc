#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <set>
#include <string_view>

#include "exporter/report/page_parts.h"
#include "exporter/report/page_text.h"

namespace exporter::report {
namespace {

using addresses::AddressCount;

// A card lists the findings of a kind and, if it has a verdict, of that verdict. The other kinds
// are shown at their clusters.
struct CardStyle {
  FindingKind kind;
  std::string_view look;
  std::string_view title;
  std::optional<Verdict> verdict = std::nullopt;
};

// The worst cards first.
constexpr std::array kCardStyles = {
    CardStyle{FindingKind::kDuplicateAddress, "bad", "✕ Addresses assigned by several clusters"},
    CardStyle{FindingKind::kContestedAddress, "bad", "✕ Addresses that the wrong host answers for"},
    CardStyle{FindingKind::kExhaustedPool, "bad", "■ Exhausted pools"},
    CardStyle{FindingKind::kFullPool, "bad", "■ Nearly exhausted pools", Verdict::kCritical},
    CardStyle{FindingKind::kSource, "bad", "✕ Exporters that could not be read completely"},
    CardStyle{FindingKind::kClusterDown, "bad", "✕ Clusters that could not be read"},
    CardStyle{FindingKind::kFullPool, "warn", "▲ Pools at 80 % or more", Verdict::kWarning},
    CardStyle{FindingKind::kRejectedPool, "warn", "▲ Pools that MetalLB rejects"},
    CardStyle{FindingKind::kOverlap, "warn", "▲ Address ranges in several pools"},
    CardStyle{FindingKind::kNodeAddress, "warn", "▲ Node addresses in pools", Verdict::kWarning},
    CardStyle{FindingKind::kSquattedAddress, "warn", "▲ Unassigned addresses that a host uses"},
    CardStyle{FindingKind::kPendingServices, "warn", "▲ Clusters with pending Services"},
    CardStyle{FindingKind::kUnpooledAddress, "warn", "▲ Assigned addresses outside every pool"},
    CardStyle{FindingKind::kOutsidePlan, "warn", "▲ Pools outside the plan"},
    CardStyle{FindingKind::kNodeAddress, "note", "Nodes whose address is a pool", Verdict::kOk},
    CardStyle{FindingKind::kSharedAsn, "note", "ASNs that several clusters use"},
    CardStyle{FindingKind::kUnreadResource, "note", "Optional resources that cannot be read"},
    CardStyle{FindingKind::kContextAlias, "note", "Contexts that lead to the same cluster"},
};

bool Lists(const CardStyle& style, const FleetFinding& finding) {
  return finding.kind == style.kind && finding.verdict == style.verdict.value_or(finding.verdict);
}

// The state that a filter such as "is:full" finds; empty if it has none.
std::string_view StateOf(FindingKind kind) {
  switch (kind) {
    case FindingKind::kSource:
    case FindingKind::kClusterDown:
      return "down";
    case FindingKind::kExhaustedPool:
    case FindingKind::kFullPool:
      return "full";
    case FindingKind::kDuplicateAddress:
      return "duplicate";
    case FindingKind::kOverlap:
      return "overlapping";
    case FindingKind::kPendingServices:
      return "pending";
    default:
      return "";
  }
}

// The filter's URL is also the anchor of the first card, for browsers without JavaScript.
std::string StateAttributes(std::string_view state, bool is_first) {
  if (state.empty()) return "";
  return (is_first ? fmt::format(R"( id="filter=is:{}")", state) : "") +
         fmt::format(R"( data-is="is:{}")", state);
}

// `attributes` are the attributes of the card.
std::string CardHtml(const CardStyle& style, const std::vector<FleetFinding>& findings,
                     bool show_networks, const std::string& attributes) {
  constexpr std::size_t kMaxShown = 100;
  std::string items;
  std::size_t count = 0;
  std::size_t shown = 0;   // findings
  std::size_t listed = 0;  // what they count
  for (const FleetFinding& finding : findings) {
    if (!Lists(style, finding)) continue;
    count += finding.count;
    if (finding.is_remainder || shown == kMaxShown) continue;
    ++shown;
    listed += finding.count;
    const bool show_network = show_networks && !finding.network.empty();
    items +=
        fmt::format("<li>{}{}</li>\n", finding.sentence.Html(),
                    show_network ? " <span>network " + NameHtml(finding.network) + "</span>" : "");
  }
  if (count == 0) return "";
  const std::string more = count == listed ? ""
                                           : fmt::format("<p class=\"more\">and {} more</p>",
                                                         SizeHtml(AddressCount(count - listed)));
  return fmt::format(
      "<section class=\"finding {}\" data-key=\"{}\"{}><h3>{} <span>{}</span></h3><ul>{}</ul>{}"
      "</section>\n",
      style.look, style.title, attributes, style.title, SizeHtml(AddressCount(count)), items, more);
}

constexpr const char* kUnknown = "–";

std::string Tile(std::string_view look, const std::string& number, const std::string& words) {
  return fmt::format("<li class=\"{}\"><b>{}</b> <span>{}</span></li>\n", look, number, words);
}

// A tile with a link that shows only what the tile counts.
std::string LinkedTile(const std::string& tile, std::string_view state) {
  const std::string link = fmt::format("<a href=\"#filter=is:{}\">", state);
  const std::size_t start = tile.find("<b>");
  return tile.substr(0, start) + link + tile.substr(start, tile.find("</li>") - start) +
         "</a></li>\n";
}

// "✕ 2"; "0" has no sign.
std::string Signed(std::string_view sign, std::size_t count) {
  return count == 0 ? "0" : fmt::format("{} {}", sign, SizeHtml(AddressCount(count)));
}

std::string ClusterTile(const FleetTotals& totals) {
  std::string words = fmt::format("of {} {}", CountHtml(totals.clusters, "cluster", "clusters"),
                                  totals.down > 0 ? "not read" : "up");
  const std::size_t stale = totals.by_state[1];
  const std::size_t unknown = totals.by_state[2];
  if (stale > 0) words += fmt::format(", {} stale", stale);
  if (unknown > 0) words += fmt::format(", {} unknown", unknown);
  return totals.down > 0 ? Tile("bad", Signed("✕", totals.down), words)
                         : Tile("ok", SizeHtml(AddressCount(totals.clusters)), words);
}

std::string PoolTile(const FleetTotals& totals, const Thresholds& thresholds) {
  constexpr double kHundred = 100;
  const double warning = thresholds.warning.hundredths / kHundred;
  if (totals.with_data == 0) {
    return Tile("", kUnknown, fmt::format("pools at {} % or more: no cluster has data", warning));
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
  if (totals.with_data == 0) return Tile("", kUnknown, "Services pending: no cluster has data");
  const std::size_t all = totals.pending_services + totals.assigned_services;
  return Tile(totals.pending_services > 0 ? "warn" : "ok", Signed("▲", totals.pending_services),
              fmt::format("of {} pending", CountHtml(all, "Service", "Services")));
}

// "2 of 3 clusters": the clusters that have data.
std::string ClustersWithData(const FleetTotals& totals) {
  return fmt::format("{} of {}", totals.with_data,
                     CountHtml(totals.clusters, "cluster", "clusters"));
}

// Conflicts are shown as soon as one is found. "0" is shown only after every cluster was polled,
// and is green only if every cluster has data.
std::string ConflictTile(const FleetTotals& totals, std::string_view look, std::string_view sign,
                         std::size_t count, const std::string& words, std::string_view unknown) {
  if (totals.with_data == 0) {
    return Tile("", kUnknown, fmt::format("{}: no cluster has data", unknown));
  }
  if (totals.conflicts_known) {
    if (totals.with_data == totals.clusters) {
      return Tile(count > 0 ? look : "ok", Signed(sign, count), words);
    }
    return Tile(count > 0 ? look : "", Signed(sign, count),
                words + " among " + ClustersWithData(totals));
  }
  const std::string unpolled =
      CountHtml(totals.unpolled, "cluster", "clusters") + " not polled yet";
  if (count > 0) return Tile(look, Signed(sign, count), words + " so far: " + unpolled);
  return Tile("", kUnknown, fmt::format("{} not known yet: {}", unknown, unpolled));
}

std::string NoConflictsHtml(const FleetTotals& totals) {
  if (!totals.conflicts_known) {
    return "<p class=\"more\">Conflicts are unknown until every cluster has been polled "
           "once.</p>\n";
  }
  if (totals.with_data == 0) {
    return "<p class=\"more\">Conflicts are unknown: no cluster has data.</p>\n";
  }
  if (totals.with_data == totals.clusters) return "<p class=\"none\">✓ No conflicts.</p>\n";
  return "<p class=\"more\">No conflicts among " + ClustersWithData(totals) + ".</p>\n";
}

}  // namespace

std::string SummaryHtml(const FleetTotals& totals, const Thresholds& thresholds) {
  const std::string duplicates = ConflictTile(
      totals, "bad", "✕", totals.duplicates,
      totals.duplicates == 1 ? "duplicate address" : "duplicate addresses", "duplicate addresses");
  const std::string overlaps = ConflictTile(totals, "warn", "▲", totals.overlapping_pools,
                                            "pools overlap", "overlapping pools");
  const auto linked = [](std::size_t count, const std::string& tile, std::string_view state) {
    return count > 0 ? LinkedTile(tile, state) : tile;
  };
  return "<ul class=\"tiles\" data-key=\"tiles\">\n" +
         linked(totals.down, ClusterTile(totals), "down") +
         linked(totals.full, PoolTile(totals, thresholds), "full") +
         linked(totals.duplicates, duplicates, "duplicate") +
         linked(totals.overlapping_pools, overlaps, "overlapping") +
         linked(totals.pending_services, ServiceTile(totals), "pending") + "</ul>\n";
}

std::string ConflictsHtml(const std::vector<FleetFinding>& findings, bool show_networks,
                          const FleetTotals& totals) {
  std::string found;
  std::set<std::string_view> anchors;
  for (const CardStyle& style : kCardStyles) {
    const std::string_view state = StateOf(style.kind);
    const std::string card =
        CardHtml(style, findings, show_networks, StateAttributes(state, !anchors.contains(state)));
    if (!card.empty()) anchors.insert(state);
    found += card;
  }
  if (!found.empty()) {
    found = "<section class=\"conflicts\"><h2>Problems</h2>\n" + found + "</section>\n";
  }
  const bool wire_conflicts =
      std::any_of(findings.begin(), findings.end(), [](const FleetFinding& finding) {
        return finding.kind == FindingKind::kContestedAddress ||
               finding.kind == FindingKind::kSquattedAddress;
      });
  const std::size_t conflicts =
      totals.duplicates + totals.overlapping_pools + totals.pools_with_nodes + totals.shared_asns;
  return conflicts > 0 || wire_conflicts ? found : found + NoConflictsHtml(totals);
}

}  // namespace exporter::report
