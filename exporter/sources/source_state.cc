#include "exporter/sources/source_state.h"

#include <algorithm>
#include <set>
#include <utility>

namespace exporter::sources {
namespace {

using fleet::ClusterView;
using fleet::DataState;

// The sources of the other exporter of which it has never had data.
std::set<std::string> UnreadSources(const fleet::FleetView& fleet) {
  std::set<std::string> unread;
  for (const fleet::SourceView& source : fleet.sources) {
    if (!source.last_success) unread.insert(source.source);
  }
  return unread;
}

// True if the other exporter has not read the cluster since it started, so `before` is better.
bool HasLessData(const ClusterView& listed, const ClusterView& before) {
  if (listed.record.polls == 0) return before.record.polls > 0;
  return listed.snapshot == nullptr && !listed.record.last_success && before.snapshot != nullptr;
}

}  // namespace

SourceState::SourceState(std::string url, std::chrono::milliseconds stale_after)
    : stale_after_(stale_after) {
  view_.source = std::move(url);
}

Result<void> SourceState::Answered(remote::RemoteFleet fleet, const std::string& own_id,
                                   const ReadTime& time) {
  const fleet::ExporterIdentity& identity = fleet.fleet.identity;
  ids_ = identity.reads;
  if (!identity.id.empty()) ids_.push_back(identity.id);
  view_.tried = true;
  missing_ = fleet.missing;
  if (missing_.empty() && identity.id.empty()) {
    missing_ = "it has no exporter.id, so that a loop cannot be found";
  }
  view_.incomplete = !missing_.empty();
  refusal_.reset();
  if (identity.id == own_id) {
    refusal_ = Error(ErrorKind::kConfig, "a loop: the exporter reads itself; remove this source");
  } else if (std::find(ids_.begin(), ids_.end(), own_id) != ids_.end()) {
    refusal_ = Error(ErrorKind::kConfig,
                     "a loop: the source reads this exporter, directly or through others; remove "
                     "one of these sources");
  }
  if (refusal_) {
    Refuse();
    return tl::unexpected(*refusal_);
  }
  SetClusters(fleet, time);
  aliases_ = std::move(fleet.fleet.aliases);
  if (policy_ == nullptr || *policy_ != fleet.policy) {
    policy_ = std::make_shared<const fleet::FleetPolicy>(std::move(fleet.policy));
  }
  SetUp(time);
  return {};
}

Result<void> SourceState::Unchanged(const ReadTime& time) {
  if (refusal_) {
    Refuse();
    return tl::unexpected(*refusal_);
  }
  for (Cluster& cluster : clusters_) {
    if (cluster.waits) continue;
    cluster.last_read = time.steady;
    fleet::PollRecord& record = cluster.view.record;
    // The counters and times of polls are not part of an unchanged answer.
    if (record.up) {
      record.last_success = std::max(record.last_success.value_or(time.wall), time.wall);
    }
  }
  SetUp(time);
  return {};
}

void SourceState::SetUp(const ReadTime& time) {
  view_.up = true;
  view_.last_success = time.wall;
  view_.last_error.reset();
}

void SourceState::Failed(const Error& error, bool other_version) {
  view_.tried = true;
  view_.up = false;
  view_.last_error = error;
  if (!other_version) return;
  view_.incomplete = true;
  missing_ = "its JSON has another version";
}

void SourceState::Refuse() {
  view_.up = false;
  view_.last_error = refusal_;
}

SourceState::Cluster SourceState::WaitForPoll(const Cluster& before, ClusterView listed) const {
  Cluster cluster = before;
  cluster.waits = true;
  cluster.view.name = std::move(listed.name);
  cluster.view.context = std::move(listed.context);
  cluster.view.network = std::move(listed.network);
  cluster.view.source = std::move(listed.source);
  if (cluster.view.snapshot != nullptr) cluster.view.state = DataState::kStale;
  cluster.view.record.up = false;
  cluster.view.record.last_error =
      listed.record.polls > 0
          ? std::move(listed.record.last_error)
          : Error(ErrorKind::kUnreachable,
                  view_.source + " has started again and has not read the cluster yet");
  return cluster;
}

void SourceState::SetClusters(remote::RemoteFleet& fleet, const ReadTime& time) {
  std::vector<Cluster> clusters;
  std::unordered_map<std::string, std::size_t> index;
  for (ClusterView& listed : fleet.fleet.clusters) {
    if (listed.record.last_success > time.wall) listed.record.last_success = time.wall;
    index.emplace(listed.name, clusters.size());
    const Cluster* const before = Find(listed.name);
    if (before != nullptr && HasLessData(listed, before->view)) {
      clusters.push_back(WaitForPoll(*before, std::move(listed)));
    } else {
      clusters.push_back({.view = std::move(listed), .waits = false, .last_read = time.steady});
    }
  }
  const std::set<std::string> unread = UnreadSources(fleet.fleet);
  for (const Cluster& before : clusters_) {
    const bool is_unread = unread.contains(before.view.source);
    if (index.contains(before.view.name) || !(is_unread || fleet.misses_unnamed_cluster)) continue;
    ClusterView listed = before.view;
    listed.record.last_error =
        Error(is_unread ? ErrorKind::kUnreachable : ErrorKind::kProtocol,
              view_.source + (is_unread ? " has started again and has not read the cluster yet"
                                        : " lists a cluster without a name instead of this one"));
    index.emplace(before.view.name, clusters.size());
    clusters.push_back(WaitForPoll(before, std::move(listed)));
  }
  clusters_ = std::move(clusters);
  index_ = std::move(index);
}

const SourceState::Cluster* SourceState::Find(std::string_view name) const {
  const auto found = index_.find(std::string(name));
  return found == index_.end() ? nullptr : &clusters_[found->second];
}

std::shared_ptr<const fleet::ClusterSnapshot> SourceState::LastSnapshot(
    std::string_view cluster) const {
  const Cluster* const found = Find(cluster);
  return found == nullptr ? nullptr : found->view.snapshot;
}

std::vector<ClusterView> SourceState::Clusters(Clock::time_point now) const {
  std::vector<ClusterView> views;
  views.reserve(clusters_.size());
  for (const Cluster& cluster : clusters_) {
    ClusterView& view = views.emplace_back(cluster.view);
    if (!view_.up) {
      view.record.polls = std::max<std::uint64_t>(view.record.polls, 1);
      view.record.up = false;
      view.record.last_error =
          Error(view_.last_error ? view_.last_error->kind : ErrorKind::kInternal,
                view_.source + " cannot be read");
      if (view.snapshot != nullptr) view.state = DataState::kStale;
    }
    const auto expiry = Expiry(cluster);
    if (!expiry || *expiry > now) continue;
    view.snapshot = nullptr;
    view.state = DataState::kUnknown;
  }
  return views;
}

std::optional<SourceState::Clock::time_point> SourceState::NextExpiry(Clock::time_point now) const {
  std::optional<Clock::time_point> next;
  for (const Cluster& cluster : clusters_) {
    const auto expiry = Expiry(cluster);
    if (expiry && *expiry > now && (!next || *expiry < *next)) next = expiry;
  }
  return next;
}

// While the source is up, the other exporter decides when the data of a polled cluster expires.
std::optional<SourceState::Clock::time_point> SourceState::Expiry(const Cluster& cluster) const {
  if (cluster.view.snapshot == nullptr || (view_.up && !cluster.waits)) return std::nullopt;
  return cluster.last_read + stale_after_;
}

}  // namespace exporter::sources
