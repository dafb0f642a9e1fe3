#include "exporter/collector/cluster_reader.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "exporter/collector/object_list.h"
#include "exporter/collector/object_store.h"
#include "exporter/credentials/redact.h"
#include "exporter/kubernetes/http_status.h"
#include "exporter/metallb/address_pool.h"
#include "exporter/metallb/bgp_peer.h"
#include "exporter/metallb/l2_status.h"
#include "exporter/metallb/node.h"
#include "exporter/metallb/service.h"
#include "exporter/objects/field_reader.h"
#include "exporter/objects/list_page.h"

namespace exporter::collector {
namespace {

using credentials::Deadline;
using kubernetes::ListOutcome;
using Clock = std::chrono::steady_clock;

// All optional reads of a poll together take this time at most.
Clock::duration OptionalTime(const Deadline& deadline) {
  constexpr int kShare = 3;
  return (deadline.at - Clock::now()) / kShare;
}

// Ends after `time`, and not later than `deadline`.
Deadline Within(Clock::duration time, const Deadline& deadline) {
  return {std::min(deadline.at, Clock::now() + time), deadline.stop};
}

Result<std::optional<metallb::AddressPool>> DecodePool(const objects::Value& item) {
  return metallb::DecodeAddressPool(item);
}

Result<std::optional<metallb::Node>> DecodeNode(const objects::Value& item) {
  return metallb::DecodeNode(item);
}

Result<std::optional<metallb::BgpPeer>> DecodePeer(const objects::Value& item) {
  return metallb::DecodeBgpPeer(item);
}

Error At(std::string_view path, const Error& error) {
  return {error.kind, std::string(path) + ": " + error.message, error.retry_after};
}

}  // namespace

ClusterReader::ClusterReader(credentials::Access access, ReaderOptions options)
    : api_(std::move(access), options.user_agent), lists_(api_), options_(std::move(options)) {}

Result<ClusterReading> ClusterReader::Read(const Deadline& deadline) {
  const auto optional_time = OptionalTime(deadline);
  ClusterReading reading;
  starts_ = {};
  if (auto pools = ReadPools(deadline, reading.objects); !pools) {
    return tl::unexpected(pools.error());
  }
  if (auto services = ReadServices(deadline, reading.objects); !services) {
    return tl::unexpected(services.error());
  }
  reading.unread = ReadOptional(Within(optional_time, deadline), reading.objects.metallb_installed);
  reading.uid = known_.uid;
  if (known_.peers) reading.peers = *known_.peers;
  CopyKnown(reading.objects);
  fleet::Normalize(reading.objects);
  reading.starts = starts_;
  return reading;
}

fleet::UnreadResources ClusterReader::ReadUnwatched(const Deadline& deadline,
                                                    fleet::ClusterObjects& objects) {
  fleet::UnreadResources unread = ReadOptional(deadline, objects.metallb_installed);
  const auto watched_asns = std::move(objects.local_asns);
  CopyKnown(objects);
  objects.local_asns = watched_asns;
  fleet::Normalize(objects);
  return unread;
}

void ClusterReader::CopyKnown(fleet::ClusterObjects& objects) const {
  objects.server_version = known_.version;
  objects.local_asns = known_.peers ? std::optional(LocalAsns(*known_.peers)) : std::nullopt;
  objects.nodes = known_.nodes;
  objects.l2_announcements = known_.l2_announcements;
}

// A read that hangs leaves time for the reads after it.
fleet::UnreadResources ClusterReader::ReadOptional(const Deadline& deadline,
                                                   bool metallb_installed) {
  fleet::UnreadResources unread;
  reads_for_scan_ = options_.reads_for_scan && options_.reads_for_scan();
  const auto read = [&](fleet::OptionalResource resource, auto method, int reads_left) {
    const Deadline share = Within((deadline.at - Clock::now()) / reads_left, deadline);
    if (auto done = (this->*method)(share); !done) unread.emplace(resource, done.error());
  };
  read(fleet::OptionalResource::kNamespaces, &ClusterReader::ReadUid, 5);
  read(fleet::OptionalResource::kVersion, &ClusterReader::ReadVersion, 4);
  if (metallb_installed) {
    read(fleet::OptionalResource::kBgpPeers, &ClusterReader::ReadPeers, 3);
  } else {
    known_.peers.reset();
  }
  if (metallb_installed && reads_for_scan_) {
    read(fleet::OptionalResource::kServiceL2Statuses, &ClusterReader::ReadL2Statuses, 2);
  } else {
    known_.l2_announcements.reset();  // old announcements would name the wrong node
  }
  read(fleet::OptionalResource::kNodes, &ClusterReader::ReadNodesIfDue, 1);
  return unread;
}

std::string ClusterReader::FindLegacyConfiguration(const Deadline& deadline) {
  const Deadline share = Within(OptionalTime(deadline), deadline);
  const auto exists = [&](std::string_view path) {
    const auto response = api_.Get(path, share);
    return response && response->status == kubernetes::kOk;
  };
  if (exists("/apis/metallb.io/v1beta1/addresspools?limit=1")) return "AddressPools";
  if (exists("/api/v1/namespaces/metallb-system/configmaps/config")) {
    return "the ConfigMap metallb-system/config";
  }
  return {};
}

Result<void> ClusterReader::ReadVersion(const Deadline& deadline) {
  static constexpr objects::WantedField kFields[] = {{"gitVersion"}};
  auto version = ReadString("/version", kFields, {}, "gitVersion", deadline);
  if (!version) return tl::unexpected(version.error());
  // A server of another version may accept a field selector that was rejected before.
  if (*version != known_.version) lists_.ForgetRejections();
  known_.version = *std::move(version);
  return {};
}

Result<void> ClusterReader::ReadUid(const Deadline& deadline) {
  static constexpr objects::WantedField kMetadata[] = {{"uid"}};
  static constexpr objects::WantedField kFields[] = {{"metadata", kMetadata}};
  auto uid = ReadString("/api/v1/namespaces/kube-system", kFields, "metadata", "uid", deadline);
  if (!uid) return tl::unexpected(uid.error());
  known_.uid = *std::move(uid);
  return {};
}

Result<std::string> ClusterReader::ReadString(std::string_view path,
                                              std::span<const objects::WantedField> wanted,
                                              std::string_view parent, std::string_view key,
                                              const Deadline& deadline) {
  const auto response = api_.Get(path, deadline);
  if (!response) return tl::unexpected(response.error());
  if (response->status != kubernetes::kOk) {
    return tl::unexpected(kubernetes::ErrorOf(*response, path));
  }
  if (auto json = kubernetes::ExpectJson(*response, path); !json) {
    return tl::unexpected(json.error());
  }
  const auto object = objects::ReadObject(response->body, wanted);
  if (!object) return tl::unexpected(At(path, object.error()));
  objects::FieldReader reader(*object);
  std::string text = parent.empty() ? reader.String(key) : reader.Object(parent).String(key);
  if (reader.error()) return tl::unexpected(At(path, *reader.error()));
  if (text.empty()) {
    return Fail(ErrorKind::kProtocol, std::string(path) + ": no " + std::string(key));
  }
  constexpr std::size_t kMaxBytes = 1'000;
  if (text.size() > kMaxBytes) {
    return Fail(ErrorKind::kProtocol, std::string(path) + ": " + std::string(key) + " has " +
                                          std::to_string(text.size()) + " bytes");
  }
  if (HasControlCharacter(text)) {
    return Fail(ErrorKind::kProtocol,
                std::string(path) + ": " + std::string(key) + " contains a control character");
  }
  return credentials::Redact(text, response->secrets);
}

template <typename T, typename Decode>
Result<ListOutcome> ClusterReader::ReadWatched(fleet::WatchedResource resource,
                                               const kubernetes::ListRequest& request,
                                               std::vector<T>& list, Decode decode,
                                               const Deadline& deadline) {
  WatchStart start;
  auto outcome = lists_.List(request, AppendTo(list, decode, &start.resource_version), deadline);
  if (outcome && *outcome == ListOutcome::kComplete) {
    start.path = request.path;
    start.selector_query = lists_.SelectorQuery(request);
    starts_.at(static_cast<std::size_t>(resource)) = std::move(start);
  }
  return outcome;
}

Result<void> ClusterReader::ReadPools(const Deadline& deadline, fleet::ClusterObjects& objects) {
  const kubernetes::ListRequest request{.path = PathOf("v1beta1", "ipaddresspools"),
                                        .kind = "IPAddressPoolList",
                                        .field_selector = "",
                                        .wanted = metallb::AddressPoolFields()};
  const auto outcome = ReadWatched(fleet::WatchedResource::kIpAddressPools, request, objects.pools,
                                   &DecodePool, deadline);
  if (!outcome) return tl::unexpected(outcome.error());
  objects.metallb_installed = *outcome == ListOutcome::kComplete;
  return {};
}

std::string ClusterReader::PathOf(std::string_view version, std::string_view resource) const {
  std::string path = "/apis/metallb.io/" + std::string(version) + '/';
  if (!options_.metallb_namespace.empty()) {
    path += "namespaces/" + options_.metallb_namespace + '/';
  }
  return path + std::string(resource);
}

Result<void> ClusterReader::ReadPeers(const Deadline& deadline) {
  std::string path;
  for (const std::string_view version : {"v1beta2", "v1beta1"}) {
    path = PathOf(version, "bgppeers");
    std::vector<metallb::BgpPeer> peers;
    const kubernetes::ListRequest request{.path = path,
                                          .kind = "BGPPeerList",
                                          .field_selector = "",
                                          .wanted = metallb::BgpPeerFields()};
    const auto outcome =
        ReadWatched(fleet::WatchedResource::kBgpPeers, request, peers, &DecodePeer, deadline);
    if (!outcome) return tl::unexpected(outcome.error());
    if (*outcome == ListOutcome::kNoSuchResource) continue;
    known_.peers = std::move(peers);
    return {};
  }
  return Fail(ErrorKind::kProtocol, path + ": HTTP 404");
}

// After a failure, the nodes are read again soon, but not by each poll: a large list may need all
// the time of optional reads.
Result<void> ClusterReader::ReadNodesIfDue(const Deadline& deadline) {
  constexpr std::chrono::milliseconds kRetryInterval = std::chrono::minutes(1);
  if (options_.nodes_interval.count() == 0) return nodes_result_;
  const auto interval = nodes_result_ ? NodesInterval() : std::min(NodesInterval(), kRetryInterval);
  if (nodes_read_ && Clock::now() < *nodes_read_ + interval) return nodes_result_;
  nodes_result_ = ReadNodes(deadline);
  nodes_read_ = Clock::now();
  return nodes_result_;
}

std::chrono::milliseconds ClusterReader::NodesInterval() const {
  return reads_for_scan_ ? std::min(options_.nodes_interval, options_.scan_nodes_interval)
                         : options_.nodes_interval;
}

Result<void> ClusterReader::ReadNodes(const Deadline& deadline) {
  const kubernetes::ListRequest request{.path = "/api/v1/nodes",
                                        .kind = "NodeList",
                                        .field_selector = "",
                                        .wanted = metallb::NodeFields()};
  std::vector<metallb::Node> nodes;
  const auto outcome = lists_.List(request, AppendTo(nodes, &DecodeNode), deadline);
  if (!outcome) return tl::unexpected(outcome.error());
  if (*outcome == ListOutcome::kNoSuchResource) {
    return Fail(ErrorKind::kProtocol, request.path + ": HTTP 404");
  }
  known_.nodes = std::move(nodes);
  return {};
}

Result<void> ClusterReader::ReadL2Statuses(const Deadline& deadline) {
  const kubernetes::ListRequest request{.path = PathOf("v1beta1", "servicel2statuses"),
                                        .kind = "ServiceL2StatusList",
                                        .field_selector = "",
                                        .wanted = metallb::L2StatusFields()};
  std::vector<metallb::L2Announcement> announcements;
  const auto outcome =
      lists_.List(request, AppendTo(announcements, &metallb::DecodeL2Status), deadline);
  if (!outcome) return tl::unexpected(outcome.error());
  if (*outcome == ListOutcome::kNoSuchResource) {
    known_.l2_announcements.reset();
  } else {
    known_.l2_announcements = std::move(announcements);
  }
  return {};
}

Result<void> ClusterReader::ReadServices(const Deadline& deadline, fleet::ClusterObjects& objects) {
  const kubernetes::ListRequest request{.path = "/api/v1/services",
                                        .kind = "ServiceList",
                                        .field_selector = "spec.type=LoadBalancer",
                                        .wanted = metallb::ServiceFields()};
  const auto outcome = ReadWatched(fleet::WatchedResource::kServices, request, objects.services,
                                   &metallb::DecodeService, deadline);
  if (!outcome) return tl::unexpected(outcome.error());
  if (*outcome == ListOutcome::kNoSuchResource) {
    return Fail(ErrorKind::kProtocol,
                request.path + ": HTTP 404; check that the URL is that of a Kubernetes API server");
  }
  return {};
}

}  // namespace exporter::collector
