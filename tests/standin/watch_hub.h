// The open watches of a stand-in API server, and the controls with which tests disturb them.
//
// It uses no sockets: the server asks for the next step of each watch and sends it. Thread-safe. A
// resource is named as in the API ("services"); an empty name means all resources.

#ifndef TESTS_STANDIN_WATCH_HUB_H_
#define TESTS_STANDIN_WATCH_HUB_H_

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <variant>

#include "tests/standin/cluster_state.h"
#include "tests/standin/exchange.h"
#include "tests/standin/watch_event.h"

namespace exporter::standin {

// The next action of the server for a watch.
struct WatchStep {
  enum class Kind {
    kSend,   // sends `text`
    kCheck,  // checks whether the client is still connected
    kEnd,    // ends the response
    kCut,    // sends `text`, which is not a whole line, and closes the connection
  };

  Kind kind = Kind::kCheck;
  std::string text = {};
};

class WatchHub {
 public:
  // An open watch. It is closed when the last pointer to it is gone.
  struct Watch;

  // `state` must outlive it, and calls it after each change.
  explicit WatchHub(ClusterState& state);
  ~WatchHub();
  WatchHub(const WatchHub&) = delete;
  WatchHub& operator=(const WatchHub&) = delete;

  // Opens a watch, or returns an HTTP error.
  std::variant<std::shared_ptr<Watch>, Reply> Open(const WatchRequest& request);
  // Waits for the next step of the watch.
  WatchStep Next(Watch& watch);
  // Cuts all watches, also later ones. For the end of the server.
  void Stop();

  // A watch from a resource version before now gets 410, as after a restart of a real server. Open
  // watches continue.
  void CompactHistory();
  // Whether 410 is the HTTP status. The default, as on a real server, is status 200 and an ERROR
  // event.
  void SetExpiryAsStatus(bool as_status);
  // Sends what is pending, and ends the response.
  void EndWatches(const std::string& resource = {});
  // Closes the connection in the middle of a line.
  void CutWatches(const std::string& resource = {});
  // Sends a bookmark to each watch that allows bookmarks, after the pending events. Other bookmarks
  // come once a minute, as on a real server.
  void SendBookmarks(const std::string& resource = {});
  // Sends any text after the pending events, for example half a line.
  void SendRaw(const std::string& resource, const std::string& text);
  // While on hold, the server sends nothing after the headers. It sends the events later.
  void Hold(bool hold);
  // The next change of the resource is in lists only: no watch sends it.
  void DropNextEvent(const std::string& resource);

  std::size_t OpenWatches(const std::string& resource = {}) const;
  // Waits until exactly `count` watches are open. Throws std::runtime_error after two minutes.
  void WaitForOpenWatches(std::size_t count, const std::string& resource = {}) const;

 private:
  std::size_t Count(const std::string& resource) const;
  std::string Events(Watch& watch) const;
  std::string Pending(Watch& watch, std::chrono::steady_clock::time_point now) const;
  std::chrono::steady_clock::duration CheckInterval() const;
  template <typename Action>
  void ForEach(const std::string& resource, const Action& action);
  void Close(Watch* watch);

  ClusterState& state_;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::set<Watch*> watches_;       // guarded by mutex_
  bool stopping_ = false;          // guarded by mutex_
  bool held_ = false;              // guarded by mutex_
  bool expiry_as_status_ = false;  // guarded by mutex_
};

}  // namespace exporter::standin

#endif  // TESTS_STANDIN_WATCH_HUB_H_
