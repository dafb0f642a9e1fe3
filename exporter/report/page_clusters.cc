#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "exporter/report/cluster_order.h"
#include "exporter/report/page_parts.h"
#include "exporter/report/page_text.h"
#include "exporter/text/visible_text.h"

namespace exporter::report {
namespace {

using fleet::ClusterView;
using Time = std::chrono::system_clock::time_point;

constexpr std::size_t kMaxExpanded = 10;

std::string StateHtml(const ClusterView& cluster, Time now) {
  constexpr std::array<std::string_view, fleet::kDataStates.size()> kNames = {"ok", "warn", "bad"};
  constexpr std::array<std::string_view, fleet::kDataStates.size()> kSigns = {"●", "◐", "○"};
  const auto state = static_cast<std::size_t>(cluster.state);
  const std::string age = cluster.record.last_success
                              ? "data is " + AgeHtml(*cluster.record.last_success, now) + " old"
                          : cluster.record.last_error ? "no data: last poll failed"
                                                      : "no data yet";
  return fmt::format(
      R"(<span class="badge {}">{} <span class="state">{}</span></span> <span>{}</span>)",
      kNames.at(state), kSigns.at(state), fleet::Name(cluster.state), age);
}

// The highest utilization of a pool with more than one address; empty if there is none.
std::string FullestHtml(const ClusterView& cluster, const Thresholds& thresholds) {
  const fleet::FamilyUsage* const fullest = FindFullest(cluster);
  if (fullest == nullptr) return "";
  return fmt::format(" <span>highest utilization {}</span> {}", PercentHtml(*fullest),
                     VerdictHtml(*fullest, thresholds));
}

std::string ContentHtml(const ClusterView& cluster, const Thresholds& thresholds) {
  if (cluster.snapshot == nullptr) return "";
  const fleet::ClusterSnapshot& snapshot = *cluster.snapshot;
  if (!snapshot.objects().metallb_installed) return "<span>does not serve IPAddressPools</span>";
  const std::size_t pending = snapshot.pending().size();
  return fmt::format(
      "<span>{}</span> <span>{}</span>{}{}", CountHtml(snapshot.pools().size(), "pool", "pools"),
      CountHtml(snapshot.assigned_services(), "Service with an address",
                "Services with an address"),
      pending == 0 ? "" : fmt::format(" <span class=\"badge warn\">▲ {} pending</span>", pending),
      FullestHtml(cluster, thresholds));
}

// A badge with a count of the cluster's pools or addresses; empty if the count is 0.
std::string CountBadge(std::size_t count, std::string_view one, std::string_view many) {
  if (count == 0) return "";
  return " <span class=\"badge warn\">▲ " + CountHtml(count, one, many) + "</span>";
}

// The problems of the pools, which a closed cluster does not show.
std::string PoolBadgesHtml(const ClusterView& cluster, const ConflictMarks& marks) {
  if (cluster.snapshot == nullptr) return "";
  std::size_t rejected = 0;
  std::size_t overlapping = 0;
  std::size_t with_nodes = 0;
  for (const fleet::PoolUsage& pool : cluster.snapshot->pools()) {
    if (pool.IsRejected()) ++rejected;
    if (!marks.Overlapping(cluster, pool).empty()) ++overlapping;
    const fleet::PoolNodeAddresses* const nodes = marks.NodesIn(cluster, pool);
    if (nodes != nullptr && nodes->IsConflict()) ++with_nodes;
  }
  return CountBadge(rejected, "rejected pool", "rejected pools") +
         CountBadge(overlapping, "pool overlaps", "pools overlap") +
         CountBadge(with_nodes, "pool with node addresses", "pools with node addresses") +
         CountBadge(cluster.snapshot->unpooled_addresses(), "address outside every pool",
                    "addresses outside every pool");
}

std::string BadgesHtml(const ClusterView& cluster, const ConflictMarks& marks) {
  std::string html;
  if (cluster.record.last_error) html += " <span class=\"badge bad\">✕ last poll failed</span>";
  const std::size_t duplicates = marks.CountDuplicates(cluster);
  if (duplicates > 0) {
    html += " <span class=\"badge bad\">✕ " +
            CountHtml(duplicates, "duplicate address", "duplicate addresses") + "</span>";
  }
  return html + PoolBadgesHtml(cluster, marks);
}

std::string AboutHtml(const ClusterView& cluster, const fleet::FleetPolicy& policy) {
  std::string text = "network " + NameHtml(cluster.network);
  const std::string_view location = policy.LocationOf(cluster.name);
  if (!location.empty()) text += ", location " + NameHtml(location);
  if (!cluster.context.empty()) text += ", context " + NameHtml(cluster.context);
  if (!cluster.source.empty()) text += ", read by " + NameHtml(cluster.source);
  if (cluster.snapshot == nullptr) return text;
  const std::string& version = cluster.snapshot->objects().server_version;
  if (!version.empty()) text += ", Kubernetes " + NameHtml(version);
  return text;
}

std::string ErrorHtml(const ClusterView& cluster) {
  if (cluster.record.polls == 0) return "<p class=\"trouble\">Not polled yet.</p>";
  if (!cluster.record.last_error) return "";
  const exporter::Error& error = *cluster.record.last_error;
  return fmt::format(
      "<p class=\"trouble bad\">✕ The last poll failed: <span class=\"state\">{}</span>: {}</p>",
      exporter::Name(error.kind), NameHtml(error.message));
}

// A link to the pools, which are not in the page.
std::string LaterHtml(const ClusterView& cluster) {
  const std::size_t pools = cluster.snapshot->pools().size();
  return fmt::format(R"(<p class="links later" data-pools="{}"><a href="{}">Show {}</a></p>)",
                     pools, EscapeHtml(ClusterLink(cluster.name)),
                     CountHtml(pools, "pool", "pools"));
}

std::string ClusterHtml(const ClusterView& cluster, const ClusterBody& body, bool is_open,
                        const ClusterSource& source) {
  const std::string states = StatesOf(cluster);
  const bool is_later =
      !body.html.empty() && (!is_open || source.frame.parts == PageParts::kWithoutPools);
  return fmt::format(
      "<details class=\"cluster\" data-tag=\"{}\" id=\"{}\" data-key=\"{}\"{}{}><summary>"
      "<h3>{}</h3> {} {}{}</summary><p class=\"about\">{}</p>{}\n{}</details>\n",
      body.tag, EscapeHtml("cluster-" + text::Visible(cluster.name)),
      EscapeHtml("cluster " + cluster.name),
      states.empty() ? "" : fmt::format(" data-is=\"{}\"", states.substr(1)),
      is_open ? " open" : "", NameHtml(cluster.name), StateHtml(cluster, source.frame.now),
      ContentHtml(cluster, source.thresholds), BadgesHtml(cluster, source.marks),
      AboutHtml(cluster, source.policy), ErrorHtml(cluster),
      is_later ? LaterHtml(cluster) : body.html);
}

}  // namespace

std::string StatesOf(const ClusterView& cluster) {
  std::string states;
  if (!cluster.record.up) states += " is:down";
  if (cluster.snapshot != nullptr && !cluster.snapshot->pending().empty()) states += " is:pending";
  return states;
}

std::string ClusterLink(std::string_view cluster) {
  std::string link = "./?cluster=";
  for (const char c : cluster) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
    link += is_plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return link;
}

std::string ClustersHtml(const std::vector<const ClusterView*>& clusters,
                         const ClusterBodies& bodies, const ClusterSource& source) {
  const bool is_small = clusters.size() <= kMaxExpanded;
  std::size_t expanded = 0;
  std::string html;
  for (std::size_t i = 0; i < clusters.size(); ++i) {
    const bool is_open =
        is_small || (expanded < kMaxExpanded &&
                     JudgeCluster(*clusters[i], source.marks, source.thresholds) != Verdict::kOk);
    if (is_open) ++expanded;
    html += ClusterHtml(*clusters[i], *bodies.at(i), is_open, source);
  }
  return html;
}

}  // namespace exporter::report
