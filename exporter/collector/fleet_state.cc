#include "exporter/collector/fleet_state.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

namespace exporter::collector {

void FleetState::SetSeats(std::vector<Seat> seats, bool merge_contexts) {
  std::vector<Cluster> before = std::exchange(clusters_, {});
  merge_contexts_ = merge_contexts;
  for (Seat& seat : seats) {
    const auto known = std::find_if(before.begin(), before.end(), [&seat](const Cluster& cluster) {
      return cluster.identity.name == seat.identity.name;
    });
    Cluster& cluster = clusters_.emplace_back(known == before.end() ? Cluster{} : *known);
    cluster.seat = seat.number;
    cluster.identity = std::move(seat.identity);
  }
  FindAliases();
}

void FleetState::Succeeded(std::uint64_t seat,
                           std::shared_ptr<const fleet::ClusterSnapshot> snapshot,
                           const std::string& uid, const PollTimes& times) {
  Cluster* const found = Find(seat);
  if (found == nullptr) return;
  Cluster& cluster = *found;
  ++cluster.record.polls;
  cluster.record.up = true;
  cluster.record.last_duration = times.duration;
  cluster.record.last_success = times.ended_wall;
  cluster.record.last_error.reset();
  cluster.snapshot = std::move(snapshot);
  cluster.last_success = times.ended;
  cluster.uid = uid;
  FindAliases();
}

void FleetState::Failed(std::uint64_t seat, const Error& error, const PollTimes& times) {
  Cluster* const cluster = Find(seat);
  if (cluster == nullptr) return;
  fleet::PollRecord& record = cluster->record;
  ++record.polls;
  record.CountErrors(error.kind);
  record.up = false;
  record.last_duration = times.duration;
  record.last_error = error;
}

bool FleetState::IsAlias(std::uint64_t seat) const {
  return std::any_of(clusters_.begin(), clusters_.end(), [seat](const Cluster& cluster) {
    return cluster.seat == seat && cluster.alias_of;
  });
}

std::vector<fleet::ContextAlias> FleetState::Aliases() const {
  std::vector<fleet::ContextAlias> aliases;
  for (const Cluster& cluster : clusters_) {
    if (!cluster.alias_of) continue;
    aliases.push_back({clusters_[*cluster.alias_of].identity.name, cluster.identity.context});
  }
  return aliases;
}

std::vector<Twins> FleetState::FindTwins() const {
  std::vector<Twins> twins;
  if (merge_contexts_) return twins;
  std::map<std::string_view, const Cluster*> first_of;
  for (const Cluster& cluster : clusters_) {
    if (cluster.uid.empty()) continue;
    const auto [first, is_new] = first_of.try_emplace(cluster.uid, &cluster);
    if (!is_new) twins.push_back({first->second->identity.name, cluster.identity.name});
  }
  return twins;
}

fleet::FleetView FleetState::View(Clock::time_point now) const {
  fleet::FleetView view;
  view.aliases = Aliases();
  for (const Cluster& cluster : clusters_) {
    if (cluster.alias_of) continue;
    fleet::ClusterView& shown = view.clusters.emplace_back();
    shown.name = cluster.identity.name;
    shown.context = cluster.identity.context;
    shown.network = cluster.identity.network;
    shown.record = cluster.record;
    const auto expiry = Expiry(cluster);
    if (cluster.snapshot == nullptr || (expiry && *expiry <= now)) continue;
    shown.snapshot = cluster.snapshot;
    shown.state = cluster.record.up ? fleet::DataState::kFresh : fleet::DataState::kStale;
  }
  return view;
}

std::optional<FleetState::Clock::time_point> FleetState::NextExpiry(Clock::time_point now) const {
  std::optional<Clock::time_point> next;
  for (const Cluster& cluster : clusters_) {
    const auto expiry = Expiry(cluster);
    if (expiry && *expiry > now && (!next || *expiry < *next)) next = expiry;
  }
  return next;
}

// Fresh data does not expire: a poll is under way or will come, and its outcome decides.
std::optional<FleetState::Clock::time_point> FleetState::Expiry(const Cluster& cluster) const {
  if (cluster.snapshot == nullptr || cluster.record.up) return std::nullopt;
  return cluster.last_success + stale_after_;
}

FleetState::Cluster* FleetState::Find(std::uint64_t seat) {
  const auto cluster = std::find_if(clusters_.begin(), clusters_.end(),
                                    [seat](const Cluster& each) { return each.seat == seat; });
  return cluster == clusters_.end() ? nullptr : &*cluster;
}

bool FleetState::AreSame(const Cluster& a, const Cluster& b) {
  if (a.snapshot == nullptr || b.snapshot == nullptr) return false;  // one has not answered yet
  if (!a.uid.empty() && !b.uid.empty()) return a.uid == b.uid;
  return !a.identity.endpoint_key.empty() && a.identity.endpoint_key == b.identity.endpoint_key;
}

void FleetState::FindAliases() {
  for (std::size_t i = 0; i < clusters_.size(); ++i) {
    const bool was_alias = clusters_[i].alias_of.has_value();
    clusters_[i].alias_of = FirstSame(i);
    // What an alias knew of its cluster is from before it was one: it has to answer anew.
    if (was_alias && !clusters_[i].alias_of) clusters_[i].snapshot = nullptr;
  }
}

std::optional<std::size_t> FleetState::FirstSame(std::size_t index) const {
  if (!merge_contexts_) return std::nullopt;
  for (std::size_t first = 0; first < index; ++first) {
    if (!clusters_[first].alias_of && AreSame(clusters_[first], clusters_[index])) return first;
  }
  return std::nullopt;
}

}  // namespace exporter::collector
