// Every metric that the exporter serves: one literal each, with its name, type, labels and help.
//
// Names are a contract with dashboards and alerts; README's table says the same, and a test holds
// the two together. The labels `cluster` and `other_cluster` stand here by their default names
// (--metrics.cluster-label). Source of the conventions: Prometheus, "Writing exporters" and "Metric
// and label naming".

#ifndef EXPORTER_METRICS_CATALOGUE_H_
#define EXPORTER_METRICS_CATALOGUE_H_

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

namespace exporter::metrics {

enum class MetricType { kGauge, kCounter };

struct Metric {
  std::string_view name;
  MetricType type = MetricType::kGauge;
  std::array<std::string_view, 5> label_names = {};  // the first empty one ends them
  std::string_view help;                             // one line, no line break

  constexpr std::size_t LabelCount() const {
    std::size_t count = 0;
    while (count < label_names.size() && !label_names.at(count).empty()) ++count;
    return count;
  }
};

inline constexpr std::string_view kClusterLabel = "cluster";
inline constexpr std::string_view kOtherClusterLabel = "other_cluster";

// Pools.
inline constexpr Metric kPoolCapacity = {
    .name = "metallb_pool_capacity_addresses",
    .label_names = {"cluster", "pool", "family"},
    .help =
        "Addresses that MetalLB can assign from the pool, after avoidBuggyIPs, computed exactly "
        "from its ranges at the last good poll."};
inline constexpr Metric kPoolAssigned = {
    .name = "metallb_pool_assigned_addresses",
    .label_names = {"cluster", "pool", "family"},
    .help =
        "Distinct addresses of the pool that Services of type LoadBalancer held at the last good "
        "poll."};
inline constexpr Metric kPoolAvailable = {
    .name = "metallb_pool_available_addresses",
    .label_names = {"cluster", "pool", "family"},
    .help =
        "Addresses of the pool that MetalLB can assign and no Service held at the last good "
        "poll."};
inline constexpr Metric kPoolUtilization = {
    .name = "metallb_pool_utilization_ratio",
    .label_names = {"cluster", "pool", "family"},
    .help =
        "Assigned addresses by capacity; over 1 only where held addresses were left out later, "
        "absent where the capacity is 0."};
inline constexpr Metric kPoolServices = {.name = "metallb_pool_services",
                                         .label_names = {"cluster", "pool"},
                                         .help = "Services that hold an address of the pool."};
inline constexpr Metric kPoolInvalidEntries = {
    .name = "metallb_pool_invalid_entries",
    .label_names = {"cluster", "pool"},
    .help = "Entries of the pool's spec.addresses that MetalLB rejects; they add no capacity."};
inline constexpr Metric kPoolOverlappingEntries = {
    .name = "metallb_pool_overlapping_entries",
    .label_names = {"cluster", "pool"},
    .help =
        "Entries of the pool's spec.addresses that overlap an earlier one, for which MetalLB "
        "rejects its whole configuration."};
inline constexpr Metric kPoolInfo = {
    .name = "metallb_pool_info",
    .label_names = {"cluster", "pool", "auto_assign", "avoid_buggy_ips"},
    .help = "Always 1; the pool's settings as labels."};

// Clusters.
inline constexpr Metric kClusterServices = {
    .name = "metallb_cluster_services",
    .label_names = {"cluster", "state"},
    .help =
        "Services of type LoadBalancer that are MetalLB's to serve, by state: assigned, or "
        "pending (no ingress yet)."};
inline constexpr Metric kClusterMetallbInstalled = {
    .name = "metallb_cluster_metallb_installed",
    .label_names = {"cluster"},
    .help = "1 if the cluster serves IPAddressPools, else 0."};
inline constexpr Metric kClusterUnpooled = {
    .name = "metallb_cluster_unpooled_addresses",
    .label_names = {"cluster"},
    .help = "Addresses that MetalLB marked as allocated from a pool and that lie in no pool now."};
inline constexpr Metric kClusterInfo = {
    .name = "metallb_cluster_info",
    .label_names = {"cluster", "context", "network", "location", "server_version"},
    .help = "Always 1; what is known of the cluster as labels."};
inline constexpr Metric kFleetClusters = {
    .name = "metallb_fleet_clusters",
    .label_names = {"network", "state"},
    .help =
        "Clusters of the network by the state of their data: fresh, stale (the last poll failed, "
        "the last good data is in use) or unknown (no data)."};

// Who holds which address.
inline constexpr Metric kAddressInfo = {.name = "metallb_address_info",
                                        .label_names = {"network", "address", "cluster", "holder"},
                                        .help =
                                            "Always 1; a Service (namespace/name) that holds the "
                                            "address, with --metrics.address-info."};

// Conflicts between the clusters of a network.
inline constexpr Metric kFleetDuplicates = {
    .name = "metallb_fleet_duplicate_addresses",
    .label_names = {"network"},
    .help =
        "Distinct addresses that Services of two or more clusters of the network hold; absent "
        "until each of its clusters has been polled once."};
inline constexpr Metric kFleetDuplicateInfo = {
    .name = "metallb_fleet_duplicate_address_info",
    .label_names = {"network", "address", "cluster", "holder"},
    .help = "Always 1; a Service (namespace/name) that holds a duplicate address."};
inline constexpr Metric kFleetOverlappingAddresses = {
    .name = "metallb_fleet_overlapping_addresses",
    .label_names = {"network", "cluster", "pool", "other_cluster", "other_pool"},
    .help = "Addresses in the ranges of both pools, whatever avoidBuggyIPs leaves out."};
inline constexpr Metric kFleetOverlappingPools = {
    .name = "metallb_fleet_overlapping_pools",
    .label_names = {"network"},
    .help = "Pairs of pools of the network that share addresses."};
inline constexpr Metric kFleetSharedAsn = {
    .name = "metallb_fleet_shared_asn_clusters",
    .label_names = {"network", "asn"},
    .help = "Clusters whose BGPPeers use this ASN as their own, where there are two or more."};
inline constexpr Metric kFleetSeriesDropped = {
    .name = "metallb_fleet_conflict_series_dropped",
    .label_names = {"network", "metric"},
    .help =
        "Series of the metric that its bound leaves out: --metrics.max-conflict-series, "
        "--metrics.max-address-series."};

// The plan.
inline constexpr Metric kPlanUnplanned = {
    .name = "metallb_plan_unplanned_addresses",
    .label_names = {"cluster", "pool"},
    .help =
        "Addresses of the pool outside its cluster's range in the plan, with --plan; all of them "
        "where the plan has no such cluster."};

// The exporter's own doings.
inline constexpr Metric kClusterUp = {
    .name = "metallb_exporter_cluster_up",
    .label_names = {"cluster"},
    .help =
        "1 if the last poll of the cluster succeeded, 0 if it failed; absent before the first "
        "has ended. Clusters are polled in the background, not at scrapes."};
inline constexpr Metric kContextAlias = {
    .name = "metallb_exporter_context_alias_info",
    .label_names = {"cluster", "context"},
    .help = "Always 1; a context that is left out because it leads to this cluster."};
inline constexpr Metric kClusterLastSuccess = {
    .name = "metallb_exporter_cluster_last_success_timestamp_seconds",
    .label_names = {"cluster"},
    .help =
        "Unix time at which the last good poll of the cluster ended; absent until there was one."};
inline constexpr Metric kClusterPollDuration = {
    .name = "metallb_exporter_cluster_poll_duration_seconds",
    .label_names = {"cluster"},
    .help = "How long the last poll of the cluster took."};
inline constexpr Metric kClusterPolls = {.name = "metallb_exporter_cluster_polls_total",
                                         .type = MetricType::kCounter,
                                         .label_names = {"cluster"},
                                         .help = "Polls of the cluster that have ended."};
inline constexpr Metric kClusterPollErrors = {
    .name = "metallb_exporter_cluster_poll_errors_total",
    .type = MetricType::kCounter,
    .label_names = {"cluster", "reason"},
    .help = "Polls of the cluster that failed, by reason."};
inline constexpr Metric kReloadSuccessful = {
    .name = "metallb_exporter_config_last_reload_successful",
    .help = "1 if the configuration was taken in when it was last read, else 0."};
inline constexpr Metric kReloadSuccessTime = {
    .name = "metallb_exporter_config_last_reload_success_timestamp_seconds",
    .help = "Unix time at which the configuration was last taken in."};
inline constexpr Metric kBuildInfo = {.name = "metallb_exporter_build_info",
                                      .label_names = {"version", "revision"},
                                      .help = "Always 1; which exporter this is."};

// The process, as every Prometheus client library names it.
inline constexpr Metric kProcessCpu = {.name = "process_cpu_seconds_total",
                                       .type = MetricType::kCounter,
                                       .help = "Total user and system CPU time spent in seconds."};
inline constexpr Metric kProcessOpenFds = {.name = "process_open_fds",
                                           .help = "Number of open file descriptors."};
inline constexpr Metric kProcessMaxFds = {.name = "process_max_fds",
                                          .help = "Maximum number of open file descriptors."};
inline constexpr Metric kProcessVirtualMemory = {.name = "process_virtual_memory_bytes",
                                                 .help = "Virtual memory size in bytes."};
inline constexpr Metric kProcessResidentMemory = {.name = "process_resident_memory_bytes",
                                                  .help = "Resident memory size in bytes."};
inline constexpr Metric kProcessThreads = {.name = "process_threads", .help = "Number of threads."};
inline constexpr Metric kProcessStartTime = {
    .name = "process_start_time_seconds",
    .help = "Start time of the process since unix epoch in seconds."};

inline constexpr std::array kPoolAndClusterMetrics = {
    kPoolCapacity,           kPoolAssigned,
    kPoolAvailable,          kPoolUtilization,
    kPoolServices,           kPoolInvalidEntries,
    kPoolOverlappingEntries, kPoolInfo,
    kClusterServices,        kClusterMetallbInstalled,
    kClusterUnpooled,        kClusterInfo,
    kFleetClusters};
inline constexpr std::array kFleetMetrics = {
    kAddressInfo,           kFleetDuplicates, kFleetDuplicateInfo, kFleetOverlappingAddresses,
    kFleetOverlappingPools, kFleetSharedAsn,  kFleetSeriesDropped, kPlanUnplanned};
inline constexpr std::array kExporterMetrics = {
    kClusterUp,           kContextAlias,      kClusterLastSuccess,
    kClusterPollDuration, kClusterPolls,      kClusterPollErrors,
    kReloadSuccessful,    kReloadSuccessTime, kBuildInfo};
inline constexpr std::array kProcessMetrics = {
    kProcessCpu,           kProcessOpenFds,        kProcessMaxFds,
    kProcessVirtualMemory, kProcessResidentMemory, kProcessThreads,
    kProcessStartTime};

}  // namespace exporter::metrics

#endif  // EXPORTER_METRICS_CATALOGUE_H_
