#include "exporter/manifests/manifest_text.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "exporter/manifests/object_finder.h"
#include "exporter/manifests/relevance.h"
#include "exporter/metallb/legacy.h"
#include "exporter/metallb/service_allocation.h"
#include "exporter/objects/value.h"
#include "exporter/text/utf16.h"

namespace exporter::manifests {
namespace {

using metallb::Advertisement;
using objects::Value;
using What = FoundObject::What;

class ManifestReader {
 public:
  ManifestReader(const std::string& file, metallb::DeclaredCluster& cluster)
      : file_(file), cluster_(cluster) {}

  void Add(const FoundObject& object) {
    const std::size_t pools_before = cluster_.pools.size();
    const std::size_t advertisements_before = cluster_.advertisements.size();
    const UnknownValues& unknown = object.unknown;
    // The missing value may be the name of an alias.
    const bool has_aliases = object.kind == "Community" || object.what == What::kLegacyConfig;
    cluster_.incomplete |= unknown.other && has_aliases;
    if (object.what != What::kService) AddProblems(unknown.problems);
    switch (object.what) {
      case What::kMetallb:
        AddMetallb(object);
        break;
      case What::kService:
        AddService(object);
        break;
      case What::kLegacyConfig:
        AddConfig(object.value);
        break;
    }
    for (std::size_t i = pools_before; i < cluster_.pools.size(); ++i) {
      const std::string& name = cluster_.pools[i].object.name;
      if (unknown.other) cluster_.partial_pools.insert(name);
      if (unknown.identity) cluster_.unidentified_pools.insert(name);
    }
    for (std::size_t i = advertisements_before; i < cluster_.advertisements.size(); ++i) {
      Advertisement& added = cluster_.advertisements[i].object;
      added.is_partial = unknown.other && added.kind != Advertisement::Kind::kPool;
    }
  }

  void AddProblems(const std::vector<Problem>& problems) {
    for (Problem problem : problems) {
      problem.file = file_;
      problems_.push_back(std::move(problem));
    }
  }

  std::vector<Problem> problems() && { return std::move(problems_); }

 private:
  void AddError(const Error& error) {
    problems_.push_back({file_, error.line, Problem::Kind::kUnreadable, error.message});
  }

  void AddService(const FoundObject& found) {
    auto request = metallb::DecodeServiceRequest(found.value);
    if (!request) return AddError(request.error());
    if (!*request) return;
    AddProblems(found.unknown.problems);
    cluster_.requests.push_back({file_, **std::move(request)});
  }

  void AddMetallb(const FoundObject& found) {
    const Value& object = found.value;
    const std::string& kind = found.kind;
    for (auto& problem : metallb::FindSchemaProblems(object, found.api_version, kind)) {
      cluster_.schema_problems.push_back({file_, std::move(problem)});
    }
    if (kind == "IPAddressPool") {
      AddPool(object);
    } else if (kind == "L2Advertisement") {
      AddDecoded(DecodeAdvertisement(object, Advertisement::Kind::kLayer2),
                 cluster_.advertisements);
    } else if (kind == "BGPAdvertisement") {
      AddDecoded(DecodeAdvertisement(object, Advertisement::Kind::kBgp), cluster_.advertisements);
    } else if (kind == "Community") {
      AddDecoded(metallb::DecodeCommunity(object), cluster_.communities);
    } else if (kind == "BGPPeer") {
      AddDecoded(metallb::DecodeBgpPeer(object), cluster_.peers);
    } else if (kind == "BFDProfile") {
      AddDecoded(metallb::DecodeBfdProfile(object), cluster_.bfd_profiles);
    } else if (kind == "AddressPool") {
      auto pool = metallb::DecodeLegacyPool(object);
      if (!pool) return AddError(pool.error());
      AddLegacyPool(*std::move(pool));
    }
  }

  void AddPool(const Value& object) {
    auto pool = metallb::DecodeAddressPool(object);
    if (!pool) return AddError(pool.error());
    auto namespaces = metallb::ServiceNamespaces(object);
    if (!namespaces.empty()) cluster_.service_namespaces[pool->name] = std::move(namespaces);
    cluster_.pools.push_back({file_, *std::move(pool)});
  }

  void AddConfig(const Value& value) {
    auto config = metallb::DecodeLegacyConfig(value);
    if (!config) return AddError(config.error());
    for (metallb::LegacyPool& pool : config->pools) AddLegacyPool(std::move(pool));
    for (metallb::BgpPeer& peer : config->peers) cluster_.peers.push_back({file_, std::move(peer)});
    for (metallb::BfdProfile& profile : config->bfd_profiles) {
      cluster_.bfd_profiles.push_back({file_, std::move(profile)});
    }
    cluster_.communities.push_back({file_, std::move(config->communities)});
  }

  void AddLegacyPool(metallb::LegacyPool pool) {
    cluster_.pools.push_back({file_, std::move(pool.pool)});
    cluster_.advertisements.push_back({file_, std::move(pool.advertisement)});
  }

  template <typename T>
  void AddDecoded(Result<T> decoded, std::vector<metallb::Declared<T>>& to) {
    if (!decoded) return AddError(decoded.error());
    to.push_back({file_, *std::move(decoded)});
  }

  const std::string& file_;
  metallb::DeclaredCluster& cluster_;
  std::vector<Problem> problems_;
};

}  // namespace

std::vector<Problem> AddManifest(std::string_view text, const std::string& file,
                                 metallb::DeclaredCluster& cluster, Lines lines,
                                 const Variables& variables) {
  const auto utf8 = text::Utf16ToUtf8(text);
  const FoundObjects found = FindObjects(utf8 ? *utf8 : text, variables, lines);
  ManifestReader reader(file, cluster);
  reader.AddProblems(found.problems);
  for (const FoundObject& object : found.objects) reader.Add(object);
  cluster.objects += found.documents;
  cluster.incomplete |= found.incomplete;
  auto problems = std::move(reader).problems();
  std::stable_sort(problems.begin(), problems.end(),
                   [](const Problem& a, const Problem& b) { return a.line < b.line; });
  return problems;
}

bool DefinesObjects(std::string_view text) {
  if (!MayMatter(text)) return false;
  metallb::DeclaredCluster found;
  const bool has_problems = !AddManifest(text, "", found).empty();
  return (has_problems && MustBeReadable(text)) || !found.pools.empty() ||
         !found.partial_pools.empty() || !found.advertisements.empty() ||
         !found.communities.empty() || !found.peers.empty() || !found.bfd_profiles.empty() ||
         !found.requests.empty();
}

}  // namespace exporter::manifests
