#include "exporter/collector/cluster_reader.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>
#include <vector>

#include "exporter/collector/deadline_part.h"
#include "exporter/kubernetes/http_status.h"
#include "exporter/metallb/address_pool.h"
#include "exporter/metallb/bgp_peer.h"
#include "exporter/metallb/service.h"

namespace exporter::collector {
namespace {

using credentials::Deadline;
using kubernetes::ListOutcome;
using Clock = std::chrono::steady_clock;

// All optional reads of a poll together take a third of its time at most.
constexpr int kOptionalShare = 3;

// Ends after `time`, and not later than `deadline`.
Deadline Within(Clock::duration time, const Deadline& deadline) {
  return {std::min(deadline.at, Clock::now() + time), deadline.stop};
}

Result<std::optional<metallb::AddressPool>> DecodePool(const objects::Value& item) {
  return metallb::DecodeAddressPool(item);
}

}  // namespace

ClusterReader::ClusterReader(credentials::Access access, ReaderOptions options)
    : api_(std::move(access), options.user_agent),
      lists_(api_),
      metallb_namespace_(options.metallb_namespace),
      optional_(api_, lists_, std::move(options)) {}

Result<ClusterReading> ClusterReader::Read(const Deadline& deadline) {
  const auto optional_time = (deadline.at - Clock::now()) / kOptionalShare;
  ClusterReading reading;
  if (auto pools = ReadPools(deadline, reading); !pools) return tl::unexpected(pools.error());
  if (auto services = ReadServices(deadline, reading); !services) {
    return tl::unexpected(services.error());
  }
  reading.unread =
      optional_.Read(Within(optional_time, deadline), reading.objects.metallb_installed);
  reading.uid = optional_.known().uid;
  reading.peers = optional_.known().peers.value_or(std::vector<metallb::BgpPeer>());
  reading.StartOf(fleet::WatchedResource::kBgpPeers) = optional_.peers_start();
  optional_.CopyTo(reading.objects);
  fleet::Normalize(reading.objects);
  return reading;
}

UnwatchedReading ClusterReader::ReadUnwatched(const Deadline& deadline,
                                              fleet::ClusterObjects& objects) {
  UnwatchedReading reading;
  reading.unread = optional_.Read(deadline, objects.metallb_installed);
  const WatchStart& start = optional_.peers_start();
  if (!start.path.empty()) reading.peers = {*optional_.known().peers, start};
  const auto asns = std::move(objects.local_asns);
  optional_.CopyTo(objects);
  if (asns) objects.local_asns = asns;
  fleet::Normalize(objects);
  return reading;
}

std::string ClusterReader::FindLegacyConfiguration(const Deadline& deadline) {
  const Deadline share = PartOf(deadline, kOptionalShare);
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

Result<void> ClusterReader::ReadPools(const Deadline& deadline, ClusterReading& reading) {
  const kubernetes::ListRequest request{
      .path = MetallbPath("v1beta1", metallb_namespace_, "ipaddresspools"),
      .kind = "IPAddressPoolList",
      .field_selector = "",
      .wanted = metallb::AddressPoolFields()};
  const auto outcome =
      ReadWatchedList(lists_, request, reading.objects.pools, &DecodePool,
                      reading.StartOf(fleet::WatchedResource::kIpAddressPools), deadline);
  if (!outcome) return tl::unexpected(outcome.error());
  reading.objects.metallb_installed = *outcome == ListOutcome::kComplete;
  return {};
}

Result<void> ClusterReader::ReadServices(const Deadline& deadline, ClusterReading& reading) {
  const kubernetes::ListRequest request{.path = "/api/v1/services",
                                        .kind = "ServiceList",
                                        .field_selector = "spec.type=LoadBalancer",
                                        .wanted = metallb::ServiceFields()};
  const auto outcome =
      ReadWatchedList(lists_, request, reading.objects.services, &metallb::DecodeService,
                      reading.StartOf(fleet::WatchedResource::kServices), deadline);
  if (!outcome) return tl::unexpected(outcome.error());
  if (*outcome == ListOutcome::kNoSuchResource) {
    return Fail(ErrorKind::kProtocol,
                request.path + ": HTTP 404; check that the URL is that of a Kubernetes API server");
  }
  return {};
}

}  // namespace exporter::collector
