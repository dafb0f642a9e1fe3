#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "exporter/validation/rules.h"
#include "exporter/validation/wording.h"

namespace exporter::validation {
namespace {

using metallb::AddressPool;
using metallb::Advertisement;
using metallb::Declared;
using metallb::DeclaredCluster;
using metallb::IsReadWith;

void FindUnadvertisedPools(const DeclaredCluster& cluster, std::vector<Finding>& findings) {
  if (cluster.incomplete) return;
  const auto& advertisements = cluster.advertisements;
  const bool any = std::any_of(advertisements.begin(), advertisements.end(), [](const auto& each) {
    return each.object.kind != Advertisement::Kind::kPool;
  });
  if (!any) return;
  for (const auto& [file, pool] : cluster.pools) {
    if (cluster.unidentified_pools.contains(pool.name)) continue;
    const AddressPool& covered = pool;
    const bool advertised =
        std::any_of(advertisements.begin(), advertisements.end(), [&covered](const auto& each) {
          return IsReadWith(each.object.name_space, covered.name_space) &&
                 (each.object.is_partial || each.object.Covers(covered));
        });
    if (advertised) continue;
    findings.push_back(
        {file, pool.line, Rule::kNotAdvertised,
         NameOf(pool, cluster) +
             " is not covered by an advertisement, so its addresses are unreachable"});
  }
}

void FindDuplicatePools(const DeclaredCluster& cluster, std::vector<Finding>& findings) {
  std::map<std::string_view, const Declared<AddressPool>*> first_by_name;
  for (const Declared<AddressPool>& pool : cluster.pools) {
    const auto [first, is_first] = first_by_name.emplace(pool.object.name, &pool);
    if (is_first || !metallb::IsKnown(pool.object.name)) continue;
    findings.push_back({pool.file, pool.object.line, Rule::kDuplicatePool,
                        fmt::format("{} is the second pool of that name; the first is in {}",
                                    NameOf(pool.object, cluster),
                                    Place(first->second->file, first->second->object.line))});
  }
}

void FindWrongClusterLabels(const DeclaredCluster& cluster, std::vector<Finding>& findings) {
  for (const auto& [file, pool] : cluster.pools) {
    for (const metallb::Label& label : pool.labels) {
      if (label.name != "cluster" || label.value == cluster.name) continue;
      findings.push_back(
          {file, label.line, Rule::kClusterLabel,
           fmt::format(R"({} has the label cluster: "{}"; write "{}" or remove the label)",
                       NameOf(pool, cluster), label.value, cluster.name)});
    }
  }
}

void FindUnknownFields(const DeclaredCluster& cluster, std::vector<Finding>& findings) {
  for (const auto& [file, found] : cluster.schema_problems) {
    findings.push_back(
        {file, found.line, Rule::kUnknownField,
         fmt::format("{} of cluster \"{}\" {}", found.object, cluster.name, found.problem)});
  }
}

void FindSharedAsns(const std::vector<DeclaredCluster>& clusters, const Networks& networks,
                    std::vector<Finding>& findings) {
  struct Owner {
    const DeclaredCluster* cluster;
    std::string place;
  };
  std::map<std::pair<std::string_view, std::uint32_t>, Owner> owners;
  for (const DeclaredCluster& cluster : clusters) {
    std::set<std::uint32_t> reported;
    for (const auto& [file, peer] : cluster.peers) {
      if (peer.local_asn == 0) continue;
      const auto [owner, is_first] =
          owners.try_emplace({networks.NetworkOf(cluster.name), peer.local_asn},
                             Owner{&cluster, Place(file, peer.line)});
      const Owner& first = owner->second;
      if (is_first || first.cluster == &cluster || !reported.insert(peer.local_asn).second) {
        continue;
      }
      findings.push_back(
          {file, peer.line, Rule::kSharedAsn,
           fmt::format("cluster \"{}\" uses myASN {}, as cluster \"{}\" does ({}); routers cannot "
                       "distinguish their announcements",
                       cluster.name, peer.local_asn, first.cluster->name, first.place)});
    }
  }
}

}  // namespace

void CheckClusters(const Subject& subject, const Networks& networks,
                   std::vector<Finding>& findings) {
  for (const DeclaredCluster& cluster : subject.clusters) {
    FindUnadvertisedPools(cluster, findings);
    FindDuplicatePools(cluster, findings);
    FindWrongClusterLabels(cluster, findings);
    FindUnknownFields(cluster, findings);
  }
  FindSharedAsns(subject.clusters, networks, findings);
}

}  // namespace exporter::validation
