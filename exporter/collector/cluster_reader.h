// Reads one cluster: its version, UID, pools, BGPPeers, nodes and Services of type LoadBalancer.
// For a scan, also the nodes that announce the Services.
//
// One poll is a sequence of requests on one persistent connection. Only IPAddressPools and Services
// are required, and are read first. All other reads (optional_reader.h) together take a third of
// the poll's time at most. If one of them fails, its facts keep their last known values.
//
// Required permissions: list on Services and IPAddressPools. Optional: list on BGPPeers, nodes,
// ServiceL2Statuses and AddressPools, get on the namespace kube-system and the ConfigMap
// metallb-system/config. Used by one thread.

#ifndef EXPORTER_COLLECTOR_CLUSTER_READER_H_
#define EXPORTER_COLLECTOR_CLUSTER_READER_H_

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "exporter/collector/optional_reader.h"
#include "exporter/collector/watched_list.h"
#include "exporter/credentials/access.h"
#include "exporter/fleet/cluster_snapshot.h"
#include "exporter/fleet/cluster_view.h"
#include "exporter/fleet/watch_record.h"
#include "exporter/kubernetes/api_client.h"
#include "exporter/kubernetes/list_client.h"
#include "exporter/metallb/bgp_peer.h"
#include "exporter/result/result.h"

namespace exporter::collector {

// A list of the BGPPeers, which are optional.
struct PeersReading {
  std::vector<metallb::BgpPeer> peers;
  WatchStart start;
};

struct UnwatchedReading {
  fleet::UnreadResources unread;
  std::optional<PeersReading> peers;  // if they were read
};

struct ClusterReading {
  fleet::ClusterObjects objects;        // normalized
  std::vector<metallb::BgpPeer> peers;  // if they were read
  // In the order of fleet::kWatchedResources.
  std::array<WatchStart, fleet::kWatchedResources.size()> starts = {};
  std::string uid;  // of kube-system; empty if it was never read
  fleet::UnreadResources unread;

  WatchStart& StartOf(fleet::WatchedResource resource) {
    return starts.at(static_cast<std::size_t>(resource));
  }
};

class ClusterReader {
 public:
  ClusterReader(credentials::Access access, ReaderOptions options);

  // If the cluster does not serve IPAddressPools, metallb_installed is false, and BGPPeers and
  // ServiceL2Statuses are not read. Errors: those of ApiClient and ListClient; kProtocol for a list
  // that needs too much memory.
  Result<ClusterReading> Read(const credentials::Deadline& deadline);

  // Reads the optional resources again into `objects`, except for ASNs that are known: they may be
  // watched. REQUIRES: Read has succeeded.
  UnwatchedReading ReadUnwatched(const credentials::Deadline& deadline,
                                 fleet::ClusterObjects& objects);

  kubernetes::ApiClient& api() { return api_; }

  // The configuration of MetalLB before 0.13: "AddressPools", "the ConfigMap
  // metallb-system/config", or empty if neither exists or can be read in a third of the time.
  std::string FindLegacyConfiguration(const credentials::Deadline& deadline);

  // Closes the connection to the cluster. The next request opens a new one.
  void Disconnect() { api_.Disconnect(); }

 private:
  Result<void> ReadPools(const credentials::Deadline& deadline, ClusterReading& reading);
  Result<void> ReadServices(const credentials::Deadline& deadline, ClusterReading& reading);

  kubernetes::ApiClient api_;
  kubernetes::ListClient lists_;
  const std::string metallb_namespace_;
  OptionalReader optional_;
};

}  // namespace exporter::collector

#endif  // EXPORTER_COLLECTOR_CLUSTER_READER_H_
