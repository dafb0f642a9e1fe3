#include "exporter/report/lookup_json.h"

#include <vector>

#include "exporter/report/lookup_text.h"
#include "exporter/report/scan_json.h"
#include "exporter/text/ascii.h"
#include "exporter/text/json_writer.h"

namespace exporter::report {
namespace {

using fleet::AddressAnswer;
using fleet::ClusterAnswer;
using fleet::NetworkAnswer;
using fleet::UnreadCluster;
using text::JsonWriter;
using Names = std::vector<std::string>;

template <typename Items, typename WriteItem>
void WriteList(const char* name, const Items& items, const WriteItem& write, JsonWriter& json) {
  json.Key(name).BeginList();
  for (const auto& item : items) write(item);
  json.EndList();
}

void WriteNames(const char* name, const Names& names, JsonWriter& json) {
  WriteList(
      name, names, [&json](const std::string& each) { json.String(each); }, json);
}

void WriteCluster(const ClusterAnswer& cluster, JsonWriter& json) {
  json.BeginObject().Key("cluster").String(cluster.cluster);
  json.Key("data").String(fleet::Name(cluster.data));
  WriteNames("services", cluster.services, json);
  WriteNames("pools", cluster.pools, json);
  WriteNames("excluded_in", cluster.excluding, json);
  WriteNames("nodes", cluster.nodes, json);
  json.EndObject();
}

}  // namespace

std::string RenderLookupJson(const AddressAnswer& answer, const WireFindings& heard) {
  constexpr std::size_t kIndent = 2;
  JsonWriter json(kIndent);
  json.BeginObject().Key("version").Unsigned(1);
  json.Key("address").String(answer.address.ToString());
  json.Key("state").String(fleet::Name(answer.state));
  json.Key("found").Bool(answer.IsFound());
  json.Key("sentence").String(LookupSentence(answer, heard).Plain());
  WriteList(
      "networks", answer.networks,
      [&json](const NetworkAnswer& network) {
        json.BeginObject().Key("network").String(network.network);
        json.Key("duplicate").Bool(network.duplicate);
        json.Key("shared_on_purpose").Bool(network.shared_on_purpose);
        WriteNames("shared_by", network.shared_by, json);
        WriteList(
            "clusters", network.clusters,
            [&json](const ClusterAnswer& cluster) { WriteCluster(cluster, json); }, json);
        json.EndObject();
      },
      json);
  WriteNames("planned", answer.planned, json);
  WriteList(
      "reserved", answer.reserved,
      [&json](const fleet::ReservedRange& entry) {
        json.BeginObject().Key("entry").String(entry.name);
        if (!entry.purpose.empty()) json.Key("purpose").String(entry.purpose);
        json.EndObject();
      },
      json);
  WriteList(
      "unread", answer.unread,
      [&json](const UnreadCluster& cluster) {
        json.BeginObject();
        if (!cluster.cluster.empty()) {
          json.Key("cluster").String(cluster.cluster).Key("network").String(cluster.network);
        } else if (!cluster.source.empty()) {
          json.Key("source").String(cluster.source);
        }
        json.Key("data").String(cluster.StateName()).EndObject();
      },
      json);
  if (!heard.empty()) {
    WriteList(
        "scan", heard,
        [&json](const scan::WireFinding* finding) { WriteWireFinding(*finding, json); }, json);
  }
  return json.EndObject().text() + '\n';
}

std::optional<std::string> AnswerAsJson(const fleet::FleetView& fleet,
                                        const fleet::FleetPolicy& policy,
                                        const scan::ScanState* scan, std::string_view text) {
  const auto address = addresses::IpAddress::Parse(text::Trim(text));
  if (!address) return std::nullopt;
  return RenderLookupJson(fleet::LookUp(fleet, policy, *address), HeardAbout(scan, *address));
}

}  // namespace exporter::report
