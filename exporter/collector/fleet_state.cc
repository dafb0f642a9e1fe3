#include "exporter/collector/fleet_state.h"

#include <algorithm>
#include <utility>

namespace exporter::collector {

void FleetState::SetSlots(std::vector<Slot> slots, bool merge_contexts) {
  struct Known {
    Cluster cluster;
    bool was_alias;
  };
  std::unordered_map<std::string, Known> known;
  for (std::size_t i = 0; i < clusters_.size(); ++i) {
    std::string name = clusters_[i].identity.name;
    known.emplace(std::move(name), Known{std::move(clusters_[i]), aliases_.AliasOf(i).has_value()});
  }
  clusters_.clear();
  index_of_slot_.clear();
  merge_contexts_ = merge_contexts;
  std::vector<AliasFinder::Context> contexts;
  for (Slot& slot : slots) {
    index_of_slot_.emplace(slot.number, clusters_.size());
    Cluster& cluster = clusters_.emplace_back();
    const auto before = known.find(slot.identity.name);
    if (before != known.end()) cluster = std::move(before->second.cluster);
    cluster.identity = std::move(slot.identity);
    contexts.push_back({.endpoint_key = cluster.identity.endpoint_key,
                        .answered = cluster.snapshot != nullptr,
                        .uid = cluster.uid,
                        .was_alias = before != known.end() && before->second.was_alias});
  }
  DropReleased(aliases_.Reset(std::move(contexts), merge_contexts));
}

IdentityChanges FleetState::Succeeded(std::uint64_t slot,
                                      std::shared_ptr<const fleet::ClusterSnapshot> snapshot,
                                      const std::string& uid, const PollTimes& times,
                                      fleet::UnreadResources unread) {
  const auto index = Find(slot);
  if (!index) return {};
  Cluster& cluster = clusters_[*index];
  ++cluster.record.polls;
  cluster.record.up = true;
  cluster.record.last_duration = times.duration;
  cluster.record.last_success = times.ended_wall;
  cluster.record.last_error.reset();
  cluster.record.unread = std::move(unread);
  cluster.snapshot = std::move(snapshot);
  cluster.last_success = times.ended;
  cluster.uid = uid;
  if (aliases_.HasUid(*index, uid)) return {};
  const AliasFinder::Changes changes = aliases_.SetUid(*index, uid);
  DropReleased(changes);
  return Describe(changes, *index);
}

void FleetState::Failed(std::uint64_t slot, const Error& error, const PollTimes& times) {
  const auto index = Find(slot);
  if (!index) return;
  fleet::PollRecord& record = clusters_[*index].record;
  ++record.polls;
  record.CountErrors(error.kind);
  record.up = false;
  record.last_duration = times.duration;
  record.last_error = error;
}

bool FleetState::IsAlias(std::uint64_t slot) const {
  const auto index = Find(slot);
  return index && aliases_.AliasOf(*index);
}

std::vector<fleet::ContextAlias> FleetState::Aliases() const {
  std::vector<fleet::ContextAlias> aliases;
  for (std::size_t i = 0; i < clusters_.size(); ++i) {
    if (aliases_.AliasOf(i)) aliases.push_back(AliasAt(i));
  }
  return aliases;
}

fleet::FleetView FleetState::View(Clock::time_point now) const {
  fleet::FleetView view;
  view.aliases = Aliases();
  for (std::size_t i = 0; i < clusters_.size(); ++i) {
    if (aliases_.AliasOf(i)) continue;
    const Cluster& cluster = clusters_[i];
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

// Fresh data does not expire: the outcome of the next poll decides.
std::optional<FleetState::Clock::time_point> FleetState::Expiry(const Cluster& cluster) const {
  if (cluster.snapshot == nullptr || cluster.record.up) return std::nullopt;
  return cluster.last_success + stale_after_;
}

std::optional<std::size_t> FleetState::Find(std::uint64_t slot) const {
  const auto found = index_of_slot_.find(slot);
  return found == index_of_slot_.end() ? std::nullopt : std::optional(found->second);
}

// The data of a former alias is from the time before it became an alias.
void FleetState::DropReleased(const AliasFinder::Changes& changes) {
  for (const std::size_t released : changes.released) clusters_[released].snapshot = nullptr;
}

IdentityChanges FleetState::Describe(const AliasFinder::Changes& changes,
                                     std::size_t changed) const {
  IdentityChanges described;
  described.aliases_changed = !changes.added.empty() || !changes.released.empty();
  for (const std::size_t alias : changes.added) described.new_aliases.push_back(AliasAt(alias));
  if (merge_contexts_) return described;
  const auto same = aliases_.WithUid(clusters_[changed].uid);
  for (const std::size_t other : same) {
    const std::size_t first = *same.begin();
    if (other == first || (first != changed && other != changed)) continue;
    described.shared_uids.push_back(
        {clusters_[first].identity.name, clusters_[other].identity.name});
  }
  return described;
}

fleet::ContextAlias FleetState::AliasAt(std::size_t index) const {
  return {clusters_[*aliases_.AliasOf(index)].identity.name, clusters_[index].identity.context};
}

}  // namespace exporter::collector
