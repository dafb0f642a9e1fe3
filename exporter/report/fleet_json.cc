#include "exporter/report/fleet_json.h"

#include <chrono>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <string_view>

#include "exporter/report/list_bounds.h"
#include "exporter/report/pool_json.h"

namespace exporter::report {
namespace {

void AddRecord(const fleet::PollRecord& record, Json& json) {
  if (record.polls > 0) json["up"] = record.up;
  if (record.last_success) {
    json["last_success_timestamp_seconds"] =
        std::chrono::duration<double>(record.last_success->time_since_epoch()).count();
  }
  if (record.last_error) {
    json["error"] = {{"reason", exporter::Name(record.last_error->kind)},
                     {"message", record.last_error->message}};
  }
}

void AddSnapshot(const fleet::ClusterView& cluster, const PoolJsonStyle& style, Json& json) {
  const fleet::ClusterSnapshot& snapshot = *cluster.snapshot;
  const fleet::ClusterObjects& objects = snapshot.objects();
  if (!objects.server_version.empty()) json["server_version"] = objects.server_version;
  json["metallb_installed"] = objects.metallb_installed;
  if (objects.metallb_installed) {
    json["services"] = {{"assigned", snapshot.assigned_services()},
                        {"pending", snapshot.pending_services()}};
  }
  json["unpooled_addresses"] = snapshot.unpooled_addresses();
  if (objects.local_asns) json["local_asns"] = *objects.local_asns;
  json["pools"] = Json::array();
  for (std::size_t i = 0; i < objects.pools.size(); ++i) {
    json["pools"].push_back(PoolJson(cluster, i, style));
  }
}

Json ClusterJson(const fleet::ClusterView& cluster, const fleet::FleetPolicy& policy,
                 const PoolJsonStyle& style) {
  Json json = {{"cluster", cluster.name},
               {"context", cluster.context},
               {"network", cluster.network},
               {"data", fleet::Name(cluster.state)}};
  if (policy.plan) {
    const auto planned = policy.plan->find(cluster.name);
    if (planned != policy.plan->end() && !planned->second.location.empty()) {
      json["location"] = planned->second.location;
    }
  }
  AddRecord(cluster.record, json);
  if (cluster.snapshot != nullptr) AddSnapshot(cluster, style, json);
  return json;
}

Json HeldJson(const fleet::AssignedAddresses& addresses) {
  Json json = Json::array();
  for (const fleet::AssignedAddress& assigned : addresses.listed) {
    Json holders = Json::array();
    for (const fleet::Holder& holder : assigned.holders) {
      holders.push_back({{"cluster", holder.cluster}, {"service", holder.service}});
    }
    json.push_back({{"address", assigned.address.ToString()}, {"holders", holders}});
  }
  return json;
}

Json OverlapJson(const fleet::PoolOverlap& overlap) {
  Json ranges = Json::array();
  for (const addresses::AddressRange& range : overlap.ranges) {
    ranges.push_back(range.ToString());
  }
  return {{"cluster", overlap.one.cluster},
          {"pool", overlap.one.pool},
          {"other_cluster", overlap.other.cluster},
          {"other_pool", overlap.other.pool},
          {"addresses", NumberJson(overlap.size)},
          {"ranges", ranges},
          {"ranges_left_out", overlap.ranges_left_out}};
}

Json NetworkJson(const fleet::NetworkFacts& network) {
  Json json = {{"network", network.name}};
  for (std::size_t i = 0; i < fleet::kDataStates.size(); ++i) {
    json["clusters"][std::string(fleet::Name(fleet::kDataStates.at(i)))] = network.clusters.at(i);
  }
  if (!network.conflicts) return json;
  const fleet::Conflicts& conflicts = *network.conflicts;
  json["duplicate_addresses"] = conflicts.duplicates.addresses;
  json["duplicates"] = HeldJson(conflicts.duplicates);
  json["overlapping_pools"] = conflicts.overlaps.pairs;
  json["overlaps"] = Json::array();
  for (const fleet::PoolOverlap& overlap : conflicts.overlaps.listed) {
    json["overlaps"].push_back(OverlapJson(overlap));
  }
  json["shared_asns"] = Json::array();
  for (const fleet::SharedAsn& shared : conflicts.shared_asns) {
    json["shared_asns"].push_back({{"asn", shared.asn}, {"clusters", shared.clusters}});
  }
  return json;
}

}  // namespace

std::string RenderJson(const fleet::FleetView& fleet, const fleet::FleetFacts& facts,
                       const fleet::FleetPolicy& policy,
                       const std::optional<Thresholds>& thresholds) {
  PoolJsonStyle style{
      .thresholds = thresholds, .unplanned = {}, .max_listed = FairListLength(fleet, kMaxListed)};
  for (const fleet::UnplannedAddresses& each : facts.unplanned) {
    style.unplanned.emplace(each.pool, each.count);
  }
  Json json;
  if (thresholds) json["status"] = Name(JudgeFleet(fleet, facts, *thresholds));
  json["clusters"] = Json::array();
  for (const fleet::ClusterView& cluster : fleet.clusters) {
    json["clusters"].push_back(ClusterJson(cluster, policy, style));
  }
  json["networks"] = Json::array();
  for (const fleet::NetworkFacts& network : facts.networks) {
    json["networks"].push_back(NetworkJson(network));
  }
  json["aliases"] = Json::array();
  for (const fleet::ContextAlias& alias : fleet.aliases) {
    json["aliases"].push_back({{"cluster", alias.cluster}, {"context", alias.context}});
  }
  constexpr int kIndent = 2;
  return json.dump(kIndent, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace exporter::report
