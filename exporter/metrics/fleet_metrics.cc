#include "exporter/metrics/fleet_metrics.h"

#include <algorithm>
#include <cstddef>
#include <span>

#include "exporter/metrics/catalogue.h"

namespace exporter::metrics {
namespace {

using fleet::ClusterView;
using fleet::PoolUsage;

std::string_view BoolLabel(bool value) { return value ? "true" : "false"; }

double UnixSeconds(std::chrono::system_clock::time_point time) {
  return std::chrono::duration<double>(time.time_since_epoch()).count();
}

void AddPool(std::string_view cluster, const metallb::AddressPool& pool, const PoolUsage& usage,
             FamilyWriter& writer) {
  for (const addresses::Family family : fleet::kFamilies) {
    const fleet::FamilyUsage& counts = usage.Of(family);
    if (!counts.Exists()) continue;
    const std::string_view name = addresses::Name(family);
    writer.Add(Named("metallb_pool_capacity_addresses"), {cluster, usage.label, name},
               counts.capacity.ToDouble());
    writer.Add(Named("metallb_pool_assigned_addresses"), {cluster, usage.label, name},
               counts.assigned.ToDouble());
    writer.Add(Named("metallb_pool_available_addresses"), {cluster, usage.label, name},
               counts.available.ToDouble());
    if (counts.capacity.IsZero()) continue;
    writer.Add(Named("metallb_pool_utilization_ratio"), {cluster, usage.label, name},
               counts.assigned.ToDouble() / counts.capacity.ToDouble());
  }
  writer.Add(Named("metallb_pool_services"), {cluster, usage.label}, usage.services);
  writer.Add(Named("metallb_pool_invalid_entries"), {cluster, usage.label}, usage.invalid_entries);
  writer.Add(Named("metallb_pool_overlapping_entries"), {cluster, usage.label},
             usage.overlapping_entries);
  writer.Add(Named("metallb_pool_info"),
             {cluster, usage.label, BoolLabel(pool.auto_assign), BoolLabel(pool.avoid_buggy_ips),
              pool.capacity_alerts ? "on" : "off"},
             1);
}

void AddDropped(std::string_view network, const Metric& metric, std::size_t dropped,
                FamilyWriter& writer) {
  writer.Add(Named("metallb_fleet_conflict_series_dropped"), {network, metric.name}, dropped);
}

// Adds at most `max_series` series: those of the lowest addresses, for each address all or none.
void AddHolders(const Metric& metric, std::string_view network,
                const fleet::AssignedAddresses& addresses, std::size_t max_series,
                FamilyWriter& writer) {
  std::size_t room = max_series;
  std::size_t dropped = addresses.holders_omitted;
  for (const fleet::AssignedAddress& assigned : addresses.listed) {
    if (assigned.holders.size() > room) {
      room = 0;
      dropped += assigned.holders.size();
      continue;
    }
    room -= assigned.holders.size();
    const std::string address = assigned.address.ToString();
    for (const fleet::Holder& holder : assigned.holders) {
      if (holder.service.empty()) {
        writer.Add(metric, {network, address, holder.cluster}, 1);
      } else {
        writer.Add(metric, {network, address, holder.cluster, holder.service}, 1);
      }
    }
  }
  AddDropped(network, metric, dropped, writer);
}

void AddOverlaps(std::string_view network, const fleet::PoolOverlaps& overlaps,
                 FamilyWriter& writer) {
  for (const fleet::OverlappingPair& pair : overlaps.pairs) {
    writer.Add(Named("metallb_fleet_overlapping_addresses"),
               {network, pair.one.cluster, pair.one.pool, pair.other.cluster, pair.other.pool},
               pair.size.ToDouble());
  }
  writer.Add(Named("metallb_fleet_overlapping_pools"), {network}, overlaps.pools);
  AddDropped(network, Named("metallb_fleet_overlapping_addresses"), overlaps.pairs_omitted, writer);
}

// Adds at most `max_series` series: those of the lowest addresses, for each address all or none.
void AddNodeConflicts(std::string_view network, const fleet::NodeConflicts& conflicts,
                      std::size_t max_series, FamilyWriter& writer) {
  constexpr const Metric& kInfo = Named("metallb_fleet_node_conflict_info");
  const std::vector<fleet::NodeConflict>& listed = conflicts.listed;
  std::size_t shown = std::min(listed.size(), max_series);
  while (shown > 0 && shown < listed.size() && listed[shown - 1].address == listed[shown].address) {
    --shown;
  }
  for (const fleet::NodeConflict& each : std::span(listed).first(shown)) {
    writer.Add(kInfo,
               {network, each.address.ToString(), each.pool.cluster, each.pool.pool,
                each.node_cluster, each.node},
               1);
  }
  AddDropped(network, kInfo, listed.size() - shown + conflicts.omitted, writer);
}

// False for a resource that this process does not read.
bool WasRequested(fleet::OptionalResource resource, const ClusterView& cluster) {
  if (resource != fleet::OptionalResource::kServiceL2Statuses) return true;
  return cluster.record.unread.contains(resource) ||
         (cluster.snapshot != nullptr && cluster.snapshot->objects().l2_announcements.has_value());
}

}  // namespace

void AddCluster(const ClusterView& cluster, std::string_view location, FamilyWriter& writer) {
  const fleet::ClusterSnapshot& snapshot = *cluster.snapshot;
  const fleet::ClusterObjects& objects = snapshot.objects();
  for (std::size_t i = 0; i < objects.pools.size(); ++i) {
    AddPool(cluster.name, objects.pools[i], snapshot.pools()[i], writer);
  }
  if (objects.metallb_installed) {
    writer.Add(Named("metallb_cluster_services"), {cluster.name, "assigned"},
               snapshot.assigned_services());
    writer.Add(Named("metallb_cluster_services"), {cluster.name, "pending"},
               snapshot.pending().size());
    writer.Add(Named("metallb_cluster_unpooled_addresses"), {cluster.name},
               snapshot.unpooled_addresses());
  }
  writer.Add(Named("metallb_cluster_metallb_installed"), {cluster.name},
             objects.metallb_installed ? 1 : 0);
  if (objects.nodes) {
    writer.Add(Named("metallb_cluster_nodes"), {cluster.name}, objects.nodes->size());
  }
  writer.Add(Named("metallb_cluster_info"),
             {cluster.name, cluster.context, cluster.network, location, objects.server_version}, 1);
}

void AddUnplanned(std::span<const fleet::UnplannedAddresses> unplanned, FamilyWriter& writer) {
  for (const fleet::UnplannedAddresses& each : unplanned) {
    writer.Add(Named("metallb_plan_unplanned_addresses"), {each.pool.cluster, each.pool.pool},
               each.count.ToDouble());
  }
}

void AddNetwork(const fleet::NetworkFacts& network, const fleet::FleetPolicy& policy,
                FamilyWriter& writer) {
  const std::string& name = network.name;
  for (std::size_t i = 0; i < fleet::kDataStates.size(); ++i) {
    writer.Add(Named("metallb_fleet_clusters"), {name, fleet::Name(fleet::kDataStates.at(i))},
               network.clusters.at(i));
  }
  if (network.assigned) {
    AddHolders(Named("metallb_address_info"), name, *network.assigned, *policy.max_address_series,
               writer);
  }
  if (!network.conflicts) return;
  const fleet::Conflicts& conflicts = *network.conflicts;
  writer.Add(Named("metallb_fleet_duplicate_addresses"), {name}, conflicts.duplicates.Count());
  AddHolders(Named("metallb_fleet_duplicate_address_info"), name, conflicts.duplicates,
             policy.max_conflict_series, writer);
  AddOverlaps(name, conflicts.overlaps, writer);
  for (const fleet::SharedAsn& shared : conflicts.shared_asns) {
    writer.Add(Named("metallb_fleet_shared_asn_clusters"), {name, std::to_string(shared.asn)},
               shared.clusters.size());
  }
  if (conflicts.nodes) {
    AddNodeConflicts(name, *conflicts.nodes, policy.max_conflict_series, writer);
  }
}

void AddNodeCounts(const fleet::NodeConflicts& conflicts,
                   const std::function<bool(const std::string& cluster)>& has_series,
                   FamilyWriter& writer) {
  for (const auto& [pool, found] : conflicts.pools) {
    if (!has_series(pool.cluster)) continue;
    writer.Add(Named("metallb_pool_node_addresses"), {pool.cluster, pool.pool}, found.addresses);
  }
}

void AddWatches(std::string_view cluster, const fleet::WatchRecords& watches,
                FamilyWriter& writer) {
  for (std::size_t i = 0; i < watches.size(); ++i) {
    const fleet::WatchRecord& watch = watches.at(i);
    const std::string_view resource = Name(fleet::kWatchedResources.at(i));
    writer.Add(Named("metallb_exporter_cluster_watch_open"), {cluster, resource},
               watch.open ? 1 : 0);
    writer.Add(Named("metallb_exporter_cluster_watch_events_total"), {cluster, resource},
               watch.events);
    writer.Add(Named("metallb_exporter_cluster_watch_missed_changes_total"), {cluster, resource},
               watch.missed_changes);
    for (std::size_t end = 0; end < watch.restarts.size(); ++end) {
      writer.Add(Named("metallb_exporter_cluster_watch_restarts_total"),
                 {cluster, resource, Name(fleet::kWatchEnds.at(end))}, watch.restarts.at(end));
    }
  }
}

void AddPollCounters(const ClusterView& cluster, FamilyWriter& writer) {
  writer.Add(Named("metallb_exporter_cluster_polls_total"), {cluster.name}, cluster.record.polls);
  for (const ErrorKind kind : kErrorKinds) {
    writer.Add(Named("metallb_exporter_cluster_poll_errors_total"), {cluster.name, Name(kind)},
               cluster.record.ErrorsOf(kind));
  }
}

void AddRecord(const ClusterView& cluster, FamilyWriter& writer) {
  const fleet::PollRecord& record = cluster.record;
  if (record.watches) AddWatches(cluster.name, *record.watches, writer);
  const bool has_counters = cluster.source.empty();  // not in the JSON of another exporter
  if (has_counters) AddPollCounters(cluster, writer);
  if (record.last_success) {
    writer.Add(Named("metallb_exporter_cluster_last_success_timestamp_seconds"), {cluster.name},
               UnixSeconds(*record.last_success));
    for (const fleet::OptionalResource resource : fleet::kOptionalResources) {
      if (!WasRequested(resource, cluster)) continue;
      writer.Add(Named("metallb_exporter_cluster_partial"), {cluster.name, Name(resource)},
                 record.unread.contains(resource) ? 1 : 0);
    }
  }
  if (record.polls == 0) return;
  writer.Add(Named("metallb_exporter_cluster_up"), {cluster.name}, record.up ? 1 : 0);
  if (!has_counters) return;
  writer.Add(Named("metallb_exporter_cluster_poll_duration_seconds"), {cluster.name},
             record.last_duration.count());
}

void AddSource(const fleet::SourceView& source, FamilyWriter& writer) {
  if (source.tried) {
    writer.Add(Named("metallb_exporter_source_up"), {source.source}, source.up ? 1 : 0);
  }
  if (source.incomplete) {
    writer.Add(Named("metallb_exporter_source_incomplete"), {source.source},
               *source.incomplete ? 1 : 0);
  }
  if (source.last_success) {
    writer.Add(Named("metallb_exporter_source_last_success_timestamp_seconds"), {source.source},
               UnixSeconds(*source.last_success));
  }
}

void AddExporter(const ExporterInfo& exporter, FamilyWriter& writer) {
  writer.Add(Named("metallb_exporter_config_last_reload_successful"), {},
             exporter.last_reload_successful ? 1 : 0);
  writer.Add(Named("metallb_exporter_config_last_reload_success_timestamp_seconds"), {},
             UnixSeconds(exporter.last_reload_success));
  writer.Add(Named("metallb_exporter_build_info"), {exporter.version, exporter.revision}, 1);
}

std::string RenderProcess(const ProcessUsage& process) {
  FamilyWriter writer;
  const auto add = [&writer](const Metric& metric, const auto& value) {
    if (value) writer.Add(metric, {}, *value);
  };
  add(Named("process_cpu_seconds_total"), process.cpu_seconds);
  add(Named("process_open_fds"), process.open_fds);
  add(Named("process_max_fds"), process.max_fds);
  add(Named("process_virtual_memory_bytes"), process.virtual_bytes);
  add(Named("process_resident_memory_bytes"), process.resident_bytes);
  add(Named("process_threads"), process.threads);
  add(Named("process_start_time_seconds"), process.start_time_seconds);
  return writer.TakeText();
}

}  // namespace exporter::metrics
