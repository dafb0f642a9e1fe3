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
using metallb::CommunityForm;
using metallb::Declared;
using metallb::DeclaredCluster;
using metallb::FormOf;
using metallb::IsReadWith;
using validation::NameOf;

constexpr const char* kLiterals =
    "write 64501:100 (16-bit numbers) or large:64501:1:100 (32-bit numbers)";

std::string NameOf(const Advertisement& advertisement, const DeclaredCluster& cluster) {
  // The advertisement of a legacy pool (AddressPool or ConfigMap) is a part of the pool.
  const bool own = advertisement.kind == Advertisement::Kind::kPool;
  return fmt::format(R"({} "{}" of cluster "{}")", own ? "pool" : Name(advertisement.kind),
                     advertisement.name, cluster.name);
}

void FindUnknownPools(const DeclaredCluster& cluster, const Declared<Advertisement>& declared,
                      std::vector<Finding>& findings) {
  const Advertisement& advertisement = declared.object;
  for (const metallb::Reference& reference : advertisement.pools) {
    const bool known = std::any_of(
        cluster.pools.begin(), cluster.pools.end(), [&](const Declared<AddressPool>& pool) {
          return pool.object.name == reference.name &&
                 IsReadWith(pool.object.name_space, advertisement.name_space);
        });
    if (known) continue;
    findings.push_back({declared.file, reference.line, Rule::kUnknownPool,
                        fmt::format("{} names pool \"{}\", which the cluster's manifests do not "
                                    "define",
                                    NameOf(advertisement, cluster), reference.name)});
  }
}

bool IsAlias(const std::string& name, const DeclaredCluster& cluster,
             const Advertisement& advertisement) {
  return std::any_of(cluster.communities.begin(), cluster.communities.end(), [&](const auto& each) {
    const auto& aliases = each.object.aliases;
    return IsReadWith(each.object.name_space, advertisement.name_space) &&
           std::any_of(aliases.begin(), aliases.end(),
                       [&name](const auto& alias) { return alias.name == name; });
  });
}

// The reason why the community is unknown, and what to write, as the end of a sentence.
std::string WhyUnknown(const std::string& name, const DeclaredCluster& cluster) {
  if (FormOf(name) == CommunityForm::kBadLiteral) {
    return std::string("which MetalLB rejects; ") + kLiterals;
  }
  for (const auto& [file, community] : cluster.communities) {
    if (community.name != name || community.aliases.empty()) continue;
    return fmt::format(
        "which is the name of a Community object, not of an alias; its alias is \"{}\" ({})",
        community.aliases.front().name, Place(file, community.aliases.front().line));
  }
  return "which is not an alias in the cluster's Community objects";
}

void FindUnknownCommunities(const DeclaredCluster& cluster, const Declared<Advertisement>& declared,
                            std::vector<Finding>& findings) {
  for (const metallb::Reference& reference : declared.object.communities) {
    if (FormOf(reference.name) == CommunityForm::kLiteral ||
        IsAlias(reference.name, cluster, declared.object)) {
      continue;
    }
    findings.push_back(
        {declared.file, reference.line, Rule::kUnknownCommunity,
         fmt::format("{} names community \"{}\", {}", NameOf(declared.object, cluster),
                     reference.name, WhyUnknown(reference.name, cluster))});
  }
}

void FindBadAliases(const DeclaredCluster& cluster, std::vector<Finding>& findings) {
  for (const auto& [file, community] : cluster.communities) {
    for (const metallb::CommunityAlias& alias : community.aliases) {
      if (FormOf(alias.value) == CommunityForm::kLiteral) continue;
      findings.push_back(
          {file, alias.line, Rule::kUnknownCommunity,
           fmt::format(
               "community alias \"{}\" of cluster \"{}\" has the value \"{}\", which MetalLB "
               "rejects; {}",
               alias.name, cluster.name, alias.value, kLiterals)});
    }
  }
}

void FindUnadvertisedPools(const DeclaredCluster& cluster, std::vector<Finding>& findings) {
  const auto& advertisements = cluster.advertisements;
  const bool any = std::any_of(advertisements.begin(), advertisements.end(), [](const auto& each) {
    return each.object.kind != Advertisement::Kind::kPool;
  });
  if (!any) return;
  for (const auto& [file, pool] : cluster.pools) {
    const AddressPool& covered = pool;
    const bool advertised =
        std::any_of(advertisements.begin(), advertisements.end(), [&covered](const auto& each) {
          return IsReadWith(each.object.name_space, covered.name_space) &&
                 each.object.Covers(covered);
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
    if (is_first) continue;
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
    for (const Declared<Advertisement>& advertisement : cluster.advertisements) {
      FindUnknownPools(cluster, advertisement, findings);
      FindUnknownCommunities(cluster, advertisement, findings);
    }
    FindBadAliases(cluster, findings);
    FindUnadvertisedPools(cluster, findings);
    FindDuplicatePools(cluster, findings);
    FindWrongClusterLabels(cluster, findings);
  }
  FindSharedAsns(subject.clusters, networks, findings);
}

}  // namespace exporter::validation
