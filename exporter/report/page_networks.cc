#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/report/area_text.h"
#include "exporter/report/page_parts.h"
#include "exporter/report/page_text.h"
#include "exporter/report/subnet_cells.h"
#include "exporter/text/list_text.h"
#include "exporter/text/visible_text.h"

namespace exporter::report {
namespace {

using fleet::NetworkMap;
using fleet::SubnetMap;

// The maximum numbers of subnets with a map on the page, and of expanded subnets.
constexpr std::size_t kMaxDrawnSubnets = 16;
constexpr std::size_t kMaxOpenSubnets = 4;
constexpr std::size_t kMaxShownAreas = 64;      // of a subnet
constexpr std::size_t kMaxShownFree = 20;       // of a subnet
constexpr std::size_t kMaxListedUsers = 2'000;  // Services on the page
constexpr std::size_t kMaxListedAnswers = 500;  // of a subnet

// The outline of the cells, as a path.
std::string Outline(const CellSpan& cells) {
  const auto row_of = [](std::size_t cell) { return cell / kMapColumns; };
  const std::size_t x1 = cells.first % kMapColumns;
  const std::size_t x2 = cells.last % kMapColumns + 1;
  const std::size_t y1 = row_of(cells.first);
  const std::size_t y2 = row_of(cells.last);
  if (y1 == y2) return fmt::format("M{} {}H{}v1H{}z", x1, y1, x2, x1);
  if (y1 + 1 == y2 && x2 <= x1) {
    return fmt::format("M{} {}H{}v1H{}zM0 {}H{}v1H0z", x1, y1, kMapColumns, x1, y2, x2);
  }
  return fmt::format("M{} {}H{}V{}H{}v1H0V{}H{}z", x1, y1, kMapColumns, y2, x2, y1 + 1, x1);
}

// The first cell without a mark, so that a mark does not hide the label; else the first cell.
std::size_t LabelCell(const AddressMap& map, const CellSpan& cells) {
  for (std::size_t cell = cells.first; cell <= cells.last; ++cell) {
    if (!map.cells[cell].wire_mark) return cell;
  }
  return cells.first;
}

// The areas with an owner, numbered as in the list.
std::string AreasDrawing(const AddressMap& map, std::span<const fleet::MapArea* const> areas) {
  std::string drawing;
  std::size_t labeled = kMaxCells;  // the cell of the last label
  for (std::size_t i = 0; i < areas.size(); ++i) {
    const auto cells = CellsOf(map, areas[i]->range);
    if (!cells) continue;
    const std::string title =
        fmt::format("{}. {}", i + 1, text::Visible(AreaSentence(*areas[i]).Plain()));
    drawing += fmt::format(
        R"(<path class="area" data-first="{}" data-last="{}" d="{}"><title>{}</title></path>)",
        cells->first, cells->last, Outline(*cells), EscapeHtml(title));
    const std::size_t label = LabelCell(map, *cells);
    if (label == labeled) continue;
    labeled = label;
    drawing += fmt::format(R"(<text x="{}.5" y="{}.72">{}</text>)", labeled % kMapColumns,
                           labeled / kMapColumns, i + 1);
  }
  return drawing;
}

std::string AreaList(std::span<const fleet::MapArea* const> areas, std::size_t omitted) {
  std::string items;
  for (const fleet::MapArea* const area : areas) {
    items += "<li>" + AreaSentence(*area).Html() + "</li>\n";
  }
  if (omitted > 0) items += "<li class=\"rest\">" + text::AndMore(omitted).substr(1) + "</li>\n";
  return items.empty() ? "" : "<ol class=\"areas\">" + items + "</ol>";
}

std::string FreeList(const SubnetMap& subnet, bool is_complete) {
  const std::size_t shown = std::min(subnet.free.size(), kMaxShownFree);
  std::string items;
  for (std::size_t i = 0; i < shown; ++i) {
    items += "<li>" + FreeSentence(subnet.free[i], is_complete).Html() + "</li>\n";
  }
  const std::size_t omitted = subnet.free.size() - shown + subnet.free_omitted;
  if (omitted > 0) items += "<li class=\"rest\">" + text::AndMore(omitted).substr(1) + "</li>\n";
  return items.empty() ? "" : "<ul class=\"free\">" + items + "</ul>";
}

// The assigned addresses of a network with their Services, lowest first.
using Users = std::vector<fleet::AssignedAddress>;

std::string UserText(const fleet::AssignedAddress& assigned) {
  constexpr std::size_t kMaxShown = 6;
  const std::size_t shown = std::min(assigned.holders.size(), kMaxShown);
  std::string text;
  for (std::size_t i = 0; i < shown; ++i) {
    const fleet::Holder& holder = assigned.holders[i];
    text += (i == 0 ? "" : ", ") + ListedNameHtml(holder.cluster) + " " +
            ListedNameHtml(holder.service);
  }
  return text + text::AndMore(assigned.holders.size() - shown);
}

std::string UserList(const SubnetMap& subnet, const Users& users) {
  if (subnet.use.assigned.IsZero()) return "";
  std::string items;
  std::size_t listed = 0;
  for (const fleet::AssignedAddress& each : users) {
    if (!subnet.range.Contains(each.address)) continue;
    items += fmt::format("<li><b>{}</b> {}", each.address.ToString(), UserText(each));
    ++listed;
  }
  const addresses::AddressCount more = subnet.use.assigned - addresses::AddressCount(listed);
  return fmt::format(
      "<details class=\"users\"><summary>{} assigned</summary><ul>{}</ul>{}</details>",
      AddressesHtml(subnet.use.assigned), items,
      more.IsZero() ? "" : fmt::format("<p class=\"more\">and {} more</p>", SizeHtml(more)));
}

void AddWireBadges(const WireCounts& counts, std::string& html) {
  for (const WireMark mark : kAllWireMarks) {
    if (counts.Of(mark) == 0) continue;
    const bool critical = mark == WireMark::kContested || mark == WireMark::kForeign;
    html += fmt::format(" <span class=\"badge {}\">{} {}</span>",
                        critical                      ? "bad"
                        : mark == WireMark::kSquatted ? "warn"
                                                      : "quiet",
                        SizeHtml(addresses::AddressCount(counts.Of(mark))), Name(mark));
  }
}

std::string SubnetSummary(const SubnetMap& subnet, const WireFindings& answers, bool is_complete,
                          std::string_view heading) {
  const fleet::AddressUse& use = subnet.use;
  std::string html = fmt::format(
      "<{0}>{1}</{0}> <span>{2}: {3} in pools, {4} assigned, {5} {6}</span>", heading,
      PrefixText(subnet.range), AddressesHtml(subnet.range.Size()), SizeHtml(use.pools),
      SizeHtml(use.assigned), SizeHtml(use.free), is_complete ? "free" : "free as far as known");
  const auto add = [&html](const addresses::AddressCount& count, std::string_view kind,
                           std::string_view words) {
    if (count.IsZero()) return;
    html += fmt::format(" <span class=\"badge {}\">{} {}</span>", kind, SizeHtml(count), words);
  };
  add(use.duplicate, "bad", "assigned by two clusters");
  add(use.overlapping, "warn", "in two pools");
  add(use.node_conflicts, "warn", "of nodes, in a pool");
  add(use.unknown, "warn", "unknown");
  AddWireBadges(CountAnswers(answers), html);
  return html;
}

// The same for all subnets of a network.
struct SubnetSource {
  const NetworkMap& network;
  const Users& users;
  const NetworkAnswers& answers;
  std::string_view heading;  // the element of the heading
};

// `position` is the number of subnets above on the page.
std::string SubnetHtml(const SubnetSource& source, const SubnetMap& subnet, std::size_t position) {
  const NetworkMap& network = source.network;
  std::vector<const fleet::MapArea*> areas;
  for (const fleet::MapArea& area : subnet.areas) {
    if (HasOwner(area)) areas.push_back(&area);
  }
  const std::size_t shown = std::min(areas.size(), kMaxShownAreas);
  const std::size_t omitted = areas.size() - shown + subnet.areas_omitted;
  areas.resize(shown);
  const WireFindings answers = source.answers.In(subnet.range);
  AddressMap map = MapSubnet(subnet, network.addresses);
  MarkCells(answers, map);
  return fmt::format(
      "<details class=\"subnet\" "
      "data-key=\"{}\"{}><summary>{}</summary><div><div>{}{}{}{}{}</div>{}"
      "</div></details>\n",
      EscapeHtml(fmt::format("subnet {} {}", network.name, PrefixText(subnet.range))),
      position < kMaxOpenSubnets ? " open" : "",
      SubnetSummary(subnet, answers, network.IsComplete(), source.heading),
      subnet.configured ? "" : "<p class=\"about\">Computed from pools and plan.</p>",
      AreaList(areas, omitted), FreeList(subnet, network.IsComplete()),
      UserList(subnet, source.users), AnswersHtml(answers, kMaxListedAnswers),
      MapHtml(map, AreasDrawing(map, areas)));
}

// Why the map may be incomplete.
std::string UnreadHtml(const NetworkMap& network) {
  constexpr std::size_t kMaxShown = 6;
  std::string html;
  if (!network.IsComplete()) {
    const std::size_t shown = std::min(network.unread.size(), kMaxShown);
    for (std::size_t i = 0; i < shown; ++i) {
      const fleet::UnreadCluster& cluster = network.unread[i];
      html += fmt::format("{}{} ({})", i == 0 ? "" : ", ", NameHtml(cluster.Name()),
                          cluster.StateName());
    }
    html = fmt::format("<p class=\"trouble\">◐ Not all clusters could be read: {}{}.</p>\n", html,
                       text::AndMore(network.unread.size() - shown));
  }
  if (network.clusters_without_nodes > 0) {
    html += fmt::format("<p class=\"about\">The node addresses of {} are unknown.</p>\n",
                        CountHtml(network.clusters_without_nodes, "cluster", "clusters"));
  }
  return html;
}

Users FindUsers(const fleet::FleetView& fleet, const std::string& network, std::size_t max) {
  std::vector<const fleet::ClusterView*> clusters;
  for (const fleet::ClusterView& cluster : fleet.clusters) {
    if (cluster.network == network) clusters.push_back(&cluster);
  }
  return fleet::FindAssignedAddresses(clusters, max).listed;
}

}  // namespace

std::string NetworksHtml(const fleet::FleetView& fleet, const std::vector<NetworkMap>& maps,
                         const scan::ScanState* scan) {
  std::string html;
  std::size_t drawn = 0;
  std::size_t omitted = 0;
  std::size_t listed = 0;
  const std::string_view heading = maps.size() > 1 ? "h4" : "h3";
  for (const NetworkMap& network : maps) {
    if (network.subnets.empty()) continue;
    const std::size_t shown = std::min(network.subnets.size(), kMaxDrawnSubnets - drawn);
    omitted += network.subnets.size() - shown + network.subnets_omitted;
    if (shown == 0) continue;
    html += fmt::format(R"(<section class="network" data-key="{}">)",
                        EscapeHtml("network " + network.name));
    if (maps.size() > 1) html += fmt::format("<h3>Network {}</h3>\n", NameHtml(network.name));
    html += UnreadHtml(network);
    const Users users = FindUsers(fleet, network.name, kMaxListedUsers - listed);
    for (const fleet::AssignedAddress& each : users) listed += each.holders.size();
    const NetworkAnswers answers(scan, network.name);
    for (std::size_t i = 0; i < shown; ++i) {
      html += SubnetHtml({network, users, answers, heading}, network.subnets[i], drawn++);
    }
    html += "</section>\n";
  }
  if (html.empty()) return "";
  if (omitted > 0) {
    html += fmt::format("<p class=\"about\">{}: see the JSON.</p>\n",
                        CountHtml(omitted, "more subnet", "more subnets"));
  }
  return "<section class=\"networks\"><h2>Network map</h2>\n" + html + "</section>\n";
}

}  // namespace exporter::report
