#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "exporter/report/page_parts.h"
#include "exporter/report/page_text.h"
#include "exporter/text/list_text.h"
#include "exporter/text/visible_text.h"

namespace exporter::report {
namespace {

using fleet::ClusterView;
using fleet::FamilyUsage;
using fleet::PoolUsage;

struct Pool {
  const ClusterView& cluster;
  const metallb::AddressPool& object;
  const PoolUsage& usage;
  const ConflictMarks& marks;
  const addresses::AddressSet overlapping;
  const PoolStyle& style;
};

std::string_view TitleOf(addresses::Family family) {
  return family == addresses::Family::kIpv4 ? "IPv4" : "IPv6";
}

std::string Entries(const metallb::AddressPool& pool) {
  constexpr std::size_t kMaxShown = 12;
  std::string text;
  const std::vector<metallb::Rejection> rejections = pool.Rejections();
  auto rejection = rejections.begin();
  for (std::size_t i = 0; i < std::min(pool.entries.size(), kMaxShown); ++i) {
    const metallb::PoolEntry& entry = pool.entries[i];
    const std::string name = NameHtml(entry.Quote());
    text += i == 0 ? "" : ", ";
    if (rejection == rejections.end() || rejection->entry != &entry) {
      text += name;
    } else {
      text += fmt::format("<span class=\"bad\">✕ {} ({})</span>", name,
                          EscapeHtml(text::Visible(rejection->reason)));
      ++rejection;
    }
  }
  return text + text::AndMore(pool.entries.size() - std::min(pool.entries.size(), kMaxShown));
}

// Settings that are not the default, and problems.
std::string Tags(const Pool& pool) {
  std::string tags;
  const auto add = [&tags](std::string_view name, const std::string& text) {
    tags += fmt::format("<span class=\"badge {}\">{}</span>", name, text);
  };
  if (!pool.object.auto_assign) add("plain", "auto-assign off");
  if (pool.object.avoid_buggy_ips) add("plain", "avoidBuggyIPs");
  if (!pool.object.capacity_alerts) add("plain", "capacity alerts off");
  const std::size_t rejected = pool.usage.invalid_entries + pool.usage.overlapping_entries;
  if (!pool.usage.has_entries) {
    add("bad", "✕ no addresses, rejected by MetalLB");
  } else if (rejected > 0) {
    add("bad", "✕ " + CountHtml(rejected, "entry", "entries") + " rejected by MetalLB");
  }
  if (!pool.overlapping.empty()) {
    add("warn", "▲ " + AddressesHtml(pool.overlapping.Size()) + " also in another pool");
  }
  const fleet::PoolNodeAddresses* const nodes = pool.marks.NodesIn(pool.cluster, pool.usage);
  if (nodes != nullptr && nodes->IsConflict()) {
    add("warn", "▲ " + CountHtml(nodes->addresses, "node address", "node addresses"));
  }
  const auto unplanned = pool.marks.Unplanned({pool.cluster.name, pool.usage.label});
  if (unplanned && !unplanned->IsZero()) {
    add("warn", "▲ " + AddressesHtml(*unplanned) + " outside the plan");
  }
  return tags;
}

std::string Bar(const FamilyUsage& usage, Verdict verdict) {
  if (usage.capacity.IsZero()) return "";
  constexpr double kWhole = 100;
  constexpr double kMinWidth = 0.6;  // stays visible
  double width = std::min(kWhole, kWhole * usage.assigned.ToDouble() / usage.capacity.ToDouble());
  if (!usage.assigned.IsZero()) width = std::max(width, kMinWidth);
  const std::string_view name = verdict == Verdict::kCritical  ? "bad"
                                : verdict == Verdict::kWarning ? "warn"
                                                               : "ok";
  return fmt::format(
      "<svg class=\"bar\" aria-hidden=\"true\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\">"
      "<use href=\"#track\"/><path class=\"{}\" d=\"M0 1h{:.2f}v8H0z\"/><use "
      "href=\"#mark\"/></svg>",
      name, width);
}

// The Services of this cluster with one address, then the Services of other clusters with it.
std::string HoldersOf(const Pool& pool, AddressAssignments assignments) {
  constexpr std::size_t kMaxShown = 6;
  std::string text;
  const auto& services = pool.cluster.snapshot->objects().services;
  for (const fleet::Assignment& each : assignments.first(std::min(assignments.size(), kMaxShown))) {
    text += (text.empty() ? "" : ", ") + ListedNameHtml(services[each.service].Holder());
  }
  if (assignments.size() > kMaxShown) {
    text += fmt::format(" <span>and {} more</span>", assignments.size() - kMaxShown);
  }

  const auto* const duplicate =
      pool.marks.HoldersOf(pool.cluster.network, assignments.front().address);
  if (duplicate == nullptr) return text;
  std::size_t others = 0;
  for (const fleet::Holder& holder : duplicate->holders) {
    if (holder.cluster == pool.cluster.name) continue;
    if (++others > kMaxShown) break;
    text += fmt::format("{} {} <span>of</span> {}", others == 1 ? " <span>✕ also</span>" : ",",
                        ListedNameHtml(holder.service), ListedNameHtml(holder.cluster));
  }
  if (others > kMaxShown) text += " <span>and more</span>";
  return text;
}

std::string HolderList(const Pool& pool, const std::vector<AddressAssignments>& assignments) {
  if (assignments.empty()) return "<p class=\"none\">No address is assigned.</p>";
  const std::size_t listed = std::min(assignments.size(), pool.style.max_listed);
  std::string items;
  for (std::size_t i = 0; i < listed; ++i) {
    items += fmt::format("<li><b>{}</b> {}", assignments[i].front().address.ToString(),
                         HoldersOf(pool, assignments[i]));
  }
  const addresses::AddressCount more(assignments.size() - listed);
  return fmt::format(
      "<details class=\"holders\"><summary>{} assigned</summary><ul>{}</ul>{}"
      "</details>",
      AddressesHtml(addresses::AddressCount(assignments.size())), items,
      more.IsZero() ? "" : fmt::format("<p class=\"more\">and {} more</p>", SizeHtml(more)));
}

std::string FamilyHtml(const Pool& pool, addresses::Family family) {
  const FamilyUsage& usage = pool.usage.Of(family);
  if (!usage.Exists()) return "";
  const auto assignments = AssignmentsOf(*pool.cluster.snapshot, pool.usage, family);
  const std::string key =
      fmt::format("{} {}", PoolKey(pool.cluster.name, pool.usage.label), addresses::Name(family));
  const AddressMap map =
      MapAddresses({.pool = pool.usage,
                    .family = family,
                    .avoid_buggy_ips = pool.object.avoid_buggy_ips,
                    .assignments = assignments,
                    .overlapping = pool.overlapping,
                    .is_duplicate = [&pool](const addresses::IpAddress& address) {
                      return pool.marks.IsDuplicate(pool.cluster.network, address);
                    }});
  const Verdict verdict = JudgePool(usage, pool.style.thresholds);
  return fmt::format(
      "<div class=\"family\" data-key=\"{}\"><div><p class=\"use\"><span>{}</span> <b>{}</b> "
      "<span>{} of {} assigned, "
      "{} available</span> {}</p>{}{}</div>{}</div>\n",
      EscapeHtml(key), TitleOf(family), PercentHtml(usage), SizeHtml(usage.assigned),
      SizeHtml(usage.capacity), SizeHtml(usage.available),
      VerdictHtml(usage, pool.style.thresholds), Bar(usage, verdict), HolderList(pool, assignments),
      MapHtml(map));
}

}  // namespace

std::string StatesOf(const ClusterView& cluster, const PoolUsage& pool, const ConflictMarks& marks,
                     const Thresholds& thresholds) {
  const bool is_full = std::any_of(
      pool.families.begin(), pool.families.end(),
      [&thresholds](const auto& usage) { return JudgePool(usage, thresholds) != Verdict::kOk; });
  std::string states = is_full ? " is:full" : "";
  if (!marks.Overlapping(cluster, pool).empty()) states += " is:overlapping";
  if (marks.HasDuplicate(cluster, pool)) states += " is:duplicate";
  return states;
}

std::string PoolKey(std::string_view cluster, std::string_view pool) {
  return fmt::format("pool {} {}", cluster, pool);
}

std::string PoolsHtml(const ClusterView& cluster, const ConflictMarks& marks,
                      const PoolStyle& style) {
  const fleet::ClusterSnapshot& snapshot = *cluster.snapshot;
  std::string html;
  for (std::size_t i = 0; i < snapshot.pools().size(); ++i) {
    const Pool pool{cluster,
                    snapshot.objects().pools[i],
                    snapshot.pools()[i],
                    marks,
                    marks.Overlapping(cluster, snapshot.pools()[i]),
                    style};
    const std::string states = StatesOf(cluster, pool.usage, marks, style.thresholds);
    html += fmt::format(
        "<section class=\"pool\" data-key=\"{}\"{}><h4>{}</h4><p class=\"about\">{} "
        "{}</p>\n",
        EscapeHtml(PoolKey(cluster.name, pool.usage.label)),
        states.empty() ? "" : fmt::format(" data-is=\"{}\"", states.substr(1)),
        NameHtml(pool.usage.label), Entries(pool.object), Tags(pool));
    for (const addresses::Family family : fleet::kFamilies) html += FamilyHtml(pool, family);
    html += "</section>\n";
  }
  return html;
}

}  // namespace exporter::report
