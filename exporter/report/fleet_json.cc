#include "exporter/report/fleet_json.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "exporter/report/fleet_findings.h"
#include "exporter/report/full_json.h"
#include "exporter/report/list_bounds.h"
#include "exporter/report/network_json.h"
#include "exporter/report/pool_json.h"
#include "exporter/report/scan_json.h"
#include "exporter/text/json_writer.h"

namespace exporter::report {
namespace {

using text::JsonWriter;

// Writes a list of objects or values.
template <typename Elements, typename WriteElement>
void WriteList(std::string_view name, const Elements& elements, const WriteElement& write_element,
               JsonWriter& json) {
  json.Key(name).BeginList();
  for (const auto& element : elements) write_element(element, json);
  json.EndList();
}

void WriteLastSuccess(const std::optional<std::chrono::system_clock::time_point>& time,
                      JsonWriter& json) {
  if (!time) return;
  const std::chrono::duration<double> seconds = time->time_since_epoch();
  json.Key("last_success_timestamp_seconds").Double(seconds.count());
}

void WriteError(const std::optional<Error>& error, JsonWriter& json) {
  if (!error) return;
  json.Key("error").BeginObject();
  json.Key("reason").String(exporter::Name(error->kind));
  json.Key("message").String(error->message).EndObject();
}

void WriteRecord(const fleet::PollRecord& record, JsonWriter& json) {
  if (record.polls > 0) json.Key("up").Bool(record.up);
  WriteLastSuccess(record.last_success, json);
  if (!record.unread.empty()) {
    WriteList(
        "unread_resources", record.unread,
        [](const auto& unread, JsonWriter& each) {
          each.BeginObject().Key("resource").String(fleet::Name(unread.first));
          each.Key("reason").String(exporter::Name(unread.second.kind));
          each.Key("message").String(unread.second.message).EndObject();
        },
        json);
  }
  WriteError(record.last_error, json);
}

void WriteSource(const fleet::SourceView& source, JsonWriter& json) {
  json.BeginObject().Key("source").String(source.source);
  if (source.tried) json.Key("up").Bool(source.up);
  if (source.incomplete) json.Key("incomplete").Bool(*source.incomplete);
  WriteLastSuccess(source.last_success, json);
  WriteError(source.last_error, json);
  json.EndObject();
}

void WriteSnapshot(const fleet::ClusterView& cluster, const PoolJsonStyle& style,
                   JsonWriter& json) {
  const fleet::ClusterSnapshot& snapshot = *cluster.snapshot;
  const fleet::ClusterObjects& objects = snapshot.objects();
  if (!objects.server_version.empty()) json.Key("server_version").String(objects.server_version);
  json.Key("metallb_installed").Bool(objects.metallb_installed);
  if (objects.metallb_installed) {
    json.Key("services").BeginObject();
    json.Key("assigned").Unsigned(snapshot.assigned_services());
    json.Key("pending").Unsigned(snapshot.pending().size()).EndObject();
    WriteUnpooled(snapshot, style.max_elements, json);
  }
  if (objects.local_asns) {
    WriteList(
        "local_asns", *objects.local_asns,
        [](std::uint32_t asn, JsonWriter& each) { each.Unsigned(asn); }, json);
  }
  if (objects.nodes) json.Key("nodes").Unsigned(objects.nodes->size());
  json.Key("pools").BeginList();
  for (std::size_t i = 0; i < objects.pools.size(); ++i) WritePool(cluster, i, style, json);
  json.EndList();
}

void WriteCluster(const fleet::ClusterView& cluster, const fleet::FleetPolicy& policy,
                  const PoolJsonStyle& style, JsonWriter& json) {
  json.BeginObject().Key("cluster").String(cluster.name);
  json.Key("context").String(cluster.context);
  json.Key("network").String(cluster.network);
  json.Key("data").String(fleet::Name(cluster.state));
  if (!cluster.source.empty()) json.Key("source").String(cluster.source);
  const std::string_view location = policy.LocationOf(cluster.name);
  if (!location.empty()) json.Key("location").String(location);
  WriteRecord(cluster.record, json);
  if (cluster.snapshot != nullptr) WriteSnapshot(cluster, style, json);
  if (style.full) WriteFullCluster(cluster, json);
  json.EndObject();
}

void WriteHolder(const fleet::Holder& holder, JsonWriter& json) {
  json.BeginObject().Key("cluster").String(holder.cluster);
  json.Key("service").String(holder.service).EndObject();
}

void WriteDuplicate(const fleet::AssignedAddress& assigned, JsonWriter& json) {
  json.BeginObject().Key("address").String(assigned.address.ToString());
  WriteList("holders", assigned.holders, WriteHolder, json);
  json.EndObject();
}

void WritePoolName(const fleet::PoolName& pool, JsonWriter& json) {
  json.BeginObject().Key("cluster").String(pool.cluster);
  json.Key("pool").String(pool.pool).EndObject();
}

void WriteOverlap(const fleet::PoolOverlap& overlap, JsonWriter& json) {
  json.BeginObject().Key("range").String(overlap.range.ToString());
  WriteNumber(overlap.range.Size(), json.Key("addresses"));
  WriteList("pools", overlap.pools, WritePoolName, json);
  json.Key("pools_omitted").Unsigned(overlap.pools_omitted).EndObject();
}

void WriteNodeConflict(const fleet::NodeConflict& conflict, JsonWriter& json) {
  json.BeginObject().Key("address").String(conflict.address.ToString());
  json.Key("cluster").String(conflict.pool.cluster).Key("pool").String(conflict.pool.pool);
  json.Key("node_cluster").String(conflict.node_cluster);
  json.Key("node").String(conflict.node).EndObject();
}

void WriteSharedAsn(const fleet::SharedAsn& shared, JsonWriter& json) {
  json.BeginObject().Key("asn").Unsigned(shared.asn);
  WriteList(
      "clusters", shared.clusters,
      [](const std::string& cluster, JsonWriter& each) { each.String(cluster); }, json);
  json.EndObject();
}

// The members of the network except those of WriteFullNetwork.
void WriteNetworkFacts(const fleet::NetworkFacts& network, const fleet::NetworkMap& map,
                       const scan::ScanState* scan, JsonWriter& json) {
  json.Key("network").String(network.name).Key("clusters").BeginObject();
  for (std::size_t i = 0; i < fleet::kDataStates.size(); ++i) {
    json.Key(fleet::Name(fleet::kDataStates.at(i))).Unsigned(network.clusters.at(i));
  }
  json.EndObject();
  if (network.conflicts) {
    const auto& [duplicates, overlaps, shared_asns, nodes] = *network.conflicts;
    json.Key("duplicate_addresses").Unsigned(duplicates.Count());
    WriteList("duplicates", duplicates.listed, WriteDuplicate, json);
    json.Key("duplicates_omitted").Unsigned(duplicates.Count() - duplicates.listed.size());
    json.Key("overlapping_pools").Unsigned(overlaps.pools);
    WriteList("overlaps", overlaps.listed, WriteOverlap, json);
    json.Key("overlaps_omitted").Unsigned(overlaps.omitted);
    WriteList("shared_asns", shared_asns, WriteSharedAsn, json);
    if (nodes) {
      WriteList("node_conflicts", nodes->listed, WriteNodeConflict, json);
      json.Key("node_conflicts_omitted").Unsigned(nodes->omitted);
    }
  }
  WriteNetworkMap(map, NetworkAnswers(scan, network.name), json);
}

void WriteAlias(const fleet::ContextAlias& alias, JsonWriter& json) {
  json.BeginObject().Key("cluster").String(alias.cluster);
  json.Key("context").String(alias.context).EndObject();
}

void WriteFinding(const FleetFinding& finding, JsonWriter& json) {
  json.BeginObject().Key("kind").String(Name(finding.kind));
  json.Key("severity").String(finding.verdict == Verdict::kOk ? "NOTE" : Name(finding.verdict));
  if (!finding.network.empty()) json.Key("network").String(finding.network);
  json.Key("message").String(finding.sentence.Plain());
  json.Key("count").Unsigned(finding.count).EndObject();
}

void WriteNetworks(const fleet::FleetView& fleet, const fleet::FleetFacts& facts,
                   const fleet::FleetPolicy& policy, bool full, const scan::ScanState* scan,
                   JsonWriter& json) {
  const auto maps = fleet::MapNetworks(fleet, facts, policy);
  json.Key("networks").BeginList();
  for (std::size_t i = 0; i < maps.size(); ++i) {
    json.BeginObject();
    WriteNetworkFacts(facts.networks[i], maps[i], scan, json);
    if (full) WriteFullNetwork(facts.networks[i].name, policy, json);
    json.EndObject();
  }
  json.EndList();
}

std::string Render(const fleet::FleetView& fleet, const fleet::FleetFacts& facts,
                   const fleet::FleetPolicy& policy, const PoolJsonStyle& style,
                   const scan::ScanState* scan, JsonWriter json) {
  constexpr std::uint64_t kVersion = 1;
  const std::optional<Thresholds>& thresholds = style.thresholds;
  json.BeginObject().Key("version").Unsigned(kVersion);
  if (style.full) WriteFullHead(fleet, json);
  if (thresholds) json.Key("status").String(Name(JudgeFleet(fleet, facts, *thresholds)));
  WriteList(
      "clusters", fleet.clusters,
      [&](const fleet::ClusterView& cluster, JsonWriter& each) {
        WriteCluster(cluster, policy, style, each);
      },
      json);
  WriteNetworks(fleet, facts, policy, style.full, scan, json);
  if (style.full) WriteFullPolicy(policy, json);
  WriteList("aliases", fleet.aliases, WriteAlias, json);
  if (!fleet.sources.empty()) WriteList("sources", fleet.sources, WriteSource, json);
  WriteList("findings",
            FindFleetFindings(fleet, facts, thresholds.value_or(kAlertThresholds), scan),
            WriteFinding, json);
  if (scan != nullptr) WriteScanState(*scan, json.Key("scan"));
  return json.EndObject().text() + '\n';
}

}  // namespace

std::string RenderJson(const fleet::FleetView& fleet, const fleet::FleetFacts& facts,
                       const fleet::FleetPolicy& policy,
                       const std::optional<Thresholds>& thresholds, const scan::ScanState* scan) {
  constexpr std::size_t kIndent = 2;
  constexpr std::size_t kMaxElements = 100;
  const ConflictMarks marks(facts);
  const PoolJsonStyle style{.thresholds = thresholds,
                            .marks = marks,
                            .max_listed = FairListLength(fleet, kMaxListed),
                            .max_elements = kMaxElements,
                            .full = false};
  return Render(fleet, facts, policy, style, scan, JsonWriter(kIndent));
}

std::string RenderFullJson(const fleet::FleetView& fleet, const fleet::FleetFacts& facts,
                           const fleet::FleetPolicy& policy) {
  constexpr std::size_t kUnbounded = std::numeric_limits<std::size_t>::max();
  const ConflictMarks marks(facts);
  const PoolJsonStyle style{.thresholds = std::nullopt,
                            .marks = marks,
                            .max_listed = kUnbounded,
                            .max_elements = kUnbounded,
                            .full = true};
  return Render(fleet, facts, policy, style, nullptr, JsonWriter());
}

}  // namespace exporter::report
