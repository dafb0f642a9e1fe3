#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "exporter/addresses/address_set.h"
#include "exporter/addresses/buggy_addresses.h"
#include "exporter/text/list_text.h"
#include "exporter/validation/rules.h"
#include "exporter/validation/wording.h"

namespace exporter::validation {
namespace {

using addresses::AddressSet;
using addresses::IpAddress;
using metallb::DeclaredCluster;
using metallb::RequestedAddress;
using metallb::ServiceRequest;

std::string NameOf(const ServiceRequest& service, const DeclaredCluster& cluster) {
  return fmt::format(R"(Service "{}{}{}" of cluster "{}")", service.name_space,
                     service.name_space.empty() ? "" : "/", service.name, cluster.name);
}

// The addresses that pools can assign.
class Assignable {
 public:
  void Add(const metallb::AddressPool& pool) {
    auto& ranges = pool.avoid_buggy_ips ? ranges_without_buggy_ : ranges_;
    for (const metallb::PoolEntry& entry : pool.entries) {
      if (entry.range) ranges.push_back(*entry.range);
    }
  }

  // REQUIRES: Add() is not called later.
  bool Contains(const IpAddress& address) {
    if (!ranges_.empty()) all_ = AddressSet::FromRanges(std::exchange(ranges_, {}));
    if (!ranges_without_buggy_.empty()) {
      without_buggy_ = AddressSet::FromRanges(std::exchange(ranges_without_buggy_, {}));
    }
    return all_.Contains(address) ||
           (without_buggy_.Contains(address) && !addresses::IsBuggy(address));
  }

 private:
  std::vector<addresses::AddressRange> ranges_;
  std::vector<addresses::AddressRange> ranges_without_buggy_;
  AddressSet all_;
  AddressSet without_buggy_;
};

struct Pool {
  Assignable addresses;
  std::vector<std::string> service_namespaces;  // empty: all, or not known

  // True if the pool assigns addresses to Services of the namespace, which may be unknown (empty).
  bool Serves(const std::string& name_space) const {
    return name_space.empty() || service_namespaces.empty() ||
           std::find(service_namespaces.begin(), service_namespaces.end(), name_space) !=
               service_namespaces.end();
  }
};

// The pools of a cluster.
struct Pools {
  explicit Pools(const DeclaredCluster& cluster) {
    for (const auto& [file, pool] : cluster.pools) {
      all.Add(pool);
      by_name[pool.name].addresses.Add(pool);
      has_unknown_name |= !metallb::IsKnown(pool.name);
    }
    for (const auto& [name, namespaces] : cluster.service_namespaces) {
      by_name[name].service_namespaces = namespaces;
    }
  }

  Assignable all;
  std::map<std::string_view, Pool> by_name;
  bool has_unknown_name = false;
};

// `pool "web" assigns only to namespace "a", "b"`.
std::string OnlyServes(std::string_view name, const Pool& pool) {
  std::vector<std::string> names;
  for (const std::string& each : pool.service_namespaces) names.push_back('"' + each + '"');
  return fmt::format("pool \"{}\" assigns only to namespace {}", name, text::List(names, 0));
}

// Why the pools with the address do not assign it to the Service, as the end of a sentence; empty
// if one does.
std::string WhyNotServed(const IpAddress& address, const ServiceRequest& service, Pools& pools) {
  std::string reason;
  for (auto& [name, pool] : pools.by_name) {
    if (!pool.addresses.Contains(address)) continue;
    if (pool.Serves(service.name_space)) return {};
    reason = "but " + OnlyServes(name, pool);
  }
  return reason;
}

// Why MetalLB does not assign the address, as the end of a sentence; empty if MetalLB may.
std::string WhyNotAssigned(const RequestedAddress& requested, const ServiceRequest& service,
                           Pools& pools) {
  if (!requested.address) return "which is not an IP address";
  if (!pools.all.Contains(*requested.address)) {
    return "which no pool of the cluster's manifests can assign";
  }
  const auto pool = pools.by_name.find(service.pool.name);
  if (pool == pools.by_name.end() || pool->second.addresses.Contains(*requested.address)) {
    return WhyNotServed(*requested.address, service, pools);
  }
  return fmt::format("which pool \"{}\", the requested pool, cannot assign", service.pool.name);
}

// Why MetalLB rejects the addresses together, as the end of a sentence; empty if MetalLB does not.
// REQUIRES: each address alone can be assigned.
std::string WhyNotTogether(const ServiceRequest& service, Pools& pools) {
  if (service.has_both) {
    return "has spec.loadBalancerIP and the annotation loadBalancerIPs, so MetalLB assigns no "
           "address; remove one";
  }
  const auto& all = service.addresses;
  if (all.size() < 2) return {};
  if (all.size() > 2 || all[0].address->family == all[1].address->family) {
    return "requests more than one address of a family, so MetalLB assigns no address";
  }
  const bool in_one_pool =
      std::any_of(pools.by_name.begin(), pools.by_name.end(), [&all](auto& pool) {
        Assignable& addresses = pool.second.addresses;
        return addresses.Contains(*all[0].address) && addresses.Contains(*all[1].address);
      });
  return in_one_pool ? "" : "requests addresses of two pools, so MetalLB assigns no address";
}

// Why MetalLB assigns no address of the requested pool, as the end of a sentence; empty if MetalLB
// may, or if no pool is requested.
std::string WhyNotFromPool(const ServiceRequest& service, const Pools& pools) {
  const std::string& name = service.pool.name;
  if (name.empty()) return {};
  const auto pool = pools.by_name.find(name);
  if (pool == pools.by_name.end()) {
    if (pools.has_unknown_name) return {};
    return "requests pool \"" + name + "\", which the cluster's manifests do not define";
  }
  // If the Service requests addresses, these are reported.
  if (!service.addresses.empty() || pool->second.Serves(service.name_space)) return {};
  return "requests pool \"" + name + "\", but " + OnlyServes(name, pool->second);
}

void FindRequestsOutside(const DeclaredCluster& cluster, std::vector<Finding>& findings) {
  // An entry whose value is not known may contain any address. So may a pool that is not read, and
  // a cluster without pools has no-pools.
  if (cluster.requests.empty() || cluster.pools.empty() || !cluster.partial_pools.empty() ||
      cluster.incomplete) {
    return;
  }
  Pools pools(cluster);
  for (const auto& [file, service] : cluster.requests) {
    const auto add = [&, &where = file, &by = service](int line, const std::string& message) {
      findings.push_back(
          {where, line, Rule::kRequestOutside, fmt::format("{} {}", NameOf(by, cluster), message)});
    };
    const std::string why_no_pool = WhyNotFromPool(service, pools);
    if (!why_no_pool.empty()) add(service.pool.line, why_no_pool);
    bool assigned = !service.addresses.empty();
    for (const RequestedAddress& requested : service.addresses) {
      const std::string reason = WhyNotAssigned(requested, service, pools);
      if (reason.empty()) continue;
      assigned = false;
      add(requested.line, fmt::format("requests \"{}\", {}", requested.text, reason));
    }
    const std::string reason = assigned ? WhyNotTogether(service, pools) : "";
    if (!reason.empty()) add(service.addresses.front().line, reason);
  }
}

// One Service that requests an address.
struct Request {
  const DeclaredCluster* cluster;
  const std::string* file;
  const ServiceRequest* service;
  int line;  // of the address
};

using Requests = std::vector<Request>;

// True if the requests of one cluster are of one Service, or MetalLB may assign the address to all.
// A Service without a namespace may be the Service of the same name in any namespace. A Service
// whose sharing key is not known may share its address, and one whose name is not known may be the
// same Service.
bool CanShare(const Requests& requests) {
  std::map<std::string_view, std::set<std::string_view>> namespaces_by_name;
  std::set<std::string_view> keys;
  std::size_t services = 0;
  for (const Request& each : requests) {
    if (each.service->has_unknown_key) continue;
    if (!metallb::IsKnown(each.service->name)) continue;
    auto& namespaces = namespaces_by_name[each.service->name];
    const bool is_new =
        namespaces.empty() || (!namespaces.contains("") && !each.service->name_space.empty() &&
                               !namespaces.contains(each.service->name_space));
    if (is_new) ++services;
    namespaces.insert(each.service->name_space);
    keys.insert(each.service->sharing_key);
  }
  return services <= 1 || (keys.size() == 1 && !keys.contains(""));
}

// REQUIRES: `requests` has two requests or more, in the order of clusters.
void AddDuplicate(const IpAddress& address, const Requests& requests,
                  std::vector<Finding>& findings) {
  constexpr std::size_t kMaxOthers = 20;
  const Request& last = requests.back();
  std::vector<std::string> others;
  for (const Request& each : requests) {
    if (others.size() == std::min(kMaxOthers, requests.size() - 1)) break;
    others.push_back(
        fmt::format("{} ({})", NameOf(*each.service, *each.cluster), Place(*each.file, each.line)));
  }
  const bool one_cluster = requests.front().cluster == last.cluster;
  findings.push_back(
      {*last.file, last.line, Rule::kDuplicateRequest,
       fmt::format("{} requests {}, which is also requested by {}{}",
                   NameOf(*last.service, *last.cluster), address.ToString(),
                   text::List(others, requests.size() - 1 - others.size()),
                   one_cluster ? "; Services share an address only if the annotation "
                                 "metallb.io/allow-shared-ip has the same value in each"
                               : "")});
}

using RequestsByAddress = std::map<IpAddress, Requests>;

void FindDuplicatesIn(const RequestsByAddress& requests_by_address,
                      const AddressSet& shared_on_purpose, std::vector<Finding>& findings) {
  for (const auto& [address, requests] : requests_by_address) {
    const bool one_cluster = requests.front().cluster == requests.back().cluster;
    if (!one_cluster && !shared_on_purpose.Contains(address)) {
      AddDuplicate(address, requests, findings);
      continue;
    }
    std::map<const DeclaredCluster*, Requests> by_cluster;
    for (const Request& each : requests) by_cluster[each.cluster].push_back(each);
    for (const auto& [cluster, own] : by_cluster) {
      if (!CanShare(own)) AddDuplicate(address, own, findings);
    }
  }
}

void AddRequests(const DeclaredCluster& cluster, RequestsByAddress& requests) {
  for (const auto& [file, service] : cluster.requests) {
    for (const RequestedAddress& requested : service.addresses) {
      if (!requested.address) continue;
      requests[*requested.address].push_back({&cluster, &file, &service, requested.line});
    }
  }
}

}  // namespace

void CheckRequests(const Subject& subject, const Networks& networks,
                   std::vector<Finding>& findings) {
  std::map<std::string_view, RequestsByAddress> by_network;
  for (const DeclaredCluster& cluster : subject.clusters) {
    FindRequestsOutside(cluster, findings);
    AddRequests(cluster, by_network[networks.NetworkOf(cluster.name)]);
  }
  for (const auto& [network, requests] : by_network) {
    FindDuplicatesIn(requests, networks.SharedIn(network), findings);
  }
}

}  // namespace exporter::validation
