// The objects in the manifests of one cluster, each with its file.
//
// They are read from files. No API server has accepted them, and they may differ from the objects
// in the cluster. Plain values.

#ifndef EXPORTER_METALLB_DECLARED_CLUSTER_H_
#define EXPORTER_METALLB_DECLARED_CLUSTER_H_

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "exporter/metallb/address_pool.h"
#include "exporter/metallb/advertisement.h"
#include "exporter/metallb/bgp_peer.h"
#include "exporter/metallb/community.h"
#include "exporter/metallb/schema.h"
#include "exporter/metallb/service_request.h"

namespace exporter::metallb {

template <typename T>
struct Declared {
  std::string file;  // for messages
  T object;
};

struct DeclaredCluster {
  std::string name;
  // In the order of files and lines.
  std::vector<Declared<AddressPool>> pools;
  std::vector<Declared<Advertisement>> advertisements;
  std::vector<Declared<Community>> communities;
  std::vector<Declared<BgpPeer>> peers;
  std::vector<Declared<BfdProfile>> bfd_profiles;
  std::vector<Declared<ServiceRequest>> requests;
  std::vector<Declared<SchemaProblem>> schema_problems;
  // The names of pools with entries whose values are not known. These entries are not in `pools`.
  std::set<std::string> partial_pools;
  // By the name of the pool; only pools that some namespaces may not use.
  std::map<std::string, std::vector<std::string>> service_namespaces;
  // The names of pools whose name or labels are not known.
  std::set<std::string> unidentified_pools;
  bool incomplete = false;  // input of the cluster, or a value in it, is known to be unread, so
                            // objects may be missing
  std::size_t objects = 0;  // the number of objects of all kinds, not only MetalLB's
};

}  // namespace exporter::metallb

#endif  // EXPORTER_METALLB_DECLARED_CLUSTER_H_
