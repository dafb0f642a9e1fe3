// The changes of a stand-in cluster's objects, in order, for its watches.
//
// Stores a bounded number of changes for each resource and drops the oldest. Not thread-safe: a
// ClusterState guards it.

#ifndef TESTS_STANDIN_CHANGE_LOG_H_
#define TESTS_STANDIN_CHANGE_LOG_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace exporter::standin {

struct StoredObject;

struct Change {
  std::uint64_t version = 0;                   // the resource version after the change
  std::shared_ptr<const StoredObject> before;  // nullptr: the object was created
  std::shared_ptr<const StoredObject> after;   // nullptr: the object was removed
};

class ChangeLog {
 public:
  // The number of stored changes of each resource.
  static constexpr std::size_t kMaxChanges = 20'000;

  // REQUIRES: the version is higher than the versions of earlier changes.
  void Add(const std::string& resource, Change change);

  // The first changes after the version, `max` at most.
  std::vector<Change> After(const std::string& resource, std::uint64_t version,
                            std::size_t max) const;

  // True if changes after the version were dropped.
  bool IsIncomplete(const std::string& resource, std::uint64_t version) const;

  // The next change of the resource is not stored, as if the server omitted it.
  void OmitNext(const std::string& resource);

 private:
  struct Resource {
    std::deque<Change> changes;
    std::uint64_t dropped = 0;  // the version of the last dropped change
    bool omit_next = false;
  };

  std::map<std::string, Resource> resources_;
};

}  // namespace exporter::standin

#endif  // TESTS_STANDIN_CHANGE_LOG_H_
