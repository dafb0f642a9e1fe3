// Every metric that the exporter serves, as data: name, type, labels and help. Contains no values
// (fleet_metrics.h).
//
// To add a metric, edit three files. Add the literal here, the call that writes the metric in
// fleet_metrics.cc, and a row in README.md of this folder. A test compares the table in README.md
// with this list. Names are a contract with dashboards and alerts. The labels `cluster` and
// `other_cluster` have their default names here (--metrics.cluster-label). Source of the
// conventions: Prometheus, "Writing exporters" and "Metric and label naming".

#ifndef EXPORTER_METRICS_CATALOGUE_H_
#define EXPORTER_METRICS_CATALOGUE_H_

#include <array>
#include <cstddef>
#include <stdexcept>
#include <string_view>

namespace exporter::metrics {

enum class MetricType { kGauge, kCounter };

struct Metric {
  std::string_view name;
  MetricType type = MetricType::kGauge;
  std::array<std::string_view, 7> label_names = {};  // ends at the first empty name
  std::string_view help;                             // one line, no line break

  constexpr std::size_t LabelCount() const {
    std::size_t count = 0;
    while (count < label_names.size() && !label_names.at(count).empty()) ++count;
    return count;
  }
};

inline constexpr std::string_view kClusterLabel = "cluster";
inline constexpr std::string_view kOtherClusterLabel = "other_cluster";

inline constexpr auto kMetrics = std::to_array<Metric>({
    // Pools.
    {.name = "metallb_pool_capacity_addresses",
     .label_names = {"cluster", "pool", "family"},
     .help = "Addresses that MetalLB can assign from the pool, after avoidBuggyIPs. Computed "
             "exactly from the pool's ranges."},
    {.name = "metallb_pool_assigned_addresses",
     .label_names = {"cluster", "pool", "family"},
     .help = "Distinct addresses of the pool that are assigned to Services of type LoadBalancer."},
    {.name = "metallb_pool_available_addresses",
     .label_names = {"cluster", "pool", "family"},
     .help = "Addresses of the pool that MetalLB can assign and that are not assigned."},
    {.name = "metallb_pool_utilization_ratio",
     .label_names = {"cluster", "pool", "family"},
     .help = "Assigned addresses divided by capacity. Exceeds 1 only if avoidBuggyIPs was turned "
             "on while excluded addresses were still assigned. Absent if the capacity is 0."},
    {.name = "metallb_pool_services",
     .label_names = {"cluster", "pool"},
     .help = "Services with an address of the pool."},
    {.name = "metallb_pool_invalid_entries",
     .label_names = {"cluster", "pool"},
     .help =
         "Entries of the pool's spec.addresses that MetalLB rejects. They add no capacity. A pool "
         "without entries counts 1."},
    {.name = "metallb_pool_overlapping_entries",
     .label_names = {"cluster", "pool"},
     .help = "Entries of the pool's spec.addresses that overlap an earlier entry of the pool. If "
             "there are any, MetalLB rejects its whole configuration."},
    {.name = "metallb_pool_node_addresses",
     .label_names = {"cluster", "pool"},
     .help = "Addresses of nodes (InternalIP, ExternalIP) of any cluster of the network inside the "
             "pool's ranges. Absent if the nodes of no cluster could be read."},
    {.name = "metallb_pool_info",
     .label_names = {"cluster", "pool", "auto_assign", "avoid_buggy_ips", "capacity_alerts"},
     .help =
         "Settings of the pool as labels. capacity_alerts is off if the pool has the annotation "
         "metallb-pool-exporter/capacity-alerts: \"off\", else on. Always 1."},
    // Clusters.
    {.name = "metallb_cluster_services",
     .label_names = {"cluster", "state"},
     .help = "Services of type LoadBalancer that MetalLB must serve, by state: assigned, or "
             "pending (no ingress yet). Absent if MetalLB is not installed."},
    {.name = "metallb_cluster_metallb_installed",
     .label_names = {"cluster"},
     .help = "1 if the cluster serves IPAddressPools, else 0."},
    {.name = "metallb_cluster_unpooled_addresses",
     .label_names = {"cluster"},
     .help = "Addresses that MetalLB marked as allocated from a pool but that are outside every "
             "pool."},
    {.name = "metallb_cluster_nodes",
     .label_names = {"cluster"},
     .help = "Nodes of the cluster. Absent if they could not be read."},
    {.name = "metallb_cluster_info",
     .label_names = {"cluster", "context", "network", "location", "server_version"},
     .help = "Properties of the cluster as labels. Always 1."},
    {.name = "metallb_fleet_clusters",
     .label_names = {"network", "state"},
     .help = "Clusters of the network by the state of their data: fresh, stale (the last poll "
             "failed; the last good data is in use) or unknown (no data)."},
    // Assignments.
    {.name = "metallb_address_info",
     .label_names = {"network", "address", "cluster", "holder"},
     .help = "A Service (namespace/name) to which the address is assigned. Always 1. Only with "
             "--metrics.address-info. With --metrics.address-info=addresses, a cluster that "
             "assigned the address; the label holder is absent."},
    // Conflicts between the clusters of a network.
    {.name = "metallb_fleet_duplicate_addresses",
     .label_names = {"network"},
     .help = "Distinct addresses that two or more clusters of the network have assigned. Absent "
             "until every cluster of the network has been polled once."},
    {.name = "metallb_fleet_duplicate_address_info",
     .label_names = {"network", "address", "cluster", "holder"},
     .help = "A Service (namespace/name) with a duplicate address. Always 1."},
    {.name = "metallb_fleet_overlapping_addresses",
     .label_names = {"network", "cluster", "pool", "other_cluster", "other_pool"},
     .help = "Addresses in the ranges of both pools, regardless of avoidBuggyIPs. IPv4 and IPv6 "
             "addresses are added up."},
    {.name = "metallb_fleet_overlapping_pools",
     .label_names = {"network"},
     .help = "Pools of the network that share addresses with at least one other pool."},
    {.name = "metallb_fleet_shared_asn_clusters",
     .label_names = {"network", "asn"},
     .help = "Clusters whose BGPPeers use this ASN as myASN. Absent if fewer than two clusters use "
             "it."},
    {.name = "metallb_fleet_node_conflict_info",
     .label_names = {"network", "address", "cluster", "pool", "node_cluster", "node"},
     .help = "A node address inside a pool. Always 1."},
    {.name = "metallb_fleet_conflict_series_dropped",
     .label_names = {"network", "metric"},
     .help = "Series of the metric that are omitted because of --metrics.max-conflict-series or "
             "--metrics.max-address-series."},
    // The plan.
    {.name = "metallb_plan_unplanned_addresses",
     .label_names = {"cluster", "pool"},
     .help = "Addresses of the pool outside its cluster's range in the plan. All addresses of the "
             "pool if the plan lacks the cluster. Only with --plan."},
    // The wire scan.
    {.name = "metallb_scan_conflict_addresses",
     .label_names = {"network", "interface", "kind"},
     .help = "Addresses for which the wrong host answered the last scan, or more than one host, by "
             "kind: duplicate, split, stolen or foreign. Absent until a scan has ended."},
    {.name = "metallb_scan_squatted_addresses",
     .label_names = {"network", "interface", "cluster", "pool"},
     .help = "Unassigned addresses of the pool for which a host answered the last scan."},
    {.name = "metallb_scan_answer_info",
     .label_names = {"network", "interface", "address", "kind", "mac", "cluster", "node"},
     .help = "A hardware address that answered for an address with a problem. The cluster and the "
             "node are empty if they are unknown. Always 1."},
    {.name = "metallb_scan_asked_addresses",
     .label_names = {"network", "interface"},
     .help = "Addresses for which the last scan asked."},
    {.name = "metallb_scan_answered_addresses",
     .label_names = {"network", "interface"},
     .help = "Addresses for which a host answered the last scan."},
    {.name = "metallb_scan_silent_addresses",
     .label_names = {"network", "interface"},
     .help = "Assigned addresses for which no host answered the last scan."},
    {.name = "metallb_scan_up",
     .label_names = {"interface"},
     .help =
         "1 if the last scan of the interface succeeded, 0 if it failed, for example because of a "
         "missing right or an interface that is down. Absent until the first scan has ended."},
    {.name = "metallb_scan_interval_seconds",
     .label_names = {"interface"},
     .help = "Time from the start of a scan to the start of the next scan (--scan.interval). If a "
             "scan lasts longer, the next scan starts later."},
    {.name = "metallb_scan_last_success_timestamp_seconds",
     .label_names = {"interface"},
     .help = "Unix time at which the last successful scan ended. Absent until the first success."},
    {.name = "metallb_scan_duration_seconds",
     .label_names = {"interface"},
     .help = "Duration of the last successful scan. Absent until the first success."},
    {.name = "metallb_scan_packets_sent_total",
     .type = MetricType::kCounter,
     .label_names = {"interface"},
     .help = "ARP requests and neighbor solicitations that were sent."},
    {.name = "metallb_scan_packets_dropped_total",
     .type = MetricType::kCounter,
     .label_names = {"interface"},
     .help = "Received packets that the kernel dropped because the exporter did not read them in "
             "time."},
    // The exporter.
    {.name = "metallb_exporter_cluster_up",
     .label_names = {"cluster"},
     .help = "1 if the last poll of the cluster succeeded, 0 if it failed. In watch mode, 0 if the "
             "server cannot be reached, or if a list failed and no watch has received anything "
             "lately, else 1. Absent until the first poll has ended. Clusters are polled in the "
             "background, not during a scrape."},
    {.name = "metallb_exporter_context_alias_info",
     .label_names = {"cluster", "context"},
     .help = "A context that is omitted because it leads to this cluster. Always 1."},
    {.name = "metallb_exporter_cluster_last_success_timestamp_seconds",
     .label_names = {"cluster"},
     .help = "Unix time at which the last successful poll of the cluster ended. In watch mode, the "
             "time of the last sign of life of the watches. Absent until the first success."},
    {.name = "metallb_exporter_cluster_poll_duration_seconds",
     .label_names = {"cluster"},
     .help = "Duration of the last poll of the cluster."},
    {.name = "metallb_exporter_cluster_polls_total",
     .type = MetricType::kCounter,
     .label_names = {"cluster"},
     .help = "Completed polls of the cluster."},
    {.name = "metallb_exporter_cluster_poll_errors_total",
     .type = MetricType::kCounter,
     .label_names = {"cluster", "reason"},
     .help = "Failed polls of the cluster, by reason."},
    {.name = "metallb_exporter_cluster_partial",
     .label_names = {"cluster", "resource"},
     .help = "1 if the last successful poll of the cluster could not read this optional resource, "
             "else 0. Absent until the first success."},
    {.name = "metallb_exporter_cluster_watch_open",
     .label_names = {"cluster", "resource"},
     .help = "1 if the server has accepted the watch of the resource and the watch has not ended, "
             "else 0. Only in watch mode."},
    {.name = "metallb_exporter_cluster_watch_events_total",
     .type = MetricType::kCounter,
     .label_names = {"cluster", "resource"},
     .help = "Changes that the watches of the resource reported. Only in watch mode."},
    {.name = "metallb_exporter_cluster_watch_restarts_total",
     .type = MetricType::kCounter,
     .label_names = {"cluster", "resource", "reason"},
     .help = "Starts of a watch of the resource after a previous one, by the reason why the "
             "previous one ended. Only in watch mode."},
    {.name = "metallb_exporter_cluster_watch_missed_changes_total",
     .type = MetricType::kCounter,
     .label_names = {"cluster", "resource"},
     .help = "Changes of the resource that a list showed and that no watch reported. Must be 0. "
             "Only in watch mode."},
    {.name = "metallb_exporter_source_up",
     .label_names = {"source"},
     .help = "1 if the last read of another exporter (--fleet.from) succeeded, 0 if it failed or "
             "was refused because of a loop. Absent until the first read has ended."},
    {.name = "metallb_exporter_source_incomplete",
     .label_names = {"source"},
     .help =
         "1 if the answer of another exporter omitted entries or has another version, if it has "
         "no id or cannot read one of its own sources, or if a cluster is not used because its "
         "name is in use, else 0. Absent until the first answer."},
    {.name = "metallb_exporter_source_last_success_timestamp_seconds",
     .label_names = {"source"},
     .help = "Unix time at which the last successful read of another exporter ended. Absent until "
             "the first success."},
    {.name = "metallb_exporter_config_last_reload_successful",
     .help = "Whether the last configuration reload attempt was successful."},
    {.name = "metallb_exporter_config_last_reload_success_timestamp_seconds",
     .help = "Timestamp of the last successful configuration reload."},
    {.name = "metallb_exporter_build_info",
     .label_names = {"version", "revision"},
     .help = "Version and revision of the exporter as labels. Always 1."},
    // The process, with the names that every Prometheus client library uses.
    {.name = "process_cpu_seconds_total",
     .type = MetricType::kCounter,
     .help = "Total user and system CPU time spent in seconds."},
    {.name = "process_open_fds", .help = "Number of open file descriptors."},
    {.name = "process_max_fds", .help = "Maximum number of open file descriptors."},
    {.name = "process_virtual_memory_bytes", .help = "Virtual memory size in bytes."},
    {.name = "process_resident_memory_bytes", .help = "Resident memory size in bytes."},
    {.name = "process_threads", .help = "Number of threads."},
    {.name = "process_start_time_seconds",
     .help = "Start time of the process since unix epoch in seconds."},
});

// The metric of that name. A name that is not in the list does not compile.
consteval const Metric& Named(std::string_view name) {
  for (const Metric& metric : kMetrics) {
    if (metric.name == name) return metric;
  }
  throw std::invalid_argument("no such metric");
}

}  // namespace exporter::metrics

#endif  // EXPORTER_METRICS_CATALOGUE_H_
