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

constexpr std::size_t kMaxExpanded = 10;  // clusters without problems

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

std::string BadgesHtml(const ClusterView& cluster, const ConflictMarks& marks) {
  std::string html;
  if (cluster.record.last_error) html += " <span class=\"badge bad\">✕ last poll failed</span>";
  const std::size_t duplicates = marks.CountDuplicates(cluster);
  if (duplicates > 0) {
    html += " <span class=\"badge bad\">✕ " +
            CountHtml(duplicates, "duplicate address", "duplicate addresses") + "</span>";
  }
  return html;
}

std::string AboutHtml(const ClusterView& cluster, const fleet::FleetPolicy& policy) {
  std::string text = "network " + NameHtml(cluster.network);
  const std::string_view location = policy.LocationOf(cluster.name);
  if (!location.empty()) text += ", location " + NameHtml(location);
  if (!cluster.context.empty()) text += ", context " + NameHtml(cluster.context);
  if (cluster.snapshot == nullptr) return text;
  const std::string& version = cluster.snapshot->objects().server_version;
  if (!version.empty()) text += ", Kubernetes " + NameHtml(version);
  const std::size_t unpooled = cluster.snapshot->unpooled_addresses();
  if (unpooled > 0) {
    text += "; " + CountHtml(unpooled, "address", "addresses") + " assigned outside every pool";
  }
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

// An attribute with what a filter such as "is:down" finds; empty if it is nothing.
std::string StatesOf(const ClusterView& cluster) {
  std::string states;
  if (!cluster.record.up) states += " is:down";
  if (cluster.snapshot != nullptr && !cluster.snapshot->pending().empty()) states += " is:pending";
  return states.empty() ? "" : fmt::format(" data-is=\"{}\"", states.substr(1));
}

}  // namespace

std::string ClustersHtml(const std::vector<const ClusterView*>& clusters,
                         const fleet::FleetPolicy& policy, const ConflictMarks& marks,
                         const PoolStyle& style, Time now) {
  std::string html;
  for (const ClusterView* const each : clusters) {
    const ClusterView& cluster = *each;
    const bool open = clusters.size() <= kMaxExpanded ||
                      JudgeCluster(cluster, marks, style.thresholds) != Verdict::kOk;
    html += fmt::format(
        "<details class=\"cluster\" id=\"{}\" data-key=\"{}\"{}{}><summary><h3>{}</h3> {} "
        "{}{}</summary>"
        "<p class=\"about\">{}</p>{}\n{}</details>\n",
        EscapeHtml("cluster-" + text::Visible(cluster.name)), EscapeHtml("cluster " + cluster.name),
        StatesOf(cluster), open ? " open" : "", NameHtml(cluster.name), StateHtml(cluster, now),
        ContentHtml(cluster, style.thresholds), BadgesHtml(cluster, marks),
        AboutHtml(cluster, policy), ErrorHtml(cluster),
        cluster.snapshot == nullptr ? "" : PoolsHtml(cluster, marks, style));
  }
  return html;
}

}  // namespace exporter::report
