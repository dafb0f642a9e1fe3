#include "exporter/collector/fleet_state.h"

#include <algorithm>
#include <utility>

namespace exporter::collector {
namespace {

std::string EndpointKey(const ClusterConfig& config) {
  return config.access ? ServerKey(config.access) + '\n' + config.access->ca_pem : std::string();
}

// True if other credentials for the same server may succeed.
bool DependsOnCredentials(ErrorKind failure) {
  return failure == ErrorKind::kConfig || failure == ErrorKind::kTls ||
         failure == ErrorKind::kUnauthorized || failure == ErrorKind::kForbidden;
}

// Returns true if the watch was opened or ended.
bool AddSince(const fleet::WatchRecord& before, const fleet::WatchRecord& now,
              fleet::WatchRecord& total) {
  const bool changed = total.open != now.open || before.restarts != now.restarts;
  total.open = now.open;
  total.events += now.events - before.events;
  total.missed_changes += now.missed_changes - before.missed_changes;
  for (std::size_t i = 0; i < total.restarts.size(); ++i) {
    total.restarts.at(i) += now.restarts.at(i) - before.restarts.at(i);
  }
  return changed;
}

}  // namespace

void FleetState::SetSlots(std::vector<Slot> slots, bool merge_contexts) {
  struct Known {
    Cluster cluster;
    bool was_alias;
  };
  std::unordered_map<std::string, Known> known;
  for (std::size_t i = 0; i < clusters_.size(); ++i) {
    const std::string& name = clusters_[i].slot.config->identity.name;
    known.emplace(name, Known{std::move(clusters_[i]), aliases_.AliasOf(i).has_value()});
  }
  clusters_.clear();
  index_of_slot_.clear();
  merge_contexts_ = merge_contexts;
  std::vector<AliasFinder::Context> contexts;
  for (Slot& slot : slots) {
    index_of_slot_.emplace(slot.number, clusters_.size());
    Cluster& cluster = clusters_.emplace_back();
    const auto before = known.find(slot.config->identity.name);
    if (before != known.end()) cluster = std::move(before->second.cluster);
    if (cluster.slot.number != slot.number) {
      cluster.failure.reset();
      cluster.watches = {};
    }
    cluster.slot = std::move(slot);
    cluster.server = ServerKey(cluster.slot.config->access);
    contexts.push_back({.endpoint_key = EndpointKey(*cluster.slot.config),
                        .answered = cluster.HasAnswered(),
                        .uid = cluster.uid,
                        .was_alias = before != known.end() && before->second.was_alias});
  }
  DropData(aliases_.Reset(std::move(contexts), merge_contexts));
}

IdentityChanges FleetState::Succeeded(std::uint64_t slot,
                                      std::shared_ptr<const fleet::ClusterSnapshot> snapshot,
                                      const std::string& uid, const PollTimes& times,
                                      fleet::UnreadResources unread) {
  const auto index = Find(slot);
  if (!index) return {};
  Cluster& context = clusters_[*index];
  if (!uid.empty() || !context.HasAnswered()) context.uid = uid;
  context.answered_server = context.server;
  IdentityChanges changes = SetUid(*index);
  if (!MustPollAt(*index)) {
    ++context.record.polls;  // the context has been polled, also if it is an alias for some time
    return changes;
  }
  const std::size_t polled_as = PolledAs(*index);
  Cluster& cluster = clusters_[polled_as];
  if (cluster.reader != slot && (polled_as != *index || HasOtherReader(polled_as, slot))) {
    changes.new_reader = {cluster.slot.config->identity.name,
                          context.slot.config->identity.context};
  }
  ++cluster.record.polls;
  cluster.record.last_duration = times.duration;
  SetFresh(*index, std::move(snapshot), times, std::move(unread));
  return changes;
}

void FleetState::SetFresh(std::size_t index, std::shared_ptr<const fleet::ClusterSnapshot> snapshot,
                          const PollTimes& times, fleet::UnreadResources unread) {
  clusters_[index].failure.reset();
  Cluster& cluster = clusters_[PolledAs(index)];
  cluster.reader = clusters_[index].slot.number;
  cluster.record.up = true;
  cluster.record.last_success = times.ended_wall;
  cluster.record.last_error.reset();
  cluster.record.unread = std::move(unread);
  cluster.snapshot = std::move(snapshot);
  cluster.last_success = times.ended;
}

bool FleetState::Watched(std::uint64_t slot, std::shared_ptr<const fleet::ClusterSnapshot> snapshot,
                         const PollTimes& times, fleet::UnreadResources unread) {
  const auto index = Find(slot);
  if (!index || !MustPollAt(*index)) return false;
  const Cluster& cluster = clusters_[PolledAs(*index)];
  const bool changed = !cluster.record.up || cluster.snapshot != snapshot ||
                       cluster.record.unread != unread || cluster.reader != slot;
  SetFresh(*index, std::move(snapshot), times, std::move(unread));
  return changed;
}

bool FleetState::SetWatches(std::uint64_t slot, const fleet::WatchRecords& watches) {
  const auto index = Find(slot);
  if (!index || !MustPollAt(*index)) return false;
  const fleet::WatchRecords before = std::exchange(clusters_[*index].watches, watches);
  const std::size_t polled_as = PolledAs(*index);
  if (HasOtherReader(polled_as, slot)) return false;  // both contexts count the same changes
  auto& stored = clusters_[polled_as].record.watches;
  bool changed = !stored.has_value();
  if (!stored) stored.emplace();
  for (std::size_t i = 0; i < watches.size(); ++i) {
    changed |= AddSince(before.at(i), watches.at(i), stored->at(i));
  }
  return changed;
}

IdentityChanges FleetState::Failed(std::uint64_t slot, const Error& error, const PollTimes& times) {
  const auto index = Find(slot);
  if (!index || !MustPollAt(*index)) return {};
  const std::size_t polled_as = PolledAs(*index);
  Cluster& cluster = clusters_[polled_as];
  // While another context reads the cluster, only the polls of that context count.
  if (!HasOtherReader(polled_as, slot) || !cluster.record.up) {
    ++cluster.record.polls;
    cluster.record.CountErrors(error.kind);
    cluster.record.last_duration = times.duration;
    cluster.record.last_error = error;
    cluster.record.up = false;
  }
  const bool is_new = std::exchange(clusters_[*index].failure, error.kind) != error.kind;
  return {.must_poll_changed = is_new && !aliases_.AliasesOf(polled_as).empty()};
}

void FleetState::CheckFailed(std::uint64_t slot, const Error& error, const PollTimes& times) {
  const auto index = Find(slot);
  if (!index || !MustPollAt(*index) || HasOtherReader(PolledAs(*index), slot)) return;
  fleet::PollRecord& record = clusters_[PolledAs(*index)].record;
  ++record.polls;
  record.CountErrors(error.kind);
  record.last_duration = times.duration;
}

bool FleetState::MustPoll(std::uint64_t slot) const {
  const auto index = Find(slot);
  return index && MustPollAt(*index);
}

// The first context of a cluster is always polled, so that it is used again as soon as it works.
bool FleetState::MustPollAt(std::size_t index) const {
  const std::size_t first = PolledAs(index);
  if (first == index) return true;
  std::vector<std::size_t> polled = {first};
  for (const std::size_t alias : aliases_.AliasesOf(first)) {
    const bool needed = std::all_of(polled.begin(), polled.end(), [&](std::size_t before) {
      return MaySucceedInsteadOf(clusters_[before], clusters_[alias]);
    });
    if (alias == index) return needed;
    if (needed) polled.push_back(alias);
  }
  return false;
}

// A second poll of a server that does not respond would only add load. Many kubeconfigs have a
// context with the same credentials for each namespace.
bool FleetState::MaySucceedInsteadOf(const Cluster& polled, const Cluster& other) {
  if (!polled.failure) return false;
  if (polled.server != other.server) return true;
  return DependsOnCredentials(*polled.failure) &&
         polled.slot.config->access != other.slot.config->access;
}

// True if another context than that of `slot` reads the cluster.
bool FleetState::HasOtherReader(std::size_t index, std::uint64_t slot) const {
  const auto& reader = clusters_[index].reader;
  if (!reader || *reader == slot) return false;
  const auto reading = Find(*reader);
  return reading && PolledAs(*reading) == index;
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
    const ClusterIdentity& identity = cluster.slot.config->identity;
    fleet::ClusterView& shown = view.clusters.emplace_back();
    shown.name = identity.name;
    shown.context = identity.context;
    shown.network = identity.network;
    shown.record = cluster.record;
    const auto expiry = Expiry(cluster);
    if (cluster.snapshot == nullptr || (expiry && *expiry <= now)) continue;
    shown.snapshot = cluster.snapshot;
    shown.state = cluster.IsFresh() ? fleet::DataState::kFresh : fleet::DataState::kStale;
    shown.from_another_server = !cluster.HasAnswered();
    if (HasOtherReader(i, cluster.slot.number)) {
      shown.read_through = clusters_[*Find(*cluster.reader)].slot.config->identity.context;
    }
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
  if (cluster.snapshot == nullptr || cluster.IsFresh()) return std::nullopt;
  return cluster.last_success + stale_after_;
}

std::optional<std::size_t> FleetState::Find(std::uint64_t slot) const {
  const auto found = index_of_slot_.find(slot);
  return found == index_of_slot_.end() ? std::nullopt : std::optional(found->second);
}

std::size_t FleetState::PolledAs(std::size_t index) const {
  return aliases_.AliasOf(index).value_or(index);
}

// The data of an alias is that of its cluster. A context that is not an alias any more must answer
// again, because it may not have been polled for a long time.
void FleetState::DropData(const AliasFinder::Changes& changes) {
  for (const std::size_t added : changes.added) clusters_[added].snapshot = nullptr;
  for (const std::size_t released : changes.released) {
    clusters_[released].snapshot = nullptr;
    clusters_[released].answered_server.reset();
  }
}

IdentityChanges FleetState::SetUid(std::size_t index) {
  const std::string& uid = clusters_[index].uid;
  if (aliases_.HasUid(index, uid)) return {};
  const bool was_alias = aliases_.AliasOf(index).has_value();
  const AliasFinder::Changes found = aliases_.SetUid(index, uid);
  DropData(found);
  IdentityChanges changes;
  changes.must_poll_changed = was_alias || !found.added.empty() || !found.released.empty();
  for (const std::size_t alias : found.added) changes.new_aliases.push_back(AliasAt(alias));
  for (const std::size_t released : found.released) {
    changes.ended_aliases.push_back(clusters_[released].slot.config->identity.context);
  }
  if (!merge_contexts_) AddSharedUids(index, changes.shared_uids);
  return changes;
}

void FleetState::AddSharedUids(std::size_t changed, std::vector<SharedUid>& shared_uids) const {
  const auto name = [this](std::size_t index) -> const std::string& {
    return clusters_[index].slot.config->identity.name;
  };
  const auto same = aliases_.WithUid(clusters_[changed].uid);
  for (const std::size_t other : same) {
    const std::size_t first = *same.begin();
    if (other == first || (first != changed && other != changed)) continue;
    shared_uids.push_back({name(first), name(other)});
  }
}

fleet::ContextAlias FleetState::AliasAt(std::size_t index) const {
  return {clusters_[PolledAs(index)].slot.config->identity.name,
          clusters_[index].slot.config->identity.context};
}

}  // namespace exporter::collector
