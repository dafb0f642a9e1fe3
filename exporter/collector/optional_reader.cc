#include "exporter/collector/optional_reader.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>
#include <vector>

#include "exporter/collector/deadline_part.h"
#include "exporter/collector/object_list.h"
#include "exporter/collector/object_store.h"
#include "exporter/credentials/redact.h"
#include "exporter/kubernetes/http_status.h"
#include "exporter/metallb/bgp_peer.h"
#include "exporter/metallb/l2_status.h"
#include "exporter/metallb/node.h"
#include "exporter/objects/field_reader.h"

namespace exporter::collector {
namespace {

using credentials::Deadline;
using kubernetes::ListOutcome;
using Clock = std::chrono::steady_clock;

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

OptionalReader::OptionalReader(kubernetes::ApiClient& api, kubernetes::ListClient& lists,
                               ReaderOptions options)
    : api_(api), lists_(lists), options_(std::move(options)) {}

void OptionalReader::CopyTo(fleet::ClusterObjects& objects) const {
  objects.server_version = known_.version;
  objects.local_asns = known_.peers ? std::optional(LocalAsns(*known_.peers)) : std::nullopt;
  objects.nodes = known_.nodes;
  objects.l2_announcements = known_.l2_announcements;
}

// A read that hangs leaves time for the reads after it.
fleet::UnreadResources OptionalReader::Read(const Deadline& deadline, bool metallb_installed) {
  fleet::UnreadResources unread;
  peers_start_ = {};
  reads_for_scan_ = options_.reads_for_scan && options_.reads_for_scan();
  const auto read = [&](fleet::OptionalResource resource, auto method, int reads_left) {
    const auto done = (this->*method)(PartOf(deadline, reads_left));
    if (!done) unread.emplace(resource, done.error());
  };
  read(fleet::OptionalResource::kNamespaces, &OptionalReader::ReadUid, 5);
  read(fleet::OptionalResource::kVersion, &OptionalReader::ReadVersion, 4);
  if (metallb_installed) {
    read(fleet::OptionalResource::kBgpPeers, &OptionalReader::ReadPeers, 3);
  } else {
    known_.peers.reset();
  }
  if (metallb_installed && reads_for_scan_) {
    read(fleet::OptionalResource::kServiceL2Statuses, &OptionalReader::ReadL2Statuses, 2);
  } else {
    known_.l2_announcements.reset();  // old announcements would name the wrong node
  }
  read(fleet::OptionalResource::kNodes, &OptionalReader::ReadNodesIfDue, 1);
  return unread;
}

Result<void> OptionalReader::ReadVersion(const Deadline& deadline) {
  static constexpr objects::WantedField kFields[] = {{"gitVersion"}};
  auto version = ReadString("/version", kFields, {}, "gitVersion", deadline);
  if (!version) return tl::unexpected(version.error());
  // A server of another version may accept a field selector that was rejected before.
  if (*version != known_.version) lists_.ForgetRejections();
  known_.version = *std::move(version);
  return {};
}

Result<void> OptionalReader::ReadUid(const Deadline& deadline) {
  static constexpr objects::WantedField kMetadata[] = {{"uid"}};
  static constexpr objects::WantedField kFields[] = {{"metadata", kMetadata}};
  auto uid = ReadString("/api/v1/namespaces/kube-system", kFields, "metadata", "uid", deadline);
  if (!uid) return tl::unexpected(uid.error());
  known_.uid = *std::move(uid);
  return {};
}

Result<std::string> OptionalReader::ReadString(std::string_view path,
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

Result<void> OptionalReader::ReadPeers(const Deadline& deadline) {
  std::string path;
  for (const std::string_view version : {"v1beta2", "v1beta1"}) {
    path = MetallbPath(version, options_.metallb_namespace, "bgppeers");
    std::vector<metallb::BgpPeer> peers;
    const kubernetes::ListRequest request{.path = path,
                                          .kind = "BGPPeerList",
                                          .field_selector = "",
                                          .wanted = metallb::BgpPeerFields()};
    const auto outcome =
        ReadWatchedList(lists_, request, peers, &DecodePeer, peers_start_, deadline);
    if (!outcome) return tl::unexpected(outcome.error());
    if (*outcome == ListOutcome::kNoSuchResource) continue;
    known_.peers = std::move(peers);
    return {};
  }
  return Fail(ErrorKind::kProtocol, path + ": HTTP 404");
}

// After a failure, the nodes are read again soon, but not by each poll: a large list may need all
// the time of optional reads.
Result<void> OptionalReader::ReadNodesIfDue(const Deadline& deadline) {
  constexpr std::chrono::milliseconds kRetryInterval = std::chrono::minutes(1);
  if (options_.nodes_interval.count() == 0) return nodes_result_;
  const auto interval = nodes_result_ ? NodesInterval() : std::min(NodesInterval(), kRetryInterval);
  if (nodes_read_ && Clock::now() < *nodes_read_ + interval) return nodes_result_;
  nodes_result_ = ReadNodes(deadline);
  nodes_read_ = Clock::now();
  return nodes_result_;
}

std::chrono::milliseconds OptionalReader::NodesInterval() const {
  return reads_for_scan_ ? std::min(options_.nodes_interval, options_.scan_nodes_interval)
                         : options_.nodes_interval;
}

Result<void> OptionalReader::ReadNodes(const Deadline& deadline) {
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

Result<void> OptionalReader::ReadL2Statuses(const Deadline& deadline) {
  const kubernetes::ListRequest request{
      .path = MetallbPath("v1beta1", options_.metallb_namespace, "servicel2statuses"),
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

}  // namespace exporter::collector
