// Reads the resources of a cluster that a poll can do without: its version, the UID of kube-system,
// BGPPeers and nodes; for a scan, also the nodes that announce the Services.
//
// A resource that cannot be read keeps its last known value. Nodes are read less often, because
// their objects are large and their addresses rarely change. Used by one thread.

#ifndef EXPORTER_COLLECTOR_OPTIONAL_READER_H_
#define EXPORTER_COLLECTOR_OPTIONAL_READER_H_

#include <chrono>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/collector/watched_list.h"
#include "exporter/credentials/deadline.h"
#include "exporter/fleet/cluster_snapshot.h"
#include "exporter/fleet/cluster_view.h"
#include "exporter/kubernetes/api_client.h"
#include "exporter/kubernetes/list_client.h"
#include "exporter/metallb/bgp_peer.h"
#include "exporter/metallb/l2_status.h"
#include "exporter/metallb/node.h"
#include "exporter/objects/list_page.h"
#include "exporter/result/result.h"

namespace exporter::collector {

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

class OptionalReader {
 public:
  // The values of the resources when they were last read.
  struct Known {
    std::string version;
    std::string uid;
    std::optional<std::vector<metallb::BgpPeer>> peers;  // absent without MetalLB
    std::optional<std::vector<metallb::Node>> nodes;
    std::optional<std::vector<metallb::L2Announcement>> l2_announcements;
  };

  // `api` and `lists` must outlive the reader.
  OptionalReader(kubernetes::ApiClient& api, kubernetes::ListClient& lists, ReaderOptions options);

  // Returns the resources that could not be read. If MetalLB is not installed, BGPPeers and
  // ServiceL2Statuses are not read.
  fleet::UnreadResources Read(const credentials::Deadline& deadline, bool metallb_installed);

  const Known& known() const { return known_; }
  // The start of a watch after the last Read. Its path is empty if BGPPeers were not read.
  const WatchStart& peers_start() const { return peers_start_; }

  // Sets the values that are known.
  void CopyTo(fleet::ClusterObjects& objects) const;

 private:
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

  kubernetes::ApiClient& api_;
  kubernetes::ListClient& lists_;
  const ReaderOptions options_;
  Known known_;
  WatchStart peers_start_;
  std::optional<std::chrono::steady_clock::time_point> nodes_read_;  // the end of the last read
  Result<void> nodes_result_;                                        // of the last read
  bool reads_for_scan_ = false;                                      // this poll
};

}  // namespace exporter::collector

#endif  // EXPORTER_COLLECTOR_OPTIONAL_READER_H_
