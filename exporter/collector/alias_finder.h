// Finds contexts that lead to the same cluster. Does not poll: Collector reports the UIDs.
//
// Two contexts lead to the same cluster if their kube-system namespaces have the same UID. If a UID
// is unknown, the endpoint keys are compared instead. Only contexts that have answered once are
// compared. The first context gives the cluster its name; the others are its aliases.
//
// The cost of a change grows with the number of contexts that share a UID or an endpoint with the
// changed context. It does not depend on the number of all contexts. Not thread-safe.

#ifndef EXPORTER_COLLECTOR_ALIAS_FINDER_H_
#define EXPORTER_COLLECTOR_ALIAS_FINDER_H_

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace exporter::collector {

class AliasFinder {
 public:
  struct Context {
    std::string endpoint_key;  // empty: matches no other context
    bool answered = false;
    std::string uid;  // empty: unknown
    bool was_alias = false;
    std::optional<std::size_t> alias_of;
  };

  struct Changes {
    std::vector<std::size_t> added;     // new aliases, and aliases of another context than before
    std::vector<std::size_t> released;  // contexts that must answer again: not aliases any more
  };

  // Replaces all contexts. `merge`: if false, no context is an alias.
  Changes Reset(std::vector<Context> contexts, bool merge);

  // Call when a context has answered with this UID. Other contexts that are released must answer
  // again before they can be aliases.
  Changes SetUid(std::size_t context, const std::string& uid);

  bool HasUid(std::size_t context, const std::string& uid) const {
    return contexts_[context].answered && contexts_[context].uid == uid;
  }
  std::optional<std::size_t> AliasOf(std::size_t context) const {
    return contexts_[context].alias_of;
  }
  // The aliases of a context, in order of their index.
  std::set<std::size_t> AliasesOf(std::size_t context) const;
  // The contexts that have answered with this UID, in order of their index.
  std::set<std::size_t> WithUid(const std::string& uid) const;

 private:
  using Group = std::set<std::size_t>;
  using Index = std::unordered_map<std::string, Group>;

  void Add(std::size_t context);
  void Remove(std::size_t context);
  // Adds `context` and all contexts that are connected to it by UIDs or endpoints.
  void AddConnected(std::size_t context, Group& group) const;
  void FindAliases(const Group& group, Changes& changes);
  std::optional<std::size_t> FirstSame(std::size_t context, const Group& candidates) const;

  bool merge_ = true;
  std::vector<Context> contexts_;
  Index by_uid_;       // of contexts that have answered
  Index by_endpoint_;  // of contexts that have answered
};

}  // namespace exporter::collector

#endif  // EXPORTER_COLLECTOR_ALIAS_FINDER_H_
