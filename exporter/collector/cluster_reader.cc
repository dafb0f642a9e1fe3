#include "exporter/collector/cluster_reader.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "exporter/metallb/address_pool.h"
#include "exporter/metallb/bgp_peer.h"
#include "exporter/metallb/service.h"
#include "exporter/objects/field_reader.h"
#include "exporter/objects/list_page.h"

namespace exporter::collector {
namespace {

using credentials::Deadline;
using kubernetes::ListOutcome;
using kubernetes::Response;

constexpr int kOk = 200;
constexpr int kForbidden = 403;
constexpr int kNotFound = 404;

// The version and the UID are optional: a poll succeeds without them.
bool IsMissingOrForbidden(const Response& response) {
  return response.status == kForbidden || response.status == kNotFound;
}

// Limits the memory of one list. A faulty API server must not use up the memory of the exporter.
class MemoryBudget {
 public:
  void Reset() { bytes_ = 0; }

  Result<void> Add(std::size_t bytes) {
    constexpr std::size_t kMaxBytes = std::size_t{32} << 20;
    bytes_ += bytes;
    if (bytes_ <= kMaxBytes) return {};
    return Fail(ErrorKind::kProtocol,
                "the list needs more than " + std::to_string(kMaxBytes >> 20) + " MiB of memory");
  }

 private:
  std::size_t bytes_ = 0;
};

std::size_t BytesOf(const metallb::Service& service) {
  return sizeof(service) + service.name.size() + service.name_space.size() +
         service.load_balancer_class.size() +
         service.addresses.size() * sizeof(addresses::IpAddress);
}

std::size_t BytesOf(const metallb::AddressPool& pool) {
  std::size_t bytes = sizeof(pool) + pool.name.size() + pool.name_space.size();
  for (const metallb::PoolEntry& entry : pool.entries) bytes += sizeof(entry) + entry.text.size();
  return bytes;
}

std::size_t BytesOf(std::uint32_t asn) { return sizeof(asn); }

// Appends each decoded item to `list`. `decode` returns a Result of an optional T.
template <typename T, typename Decode>
kubernetes::ListHandler AppendTo(std::vector<T>& list, Decode decode) {
  const auto budget = std::make_shared<MemoryBudget>();
  return {.start =
              [&list, budget] {
                list.clear();
                budget->Reset();
              },
          .item = [&list, budget, decode](const objects::Value& item) -> Result<void> {
            auto object = decode(item);
            if (!object) return tl::unexpected(object.error());
            if (!*object) return {};
            list.push_back(**std::move(object));
            return budget->Add(BytesOf(list.back()));
          }};
}

Result<std::optional<metallb::AddressPool>> DecodePool(const objects::Value& item) {
  return metallb::DecodeAddressPool(item);
}

// nullopt: the peer has no myASN.
Result<std::optional<std::uint32_t>> DecodeAsn(const objects::Value& item) {
  const auto peer = metallb::DecodeBgpPeer(item);
  if (!peer) return tl::unexpected(peer.error());
  return peer->local_asn == 0 ? std::nullopt : std::optional(peer->local_asn);
}

Error At(std::string_view path, const Error& error) {
  return {error.kind, std::string(path) + ": " + error.message, error.retry_after};
}

}  // namespace

ClusterReader::ClusterReader(credentials::Access access, std::string metallb_namespace,
                             std::string user_agent)
    : api_(std::move(access), std::move(user_agent)),
      lists_(api_),
      metallb_namespace_(std::move(metallb_namespace)) {}

Result<ClusterReading> ClusterReader::Read(const Deadline& deadline) {
  ClusterReading reading;
  auto version = ReadVersion(deadline);
  if (!version) return tl::unexpected(version.error());
  // A server of another version may accept a field selector that was rejected before.
  if (*version != last_version_) lists_.ForgetRejections();
  last_version_ = *version;
  reading.objects.server_version = *std::move(version);

  auto uid = ReadUid(deadline);
  if (!uid) return tl::unexpected(uid.error());
  reading.uid = *std::move(uid);

  if (auto pools = ReadPools(deadline, reading.objects); !pools) {
    return tl::unexpected(pools.error());
  }
  if (reading.objects.metallb_installed) {
    if (auto peers = ReadPeers(deadline, reading.objects); !peers) {
      return tl::unexpected(peers.error());
    }
  }
  if (auto services = ReadServices(deadline, reading.objects); !services) {
    return tl::unexpected(services.error());
  }
  fleet::Normalize(reading.objects);
  return reading;
}

std::string ClusterReader::FindLegacyConfiguration(const Deadline& deadline) {
  const auto exists = [&](std::string_view path) {
    const auto response = api_.Get(path, deadline);
    return response && response->status == kOk;
  };
  if (exists("/apis/metallb.io/v1beta1/addresspools?limit=1")) return "AddressPools";
  if (exists("/api/v1/namespaces/metallb-system/configmaps/config")) {
    return "the ConfigMap metallb-system/config";
  }
  return {};
}

Result<std::string> ClusterReader::ReadVersion(const Deadline& deadline) {
  static constexpr objects::WantedField kFields[] = {{"gitVersion"}};
  return ReadString("/version", kFields, {}, "gitVersion", deadline);
}

Result<std::string> ClusterReader::ReadUid(const Deadline& deadline) {
  static constexpr objects::WantedField kMetadata[] = {{"uid"}};
  static constexpr objects::WantedField kFields[] = {{"metadata", kMetadata}};
  return ReadString("/api/v1/namespaces/kube-system", kFields, "metadata", "uid", deadline);
}

Result<std::string> ClusterReader::ReadString(std::string_view path,
                                              std::span<const objects::WantedField> wanted,
                                              std::string_view parent, std::string_view key,
                                              const Deadline& deadline) {
  const auto response = api_.Get(path, deadline);
  if (!response) return tl::unexpected(response.error());
  if (IsMissingOrForbidden(*response)) return std::string();
  if (response->status != kOk) return tl::unexpected(kubernetes::ErrorOf(*response, path));
  if (auto json = kubernetes::ExpectJson(*response, path); !json) {
    return tl::unexpected(json.error());
  }
  const auto object = objects::ReadObject(response->body, wanted);
  if (!object) return tl::unexpected(At(path, object.error()));
  objects::FieldReader reader(*object);
  std::string text = parent.empty() ? reader.String(key) : reader.Object(parent).String(key);
  if (reader.error()) return tl::unexpected(At(path, *reader.error()));
  constexpr std::size_t kMaxBytes = 1'000;
  if (text.size() > kMaxBytes) {
    return Fail(ErrorKind::kProtocol, std::string(path) + ": " + std::string(key) + " has " +
                                          std::to_string(text.size()) + " bytes");
  }
  return text;
}

Result<void> ClusterReader::ReadPools(const Deadline& deadline, fleet::ClusterObjects& objects) {
  const kubernetes::ListRequest request{.path = PathOf("v1beta1", "ipaddresspools"),
                                        .kind = "IPAddressPoolList",
                                        .field_selector = "",
                                        .wanted = metallb::AddressPoolFields()};
  const auto outcome = lists_.List(request, AppendTo(objects.pools, &DecodePool), deadline);
  if (!outcome) return tl::unexpected(outcome.error());
  objects.metallb_installed = *outcome == ListOutcome::kComplete;
  return {};
}

std::string ClusterReader::PathOf(std::string_view version, std::string_view resource) const {
  std::string path = "/apis/metallb.io/" + std::string(version) + '/';
  if (!metallb_namespace_.empty()) path += "namespaces/" + metallb_namespace_ + '/';
  return path + std::string(resource);
}

Result<void> ClusterReader::ReadPeers(const Deadline& deadline, fleet::ClusterObjects& objects) {
  for (const std::string_view version : {"v1beta2", "v1beta1"}) {
    const auto outcome = ListPeers(version, deadline, objects);
    if (outcome && *outcome == ListOutcome::kComplete) return {};
    if (outcome) continue;
    objects.local_asns.reset();
    // Only shared ASNs depend on BGPPeers, so the poll succeeds without them.
    if (outcome.error().kind == ErrorKind::kForbidden) return {};
    return tl::unexpected(outcome.error());
  }
  objects.local_asns.emplace();
  return {};
}

Result<ListOutcome> ClusterReader::ListPeers(std::string_view version, const Deadline& deadline,
                                             fleet::ClusterObjects& objects) {
  const kubernetes::ListRequest request{.path = PathOf(version, "bgppeers"),
                                        .kind = "BGPPeerList",
                                        .field_selector = "",
                                        .wanted = metallb::BgpPeerFields()};
  objects.local_asns.emplace();
  return lists_.List(request, AppendTo(*objects.local_asns, &DecodeAsn), deadline);
}

Result<void> ClusterReader::ReadServices(const Deadline& deadline, fleet::ClusterObjects& objects) {
  const kubernetes::ListRequest request{.path = "/api/v1/services",
                                        .kind = "ServiceList",
                                        .field_selector = "spec.type=LoadBalancer",
                                        .wanted = metallb::ServiceFields()};
  const auto outcome =
      lists_.List(request, AppendTo(objects.services, &metallb::DecodeService), deadline);
  if (!outcome) return tl::unexpected(outcome.error());
  if (*outcome == ListOutcome::kNoSuchResource) {
    return Fail(ErrorKind::kProtocol,
                request.path + ": HTTP 404; check that the URL is that of a Kubernetes API server");
  }
  return {};
}

}  // namespace exporter::collector
