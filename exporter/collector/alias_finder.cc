#include "exporter/collector/alias_finder.h"

#include <unordered_set>
#include <utility>

namespace exporter::collector {
namespace {

bool AreSame(const AliasFinder::Context& a, const AliasFinder::Context& b) {
  if (!a.answered || !b.answered) return false;
  if (!a.uid.empty() && !b.uid.empty()) return a.uid == b.uid;
  return !a.endpoint_key.empty() && a.endpoint_key == b.endpoint_key;
}

}  // namespace

AliasFinder::Changes AliasFinder::Reset(std::vector<Context> contexts, bool merge) {
  contexts_ = std::move(contexts);
  merge_ = merge;
  by_uid_.clear();
  by_endpoint_.clear();
  for (std::size_t i = 0; i < contexts_.size(); ++i) Add(i);
  Changes changes;
  Group done;
  for (std::size_t i = 0; i < contexts_.size(); ++i) {
    if (done.contains(i)) continue;
    Group group;
    AddConnected(i, group);
    FindAliases(group, changes);
    done.merge(group);
  }
  return changes;
}

AliasFinder::Changes AliasFinder::SetUid(std::size_t context, const std::string& uid) {
  if (HasUid(context, uid)) return {};
  Group group;
  AddConnected(context, group);
  Remove(context);
  contexts_[context].answered = true;
  contexts_[context].was_alias = false;  // not released: it has just answered
  contexts_[context].uid = uid;
  Add(context);
  group.erase(context);  // its connections have changed
  AddConnected(context, group);
  Changes changes;
  FindAliases(group, changes);
  return changes;
}

std::set<std::size_t> AliasFinder::AliasesOf(std::size_t context) const {
  Group aliases;
  const auto add = [&](const Index& index, const std::string& key) {
    const auto same = index.find(key);
    if (same == index.end()) return;
    for (const std::size_t other : same->second) {
      if (contexts_[other].alias_of == context) aliases.insert(other);
    }
  };
  add(by_uid_, contexts_[context].uid);
  add(by_endpoint_, contexts_[context].endpoint_key);
  return aliases;
}

std::set<std::size_t> AliasFinder::WithUid(const std::string& uid) const {
  const auto found = by_uid_.find(uid);
  return found == by_uid_.end() ? Group() : found->second;
}

void AliasFinder::Add(std::size_t context) {
  const Context& added = contexts_[context];
  if (!added.answered) return;
  if (!added.uid.empty()) by_uid_[added.uid].insert(context);
  if (!added.endpoint_key.empty()) by_endpoint_[added.endpoint_key].insert(context);
}

void AliasFinder::Remove(std::size_t context) {
  const auto remove = [context](Index& index, const std::string& key) {
    const auto group = index.find(key);
    if (group == index.end()) return;
    group->second.erase(context);
    if (group->second.empty()) index.erase(group);
  };
  remove(by_uid_, contexts_[context].uid);
  remove(by_endpoint_, contexts_[context].endpoint_key);
}

void AliasFinder::AddConnected(std::size_t context, Group& group) const {
  std::vector<std::size_t> pending = {context};
  std::unordered_set<const Group*> expanded;
  const auto expand = [&](const Index& index, const std::string& key) {
    const auto found = index.find(key);
    if (found == index.end() || !expanded.insert(&found->second).second) return;
    pending.insert(pending.end(), found->second.begin(), found->second.end());
  };
  while (!pending.empty()) {
    const std::size_t next = pending.back();
    pending.pop_back();
    if (!group.insert(next).second) continue;
    expand(by_uid_, contexts_[next].uid);
    expand(by_endpoint_, contexts_[next].endpoint_key);
  }
}

void AliasFinder::FindAliases(const Group& group, Changes& changes) {
  Group polled;
  for (const std::size_t i : group) {
    Context& context = contexts_[i];
    const auto before = std::exchange(context.alias_of, FirstSame(i, polled));
    const bool was_alias = std::exchange(context.was_alias, context.alias_of.has_value());
    if (context.alias_of) {
      if (context.alias_of != before) changes.added.push_back(i);
      continue;
    }
    polled.insert(i);
    if (!was_alias) continue;
    changes.released.push_back(i);
    Remove(i);
    context.answered = false;
  }
}

std::optional<std::size_t> AliasFinder::FirstSame(std::size_t context,
                                                  const Group& candidates) const {
  if (!merge_) return std::nullopt;
  for (const std::size_t candidate : candidates) {
    if (AreSame(contexts_[candidate], contexts_[context])) return candidate;
  }
  return std::nullopt;
}

}  // namespace exporter::collector
