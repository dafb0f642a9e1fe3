// Reads what is counted from one cluster: pools, Services of type LoadBalancer, and who it is.
//
// One poll is a handful of requests, one after the other, on one kept connection: the version, the
// UID of kube-system, the pools, the BGPPeers, the Services page by page. No schedule, no memory of
// earlier data. Needs get and list on Services and on MetalLB's resources, and get on the namespace
// kube-system. Used by one thread.

#ifndef EXPORTER_COLLECTOR_CLUSTER_READER_H_
#define EXPORTER_COLLECTOR_CLUSTER_READER_H_

#include <span>
#include <string>
#include <string_view>

#include "exporter/credentials/access.h"
#include "exporter/fleet/cluster_snapshot.h"
#include "exporter/kubernetes/api_client.h"
#include "exporter/kubernetes/list_client.h"
#include "exporter/objects/list_page.h"
#include "exporter/result/result.h"

namespace exporter::collector {

struct ClusterReading {
  fleet::ClusterObjects objects;  // normalized
  std::string uid;                // of kube-system; empty where it may not be read
};

class ClusterReader {
 public:
  // `metallb_namespace` is where MetalLB's resources are read; empty: everywhere.
  ClusterReader(credentials::Access access, std::string metallb_namespace, std::string user_agent);

  // A cluster that does not serve IPAddressPools is no error: metallb_installed is false.
  // Errors: what ApiClient and ListClient tell. Nothing of a failed reading is to be used.
  Result<ClusterReading> Read(const credentials::Deadline& deadline);

  // What an older MetalLB (before 0.13) left in a cluster without IPAddressPools: "AddressPools",
  // "the ConfigMap metallb-system/config", or nothing where there is none or it cannot be told.
  std::string FindLegacyConfiguration(const credentials::Deadline& deadline);

 private:
  Result<std::string> ReadVersion(const credentials::Deadline& deadline);
  Result<std::string> ReadUid(const credentials::Deadline& deadline);
  // The string `key` of an object, or of the object `parent` in it; empty where the object is
  // hidden from us.
  Result<std::string> ReadString(std::string_view path,
                                 std::span<const objects::WantedField> wanted,
                                 std::string_view parent, std::string_view key,
                                 const credentials::Deadline& deadline);
  Result<void> ReadPools(const credentials::Deadline& deadline, fleet::ClusterObjects& objects);
  // Of the newest version that the cluster serves; one without BGPPeers has none, and of one where
  // they may not be read they are not known.
  Result<void> ReadPeers(const credentials::Deadline& deadline, fleet::ClusterObjects& objects);
  Result<kubernetes::ListOutcome> ListPeers(std::string_view version,
                                            const credentials::Deadline& deadline,
                                            fleet::ClusterObjects& objects);
  Result<void> ReadServices(const credentials::Deadline& deadline, fleet::ClusterObjects& objects);

  // A resource of MetalLB in that version, in all namespaces or in the one that was named.
  std::string PathOf(std::string_view version, std::string_view resource) const;

  kubernetes::ApiClient api_;
  kubernetes::ListClient lists_;
  std::string metallb_namespace_;
  std::string last_version_;
};

}  // namespace exporter::collector

#endif  // EXPORTER_COLLECTOR_CLUSTER_READER_H_
