#include "exporter/report/network_json.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "exporter/report/area_text.h"
#include "exporter/report/pool_json.h"
#include "exporter/report/scan_json.h"

namespace exporter::report {
namespace {

using fleet::AddressUse;
using text::JsonWriter;

void WriteUse(const AddressUse& use, JsonWriter& json) {
  WriteNumber(use.capacity, json.Key("capacity"));
  WriteNumber(use.assigned, json.Key("assigned"));
  WriteNumber(use.available, json.Key("available"));
  WriteNumber(use.duplicate, json.Key("duplicate_addresses"));
  WriteNumber(use.overlapping, json.Key("overlapping_addresses"));
  WriteNumber(use.nodes, json.Key("node_addresses"));
}

void WriteArea(const fleet::MapArea& area, JsonWriter& json) {
  json.BeginObject().Key("range").String(area.range.ToString());
  WriteNumber(area.range.Size(), json.Key("addresses"));
  json.Key("pools").BeginList();
  for (const fleet::AreaPool& pool : area.pools) {
    json.BeginObject().Key("cluster").String(pool.name.cluster);
    json.Key("pool").String(pool.name.pool);
    json.Key("data").String(
        fleet::Name(pool.stale ? fleet::DataState::kStale : fleet::DataState::kFresh));
    json.EndObject();
  }
  json.EndList().Key("planned").BeginList();
  for (const fleet::AreaPlan& planned : area.planned) json.String(planned.cluster);
  json.EndList().Key("reserved").BeginList();
  for (const fleet::AreaReserved& reserved : area.reserved) {
    json.BeginObject().Key("entry").String(reserved.entry);
    if (!reserved.purpose.empty()) json.Key("purpose").String(reserved.purpose);
    json.EndObject();
  }
  json.EndList().Key("owners_omitted").Unsigned(area.owners_omitted);
  json.Key("shared_on_purpose").Bool(area.shared_on_purpose);
  json.Key("shared_by").BeginList();
  for (const std::string& source : area.shared_by) json.String(source);
  json.EndList();
  WriteUse(area.use, json);
  json.EndObject();
}

// Which hosts answer, the worst findings first.
void WriteAnswers(WireFindings findings, JsonWriter& json) {
  constexpr std::size_t kMaxFindings = 1'000;
  const WireCounts counts = CountAnswers(findings);
  for (const WireMark mark : kAllWireMarks) {
    json.Key(std::string(Name(mark)) + "_addresses").Unsigned(counts.Of(mark));
  }
  SortBySeverity(findings);
  const std::size_t listed = std::min(findings.size(), kMaxFindings);
  json.Key("findings").BeginList();
  for (std::size_t i = 0; i < listed; ++i) WriteWireFinding(*findings[i], json);
  json.EndList().Key("findings_omitted").Unsigned(findings.size() - listed);
}

void WriteSubnet(const fleet::SubnetMap& subnet, const NetworkAnswers& answers, JsonWriter& json) {
  json.BeginObject().Key("subnet").String(PrefixText(subnet.range));
  json.Key("configured").Bool(subnet.configured);
  WriteNumber(subnet.range.Size(), json.Key("addresses"));
  WriteUse(subnet.use, json);
  WriteNumber(subnet.use.free, json.Key("free_addresses"));
  json.Key("areas").BeginList();
  for (const fleet::MapArea& area : subnet.areas) WriteArea(area, json);
  json.EndList().Key("areas_omitted").Unsigned(subnet.areas_omitted);
  json.Key("free").BeginList();
  for (const addresses::AddressRange& range : subnet.free) {
    json.BeginObject().Key("range").String(range.ToString());
    WriteNumber(range.Size(), json.Key("addresses"));
    json.Key("largest_block").String(LargestBlockText(range)).EndObject();
  }
  json.EndList().Key("free_omitted").Unsigned(subnet.free_omitted);
  if (answers.scanned()) WriteAnswers(answers.In(subnet.range), json);
  json.EndObject();
}

}  // namespace

void WriteNetworkMap(const fleet::NetworkMap& map, const NetworkAnswers& answers,
                     JsonWriter& json) {
  if (map.subnets.empty()) return;
  json.Key("all_clusters_read").Bool(map.IsComplete());
  json.Key("subnets").BeginList();
  for (const fleet::SubnetMap& subnet : map.subnets) WriteSubnet(subnet, answers, json);
  json.EndList().Key("subnets_omitted").Unsigned(map.subnets_omitted);
}

}  // namespace exporter::report
