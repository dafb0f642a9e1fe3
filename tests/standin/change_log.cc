#include "tests/standin/change_log.h"

#include <algorithm>
#include <utility>

namespace exporter::standin {

void ChangeLog::Add(const std::string& resource, Change change) {
  Resource& log = resources_[resource];
  if (std::exchange(log.omit_next, false)) return;
  log.changes.push_back(std::move(change));
  if (log.changes.size() <= kMaxChanges) return;
  log.dropped = log.changes.front().version;
  log.changes.pop_front();
}

std::vector<Change> ChangeLog::After(const std::string& resource, std::uint64_t version,
                                     std::size_t max) const {
  const auto found = resources_.find(resource);
  if (found == resources_.end()) return {};
  const std::deque<Change>& changes = found->second.changes;
  const auto first = std::upper_bound(
      changes.begin(), changes.end(), version,
      [](std::uint64_t value, const Change& change) { return value < change.version; });
  const auto count = std::min<std::ptrdiff_t>(changes.end() - first, static_cast<long>(max));
  return {first, first + count};
}

bool ChangeLog::IsIncomplete(const std::string& resource, std::uint64_t version) const {
  const auto found = resources_.find(resource);
  return found != resources_.end() && version < found->second.dropped;
}

void ChangeLog::OmitNext(const std::string& resource) { resources_[resource].omit_next = true; }

}  // namespace exporter::standin
