#include <fmt/format.h>

#include "exporter/fleet/lookup.h"
#include "exporter/report/lookup_text.h"
#include "exporter/report/page_parts.h"
#include "exporter/report/page_text.h"
#include "exporter/text/ascii.h"

namespace exporter::report {
namespace {

std::string RangeHtml(const fleet::RangeAnswer& answer) {
  std::string keys;
  for (const fleet::PoolInRange& pool : answer.pools) {
    keys += EscapeHtml(PoolKey(pool.pool.cluster, pool.pool.pool)) + '\n';
  }
  std::string items;
  for (const Sentence& sentence : RangeSentences(answer)) {
    items += "<li>" + sentence.Html() + "</li>\n";
  }
  return fmt::format("<p><b>{}</b> ({}) overlaps:</p>\n<ul data-keys=\"{}\">{}</ul>\n",
                     answer.range.ToString(), AddressesHtml(answer.range.Size()), keys, items);
}

}  // namespace

std::string AnswerHtml(const fleet::FleetView& fleet, const fleet::FleetPolicy& policy,
                       const scan::ScanState* scan, std::string_view query) {
  const std::string_view text = text::Trim(query);
  if (const auto address = addresses::IpAddress::Parse(text)) {
    const fleet::AddressAnswer answer = fleet::LookUp(fleet, policy, *address);
    return "<p>" + LookupSentence(answer, HeardAbout(scan, *address)).Html() + "</p>\n";
  }
  if (const auto range = addresses::ParseRange(text)) {
    return RangeHtml(fleet::LookUpRange(fleet, policy, *range));
  }
  return "";
}

std::string FoundHtml(const std::vector<FoundCluster>& found) {
  std::string items;
  for (const FoundCluster& each : found) {
    items += fmt::format("<li data-key=\"{}\" data-pools=\"{}\"><a href=\"{}\">{}</a>: {}</li>\n",
                         EscapeHtml("cluster " + each.cluster->name), each.pools,
                         EscapeHtml(ClusterLink(each.cluster->name)), NameHtml(each.cluster->name),
                         CountHtml(each.pools, "pool", "pools"));
  }
  if (items.empty()) return "";
  return "<h2>Clusters that match</h2>\n<ul id=\"found\" class=\"links\">" + items + "</ul>\n";
}

}  // namespace exporter::report
