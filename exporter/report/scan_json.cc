#include "exporter/report/scan_json.h"

#include <chrono>
#include <string_view>
#include <vector>

#include "exporter/report/scan_notes.h"
#include "exporter/report/scan_text.h"

namespace exporter::report {
namespace {

using text::JsonWriter;

void WriteIfKnown(std::string_view key, const std::string& value, JsonWriter& json) {
  if (!value.empty()) json.Key(key).String(value);
}

void WriteSegment(const scan::SegmentScan& segment, JsonWriter& json) {
  json.BeginObject().Key("interface").String(segment.interface);
  json.Key("network").String(segment.network);
  json.Key("asked").Unsigned(segment.asked);
  json.Key("answered").Unsigned(segment.answered);
  json.Key("silent").Unsigned(segment.silent).EndObject();
}

void WriteHeard(const std::vector<scan::SegmentScan>& segments,
                const std::vector<scan::WireFinding>& findings, JsonWriter& json) {
  json.Key("interfaces").BeginList();
  for (const scan::SegmentScan& segment : segments) WriteSegment(segment, json);
  json.EndList().Key("findings").BeginList();
  for (const scan::WireFinding& finding : findings) WriteWireFinding(finding, json);
  json.EndList();
}

void WriteInterfaceState(const scan::InterfaceState& state, JsonWriter& json) {
  json.BeginObject().Key("interface").String(state.interface);
  if (state.up) json.Key("up").Bool(*state.up);
  if (state.error) json.Key("error").String(state.error->message);
  if (state.last_success) {
    const std::chrono::duration<double> seconds = state.last_success->time_since_epoch();
    json.Key("last_success_timestamp_seconds").Double(seconds.count());
  }
  json.EndObject();
}

}  // namespace

void WriteWireFinding(const scan::WireFinding& finding, JsonWriter& json) {
  json.BeginObject().Key("address").String(finding.address.ToString());
  json.Key("verdict").String(scan::Name(finding.verdict));
  json.Key("severity").String(scan::Name(scan::SeverityOf(finding.verdict)));
  json.Key("network").String(finding.network);
  json.Key("interface").String(finding.interface);
  if (finding.verdict == scan::WireVerdict::kProxyArp) {
    json.Key("addresses").Unsigned(finding.addresses);
  }
  json.Key("assigned").BeginList();
  for (const fleet::Holder& holder : finding.assigned) {
    json.BeginObject().Key("cluster").String(holder.cluster);
    json.Key("service").String(holder.service).EndObject();
  }
  json.EndList();
  if (!finding.nodes.empty()) {
    json.Key("nodes").BeginList();
    for (const scan::MacOwner& node : finding.nodes) {
      json.BeginObject().Key("cluster").String(node.cluster);
      json.Key("node").String(node.node).EndObject();
    }
    json.EndList();
  }
  json.Key("pools").BeginList();
  for (const fleet::PoolName& pool : finding.pools) {
    json.BeginObject().Key("cluster").String(pool.cluster);
    json.Key("pool").String(pool.pool).EndObject();
  }
  json.EndList().Key("answers").BeginList();
  for (const scan::Answerer& answerer : finding.answers) {
    json.BeginObject().Key("mac").String(answerer.mac.ToString());
    WriteIfKnown("cluster", answerer.cluster, json);
    WriteIfKnown("node", answerer.node, json);
    WriteIfKnown("name", answerer.name, json);
    if (answerer.this_host) json.Key("this_host").Bool(true);
    if (answerer.ethernet_source) {
      json.Key("ethernet_source").String(answerer.ethernet_source->ToString());
    }
    json.EndObject();
  }
  json.EndList();
  if (finding.answers_omitted > 0) json.Key("answers_omitted").Unsigned(finding.answers_omitted);
  json.EndObject();
}

void WriteScanState(const scan::ScanState& state, JsonWriter& json) {
  json.BeginObject().Key("scans").BeginList();
  for (const scan::InterfaceState& each : state.interfaces) WriteInterfaceState(each, json);
  json.EndList();
  WriteHeard(state.segments, state.findings, json);
  json.EndObject();
}

std::string RenderScanJson(const scan::ScanReport& report) {
  constexpr std::size_t kIndent = 2;
  JsonWriter json(kIndent);
  json.BeginObject().Key("status").String(Name(JudgeScan(report)));
  WriteHeard(report.segments, report.findings, json);
  json.Key("notes").BeginList();
  for (const Sentence& note : ScanNotes(report)) json.String(note.Plain());
  return json.EndList().EndObject().text() + '\n';
}

}  // namespace exporter::report
