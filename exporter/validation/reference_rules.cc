#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "exporter/validation/rules.h"
#include "exporter/validation/wording.h"

namespace exporter::validation {
namespace {

using metallb::AddressPool;
using metallb::Advertisement;
using metallb::BgpPeer;
using metallb::CommunityForm;
using metallb::Declared;
using metallb::DeclaredCluster;
using metallb::FormOf;
using metallb::IsReadWith;
using metallb::Reference;

constexpr const char* kLiterals =
    "write 64501:100 (16-bit numbers) or large:64501:1:100 (32-bit numbers)";

// True if one of `objects` has the name, and one MetalLB may read it with objects of `name_space`.
template <typename T>
bool IsDefined(const std::string& name, const std::vector<Declared<T>>& objects,
               const std::string& name_space) {
  return std::any_of(objects.begin(), objects.end(), [&](const Declared<T>& each) {
    const bool same = each.object.name == name || !metallb::IsKnown(each.object.name);
    return same && IsReadWith(each.object.name_space, name_space);
  });
}

Finding Unknown(Rule rule, const std::string& file, const std::string& owner,
                const std::string& kind, const Reference& reference) {
  return {file, reference.line, rule,
          fmt::format("{} names {} \"{}\", which the cluster's manifests do not define", owner,
                      kind, reference.name)};
}

void FindUnknownObjects(const DeclaredCluster& cluster, const Declared<Advertisement>& declared,
                        std::vector<Finding>& findings) {
  const auto& [file, advertisement] = declared;
  const std::string owner = NameOf(advertisement, cluster);
  if (cluster.incomplete) return;
  for (const Reference& pool : advertisement.pools) {
    if (IsDefined(pool.name, cluster.pools, advertisement.name_space)) continue;
    findings.push_back(Unknown(Rule::kUnknownPool, file, owner, "pool", pool));
  }
  for (const Reference& peer : advertisement.peers) {
    if (IsDefined(peer.name, cluster.peers, advertisement.name_space)) continue;
    findings.push_back(Unknown(Rule::kUnknownPeer, file, owner, "BGPPeer", peer));
  }
}

void FindUnknownProfile(const DeclaredCluster& cluster, const Declared<BgpPeer>& declared,
                        std::vector<Finding>& findings) {
  const auto& [file, peer] = declared;
  if (cluster.incomplete || peer.bfd_profile.name.empty() ||
      IsDefined(peer.bfd_profile.name, cluster.bfd_profiles, peer.name_space)) {
    return;
  }
  // A peer in the ConfigMap has no name.
  const std::string owner =
      peer.name.empty() ? fmt::format("a peer of cluster \"{}\"", cluster.name)
                        : fmt::format(R"(BGPPeer "{}" of cluster "{}")", peer.name, cluster.name);
  findings.push_back(
      Unknown(Rule::kUnknownBfdProfile, file, owner, "BFDProfile", peer.bfd_profile));
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
    const CommunityForm form = FormOf(reference.name);
    if (form == CommunityForm::kLiteral || (cluster.incomplete && form == CommunityForm::kName) ||
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
      const bool unknown = cluster.incomplete && alias.value.empty();
      if (unknown || FormOf(alias.value) == CommunityForm::kLiteral) continue;
      findings.push_back(
          {file, alias.line, Rule::kUnknownCommunity,
           fmt::format(
               "community alias \"{}\" of cluster \"{}\" has the value \"{}\", which MetalLB "
               "rejects; {}",
               alias.name, cluster.name, alias.value, kLiterals)});
    }
  }
}

}  // namespace

void CheckReferences(const Subject& subject, std::vector<Finding>& findings) {
  for (const DeclaredCluster& cluster : subject.clusters) {
    for (const Declared<Advertisement>& advertisement : cluster.advertisements) {
      FindUnknownObjects(cluster, advertisement, findings);
      FindUnknownCommunities(cluster, advertisement, findings);
    }
    FindBadAliases(cluster, findings);
    for (const Declared<BgpPeer>& peer : cluster.peers) {
      FindUnknownProfile(cluster, peer, findings);
    }
  }
}

}  // namespace exporter::validation
