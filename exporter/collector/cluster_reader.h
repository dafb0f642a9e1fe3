// Reads one cluster: its version, UID, pools, BGPPeers, nodes and Services of type LoadBalancer.
// For a scan, also the nodes that announce the Services.
//
// One poll is a sequence of requests on one persistent connection. Only IPAddressPools and Services
// are required, and are read first. All other reads together take a third of the poll's time at
// most. If one of them fails, its facts keep their last known values. Nodes are read less often,
// because their objects are large and their addresses rarely change.
//
// Required permissions: list on Services and IPAddressPools. Optional: list on BGPPeers, nodes,
// ServiceL2Statuses and AddressPools, get on the namespace kube-system and the ConfigMap
// metallb-system/config. Used by one thread.

#ifndef EXPORTER_COLLECTOR_CLUSTER_READER_H_
#define EXPORTER_COLLECTOR_CLUSTER_READER_H_

#include <array>
#include <chrono>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/credentials/access.h"
#include "exporter/fleet/cluster_snapshot.h"
#include "exporter/fleet/cluster_view.h"
#include "exporter/kubernetes/api_client.h"
#include "exporter/kubernetes/list_client.h"
#include "exporter/metallb/bgp_peer.h"
#include "exporter/objects/list_page.h"
#include "exporter/result/result.h"

namespace exporter::collector {

// The path and the version from which the changes of a list can be watched.
struct WatchStart {
  std::string path;              // "/api/v1/services"; empty: it was not listed
  std::string selector_query;    // "&fieldSelector=…"; empty: none
  std::string resource_version;  // empty: it cannot be watched
};

struct ClusterReading {
  fleet::ClusterObjects objects;        // normalized
  std::vector<metallb::BgpPeer> peers;  // if they were read
  // In the order of fleet::kWatchedResources.
  std::array<WatchStart, fleet::kWatchedResources.size()> starts = {};
  std::string uid;  // of kube-system; empty if it was never read
  fleet::UnreadResources unread;
};

struct ReaderOptions {
  std::string metallb_namespace;  // of MetalLB's resources; empty: all namespaces
  std::string user_agent;
  // Nodes are read by the first poll after each interval; 0: never.
  std::chrono::milliseconds nodes_interval{600'000};
  // The same while `reads_for_scan` returns true, if it is shorter.
  std::chrono::milliseconds scan_nodes_interval{150'000};
  // Each poll calls it. True: the poll reads ServiceL2Statuses. Null: false.
  std::function<bool()> reads_for_scan;
};

class ClusterReader {
 public:
  ClusterReader(credentials::Access access, ReaderOptions options);

  // If the cluster does not serve IPAddressPools, metallb_installed is false, and BGPPeers and
  // ServiceL2Statuses are not read. Errors: those of ApiClient and ListClient; kProtocol for a list
  // that needs too much memory.
  Result<ClusterReading> Read(const credentials::Deadline& deadline);

  // Reads the optional resources again into `objects`, but not the objects that are watched.
  // Returns the resources that could not be read. REQUIRES: Read has succeeded.
  fleet::UnreadResources ReadUnwatched(const credentials::Deadline& deadline,
                                       fleet::ClusterObjects& objects);

  kubernetes::ApiClient& api() { return api_; }

  // The configuration of MetalLB before 0.13: "AddressPools", "the ConfigMap
  // metallb-system/config", or empty if neither exists or can be read in a third of the time.
  std::string FindLegacyConfiguration(const credentials::Deadline& deadline);

  // Closes the connection to the cluster. The next request opens a new one.
  void Disconnect() { api_.Disconnect(); }

 private:
  // The values of optional resources when they were last read.
  struct Known {
    std::string version;
    std::string uid;
    std::optional<std::vector<metallb::BgpPeer>> peers;  // absent without MetalLB
    std::optional<std::vector<metallb::Node>> nodes;
    std::optional<std::vector<metallb::L2Announcement>> l2_announcements;
  };

  // Reads the optional resources into `known_`, and returns the resources that could not be read.
  fleet::UnreadResources ReadOptional(const credentials::Deadline& deadline,
                                      bool metallb_installed);
  std::chrono::milliseconds NodesInterval() const;
  Result<void> ReadVersion(const credentials::Deadline& deadline);
  Result<void> ReadUid(const credentials::Deadline& deadline);
  // Reads BGPPeers in the newest version that the cluster serves.
  Result<void> ReadPeers(const credentials::Deadline& deadline);
  // Reads the nodes if it is time to. Otherwise returns the result of the last read.
  Result<void> ReadNodesIfDue(const credentials::Deadline& deadline);
  Result<void> ReadNodes(const credentials::Deadline& deadline);
  // MetalLB before 0.14.6 does not serve the statuses. This is not an error.
  Result<void> ReadL2Statuses(const credentials::Deadline& deadline);
  // The string `key` of an object, or of its field `parent`. Never empty.
  Result<std::string> ReadString(std::string_view path,
                                 std::span<const objects::WantedField> wanted,
                                 std::string_view parent, std::string_view key,
                                 const credentials::Deadline& deadline);
  Result<void> ReadPools(const credentials::Deadline& deadline, fleet::ClusterObjects& objects);
  Result<void> ReadServices(const credentials::Deadline& deadline, fleet::ClusterObjects& objects);
  // Reads a list into `list`, and stores where it can be watched.
  template <typename T, typename Decode>
  Result<kubernetes::ListOutcome> ReadWatched(fleet::WatchedResource resource,
                                              const kubernetes::ListRequest& request,
                                              std::vector<T>& list, Decode decode,
                                              const credentials::Deadline& deadline);

  // Copies the values of optional resources.
  void CopyKnown(fleet::ClusterObjects& objects) const;
  std::string PathOf(std::string_view version, std::string_view resource) const;

  kubernetes::ApiClient api_;
  kubernetes::ListClient lists_;
  ReaderOptions options_;
  Known known_;
  std::array<WatchStart, fleet::kWatchedResources.size()> starts_ = {};  // of this read
  std::optional<std::chrono::steady_clock::time_point> nodes_read_;      // the end of the last read
  Result<void> nodes_result_;                                            // of the last read
  bool reads_for_scan_ = false;                                          // this poll
};

}  // namespace exporter::collector

#endif  // EXPORTER_COLLECTOR_CLUSTER_READER_H_
